import { fileURLToPath } from 'node:url';
import {
  DiagnosticSeverity,
  MarkupKind,
  type Diagnostic,
  type MarkupContent,
  type Position,
  type Range,
} from 'vscode-languageserver/node';
import {
  SECRET_CODE_PREFIX,
  type FindingInfo,
  type TriggerHitInfo,
  type TriggersResult,
} from '../../../shared/src/protocol.ts';
import type { Level } from '../engine/secrets/rule.ts';
import type { LineIndex } from '../engine/text/lineIndex.ts';
import type { Span } from '../engine/text/span.ts';

/** What tells the position of an offset. */
export type Lines = Pick<LineIndex, 'positionAt'>;

export function toRange(lines: Lines, span: Span): Range {
  return { start: lines.positionAt(span.start), end: lines.positionAt(span.end) };
}

/** True when a position lies in a range or at one of its ends. */
export function contains({ start, end }: Range, at: Position): boolean {
  return isOrdered(start, at) && isOrdered(at, end);
}

/** True when two ranges share a position. */
export function touches(one: Range, other: Range): boolean {
  return isOrdered(one.start, other.end) && isOrdered(other.start, one.end);
}

function isOrdered(first: Position, second: Position): boolean {
  return first.line < second.line || (first.line === second.line && first.character <= second.character);
}

/** The file's path, or undefined for documents that are not on this machine's disk. */
export function toFilePath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

const SEVERITY: Readonly<Record<Level, DiagnosticSeverity>> = {
  public: DiagnosticSeverity.Hint,
  internal: DiagnosticSeverity.Information,
  sensitive: DiagnosticSeverity.Warning,
  classified: DiagnosticSeverity.Error,
};

/** What a secret's diagnostic says to programs. The fingerprint is a keyed digest: it means nothing elsewhere. */
type SecretData = Pick<FindingInfo, 'rule' | 'level' | 'fingerprint'>;

export function toDiagnostic({ rule, description, level, range, fingerprint }: FindingInfo): Diagnostic {
  return {
    range,
    severity: SEVERITY[level],
    source: 'winnow',
    code: `${SECRET_CODE_PREFIX}${rule}`,
    message: `${description} (${level}): a placeholder stands in its place in every pack.`,
    data: { rule, level, fingerprint } satisfies SecretData,
  };
}

/** What a hover says of the keywords at one place. */
export interface HoverParts {
  readonly hits: readonly TriggerHitInfo[];
  readonly triggers: Pick<TriggersResult, 'fired' | 'mode'>;
  /** By rule: what its author says it is for. */
  readonly descriptions: ReadonlyMap<string, string>;
}

/** Hover over a trigger keyword: which rules, which agents, why. Names come from the workspace and are escaped. */
export function toHover({ hits, triggers, descriptions }: HoverParts): MarkupContent {
  const names = [...new Set(hits.map(({ rule }) => rule))];
  const paragraphs = names.map((name) => {
    const description = descriptions.get(name);
    const head = `**${escapeMarkdown(name)}**${description ? `: ${escapeMarkdown(description)}` : ''}`;
    const rule = triggers.fired.find((one) => one.rule === name);
    if (!rule) return `${head}\n\nDid not fire here.`;
    const together = triggers.mode === 'sequential' ? ' → ' : ', ';
    const agents = rule.agents.map(escapeMarkdown).join(together) || 'none';
    const priority = rule.priority === 0 ? '' : ` · priority ${rule.priority}`;
    return `${head}\n\nAgents: ${agents}${priority}\n\nWhy: ${escapeMarkdown(rule.reason)}`;
  });
  return { kind: MarkupKind.Markdown, value: paragraphs.join('\n\n---\n\n') };
}

/** CommonMark 0.31, 2.4: any ASCII punctuation may be escaped. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}
