import type { RedactedText } from '../secrets/redact.ts';
import { joinRedacted, redacted, sliceRedacted } from '../secrets/redact.ts';
import { addCounts, markerOf, type FoldCounts, type Gap } from './foldKind.ts';
import { gapOf } from './foldLines.ts';
import type { JudgedLine } from './judgedLines.ts';
import type { LineClass } from './lineClass.ts';

/** A line that is shown, and what was folded right before it. */
export interface Entry {
  readonly text: RedactedText;
  readonly class: LineClass;
  readonly shape: string;
  /** Counted from 1. */
  readonly line: number;
  readonly continues: boolean;
  readonly gap: Gap | undefined;
}

/** What is left of an output: lines in their order, with gaps between them. */
export interface Digest {
  readonly entries: readonly Entry[];
  /** What was folded after the last line. */
  readonly lastGap: Gap | undefined;
}

export const EMPTY_DIGEST: Digest = { entries: [], lastGap: undefined };

/** The digest of folded lines, the first of which is `firstLine`. */
export function digestOf(lines: readonly JudgedLine[], firstLine: number): Digest {
  const entries: Entry[] = [];
  let start = 0;
  const gapBefore = (end: number) => (end > start ? gapOf(lines, start, end, firstLine) : undefined);
  lines.forEach(({ text, class: kind, shape, continues, fold }, at) => {
    if (fold) return;
    const line = firstLine + at;
    entries.push({ text, class: kind, shape: shape.text, line, continues, gap: gapBefore(at) });
    start = at + 1;
  });
  return { entries, lastGap: gapBefore(lines.length) };
}

/** An equal digest that does not hold on to the block that it was made of: engines keep a slice as a view. */
export function detached({ entries, lastGap }: Digest): Digest {
  const own = entries.map((entry) => {
    return { ...entry, text: sliceRedacted(redacted` ${entry.text}`, 1), shape: ` ${entry.shape}`.slice(1) };
  });
  return { entries: own, lastGap };
}

/** One digest after another. */
export function joinDigests(before: Digest, { entries, lastGap }: Digest): Digest {
  const [first, ...rest] = entries;
  if (!first) return { entries: before.entries, lastGap: joinGaps(before.lastGap, lastGap) };
  const joined = { ...first, gap: joinGaps(before.lastGap, first.gap) };
  return { entries: [...before.entries, joined, ...rest], lastGap };
}

export function joinGaps(a: Gap | undefined, b: Gap | undefined): Gap | undefined {
  return a && b ? { counts: addCounts(a.counts, b.counts), line: a.line } : (a ?? b);
}

/** The digest as text: its lines, and a marker for each gap. `endsLine` tells whether the last line is ended. */
export function renderDigest({ entries, lastGap }: Digest, endsLine: boolean): RedactedText {
  const parts: RedactedText[] = [];
  for (const { text, gap, continues } of entries) {
    if (gap) parts.push(markerOf(gap));
    const before = parts.length - 1;
    if (continues && !gap && before >= 0) parts[before] = redacted`${parts[before]!}${text}`;
    else parts.push(text);
  }
  if (lastGap) parts.push(markerOf(lastGap));
  const joined = joinRedacted(parts, redacted`\n`);
  return endsLine && parts.length > 0 ? redacted`${joined}\n` : joined;
}

/** How many lines of each kind are folded in all. */
export function foldedIn({ entries, lastGap }: Digest): FoldCounts {
  let sum: FoldCounts = lastGap?.counts ?? {};
  for (const { gap } of entries) if (gap) sum = addCounts(sum, gap.counts);
  return sum;
}
