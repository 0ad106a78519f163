import type { Level } from '../../../shared/src/protocol.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import { allowFingerprint } from '../workspace/allowList.ts';
import type { Span } from '../engine/text/span.ts';

/** Lines and columns are 1-based, columns in UTF-16 units; the end is the column after the last. */
export interface Place {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A secret's place and kind; never the secret. */
export interface FoundSecret extends Place {
  readonly rule: string;
  readonly level: Level;
  readonly path: string;
  /** Same secret, same fingerprint, on this machine. */
  readonly fingerprint: string;
  /** What `secrets.allow` of `.winnow/config.json` takes to allow the value; only where it was asked for. */
  readonly allowedBy?: string;
}

export function foundSecrets(
  analyzer: Analyzer,
  { path, text }: { readonly path: string; readonly text: string },
  { fingerprints = false }: { readonly fingerprints?: boolean } = {},
): readonly FoundSecret[] {
  const { secrets, findings } = analyzer.redaction(text);
  if (secrets.length === 0) return [];
  const lines = new LineIndex(text);
  const shownPath = analyzer.redact(path);
  return secrets.map((finding, at) => ({
    rule: finding.rule,
    level: finding.level,
    path: shownPath,
    ...placeOf(lines, finding),
    fingerprint: findings[at]?.fingerprint ?? '',
    ...(fingerprints ? { allowedBy: allowFingerprint(finding.rule, text.slice(finding.start, finding.end)) } : {}),
  }));
}

export function placeOf(lines: LineIndex, { start, end }: Span): Place {
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return {
    startLine: from.line + 1,
    startColumn: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}
