import type { TextSource } from '../text/textBuffer.ts';
import type { Finding } from './finding.ts';
import { placeholderFor } from './placeholder.ts';

declare const redactedBrand: unique symbol;

/**
 * Text in which every detected secret has been replaced. Only this file makes it, so a function that takes
 * `RedactedText` cannot be handed raw text: caches, logs, audit, metrics and replies take nothing else.
 */
export type RedactedText = string & { readonly [redactedBrand]: 'RedactedText' };

/** Digest of a secret under a key that stays on this machine; at least 8 lower-case hexadecimal digits. */
export type KeyedDigest = (secret: string) => string;

/** A finding's place in the redacted text. */
export interface RedactedFinding extends Finding {
  /** First hexadecimal digits of the secret's keyed digest, as in its placeholder: the same secret, the same fingerprint. */
  readonly fingerprint: string;
}

export interface Redaction {
  readonly text: RedactedText;
  /** The findings, in order, with offsets in `text` (of the placeholders). */
  readonly findings: readonly RedactedFinding[];
}

/**
 * Replaces exactly the findings' spans by placeholders; `findings` are those of `text`, in any order. Every other unit
 * stays, and so does the number of lines: a secret's line breaks follow its placeholder. Overlapping spans are replaced
 * as one, under the rule of the first.
 */
export function redact(text: string, findings: readonly Finding[], digest: KeyedDigest): Redaction {
  const spans = disjoint(findings);
  const fingerprints = fingerprintsOf(
    spans.map(({ start, end }) => text.slice(start, end)),
    digest,
  );
  const pieces: string[] = [];
  const moved: RedactedFinding[] = [];
  let copied = 0;
  let length = 0;
  const push = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  for (const span of spans) {
    const { start, end, rule, level } = span;
    const fingerprint = fingerprints.get(text.slice(start, end)) as string;
    const { before, placeholder, after } = replacementOf(text, span, fingerprint);
    push(text.slice(copied, start) + before);
    moved.push({ start: length, end: length + placeholder.length, rule, level, fingerprint });
    push(placeholder + after);
    copied = end;
  }
  push(text.slice(copied));
  return { text: pieces.join('') as RedactedText, findings: moved };
}

/** What stands in a secret's place: its placeholder and as many line breaks as it held. */
export function replacementOf(
  text: TextSource,
  { start, end, rule }: Finding,
  fingerprint: string,
): { readonly before: string; readonly placeholder: string; readonly after: string } {
  const secret = text.slice(start, end);
  // A CR LF pair that a span cuts in two stays one line break.
  const endsBreak = secret.startsWith('\n') && text.charAt(start - 1) === '\r';
  const beginsBreak = secret.endsWith('\r') && text.charAt(end) === '\n';
  return {
    before: endsBreak ? '\n' : '',
    placeholder: placeholderFor(rule, fingerprint),
    after: lineBreaks(secret.slice(endsBreak ? 1 : 0, beginsBreak ? -1 : undefined)),
  };
}

function disjoint(findings: readonly Finding[]): Finding[] {
  const spans: Finding[] = [];
  for (const finding of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = spans.at(-1);
    if (last && finding.start < last.end) spans[spans.length - 1] = { ...last, end: Math.max(last.end, finding.end) };
    else if (finding.end > finding.start) spans.push(finding);
  }
  return spans;
}

/** As many line breaks as the secret holds. A lone CR becomes an LF, lest it join with an LF that follows. */
function lineBreaks(secret: string): string {
  return (secret.match(/\r\n|\n|\r/g) ?? []).map((end) => (end === '\r' ? '\n' : end)).join('');
}

/** Digits of a fingerprint, unless two secrets of a text share them. */
export const FINGERPRINT_DIGITS = 6;

/** Each secret's fingerprint; where two secrets share their first digits, both get as many as tell them apart. */
function fingerprintsOf(secrets: readonly string[], digest: KeyedDigest): Map<string, string> {
  const digests = [...new Set(secrets)].map((secret) => ({ secret, own: digest(secret) }));
  digests.sort((a, b) => (a.own < b.own ? -1 : 1));
  const fingerprints = new Map<string, string>();
  digests.forEach(({ secret, own }, index) => {
    // In sorted order the nearest neighbours share the most.
    const before = digests[index - 1]?.own ?? '';
    const after = digests[index + 1]?.own ?? '';
    const shared = Math.max(commonLength(own, before), commonLength(own, after));
    fingerprints.set(secret, own.slice(0, Math.max(FINGERPRINT_DIGITS, shared + 1)));
  });
  return fingerprints;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** A part of redacted text, by UTF-16 offsets. */
export function sliceRedacted(text: RedactedText, start: number, end: number = text.length): RedactedText {
  return text.slice(start, end) as RedactedText;
}

/** Redacted texts one after another, with `separator` between them. */
export function joinRedacted(
  parts: readonly RedactedText[],
  separator: RedactedText = '' as RedactedText,
): RedactedText {
  return parts.join(separator) as RedactedText;
}

/** Template tag: ``redacted`lines ${start}: ${text}` ``. The literal parts are our own source code and hence trusted. */
export function redacted(literals: TemplateStringsArray, ...values: readonly (RedactedText | number)[]): RedactedText {
  return literals.reduce((text, literal, index) => `${text}${values[index - 1] ?? ''}${literal}`) as RedactedText;
}

/** The lines of redacted text, which end at line feeds. */
export function linesOfRedacted(text: RedactedText): readonly RedactedText[] {
  return text.split('\n') as RedactedText[];
}

/** What `transform` makes of the text. The transform must derive its result from its argument alone. */
export function transformRedacted(text: RedactedText, transform: (text: string) => string): RedactedText {
  return transform(text) as RedactedText;
}
