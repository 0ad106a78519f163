import { createHash } from 'node:crypto';
import type { Level } from '../../../shared/src/protocol.ts';
import type { Analyzer } from '../engine/analyze.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';
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
  /** The same on every machine: of rule, path and the line as it reads without its secrets. */
  readonly lineHash: string;
  /** What `secrets.allow` of `.winnow/config.json` takes to allow the value; only where it was asked for. */
  readonly allowedBy?: string;
}

export function foundSecrets(
  analyzer: Analyzer,
  { path, text }: { readonly path: string; readonly text: string },
  { fingerprints = false }: { readonly fingerprints?: boolean } = {},
): readonly FoundSecret[] {
  const { secrets, findings, text: redacted } = analyzer.redaction(text);
  if (secrets.length === 0) return [];
  const lines = new LineIndex(text);
  const shownPath = analyzer.redact(path);
  const hashes = lineHashes(
    shownPath,
    secrets.map(({ rule, start }) => ({ rule, line: lines.lineAt(start) })),
    redacted,
  );
  return secrets.map((finding, at) => ({
    rule: finding.rule,
    level: finding.level,
    path: shownPath,
    ...placeOf(lines, finding),
    fingerprint: findings[at]?.fingerprint ?? '',
    lineHash: hashes[at] ?? '',
    ...(fingerprints ? { allowedBy: allowFingerprint(finding.rule, text.slice(finding.start, finding.end)) } : {}),
  }));
}

/**
 * For each finding a digest of its rule, its path and its line, as code scanning does it (`primaryLocationLineHash`), and
 * of how many such there were before it. The line is the redacted one, whose placeholders say their rule only: what is
 * hashed holds nothing of a secret that could be guessed, nor of this machine's key. Redaction keeps the lines.
 */
function lineHashes(
  path: string,
  found: readonly { readonly rule: string; readonly line: number }[],
  redacted: RedactedText,
): readonly string[] {
  const lines = new LineIndex(redacted);
  const seen = new Map<string, number>();
  return found.map(({ rule, line }) => {
    const words = redacted.slice(lines.lineStart(line), lines.lineStart(line + 1)).replaceAll(/\s+/g, '');
    const place = [rule, path, words.replaceAll(PLACEHOLDER, '[$1]')].join('\0');
    const before = seen.get(place) ?? 0;
    seen.set(place, before + 1);
    const hash = createHash('sha256').update(place).digest('hex').slice(0, LINE_HASH_DIGITS);
    return `${hash}:${before + 1}`;
  });
}

const LINE_HASH_DIGITS = 32;
const PLACEHOLDER = /\[REDACTED:([a-z0-9-]{1,60}):[0-9a-f]{4,64}\]/g;

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
