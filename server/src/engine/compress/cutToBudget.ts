import type { Tokenizer } from '../tokens/tokenizer.ts';
import { joinGaps, renderDigest, type Digest, type Entry } from './digest.ts';
import type { FoldKind, Gap } from './foldKind.ts';

/** Lines about an error that explain it: its place before it, its details after it. */
const CONTEXT_BEFORE = 1;
const CONTEXT_AFTER = 4;
const LAST_LINES = 3;
/** Lines that are tried where the most important one is too long. */
const MOST_TRIED = 20;
/** So many units take no more tokens than a marker, which has some nine. */
const SHORT_UNITS = 9;

interface CutOptions {
  readonly tokenizer: Tokenizer;
  /** Most o200k_base tokens of the text. */
  readonly budget: number;
  readonly endsLine: boolean;
}

/**
 * As many lines as fit, the most important first: errors (from the first and the last inwards, one of each shape before
 * their likes), the last lines, summaries, warnings, what stands about an error, the rest from both ends inwards. Where
 * not even the first of them fits, the first that does is kept alone.
 */
export function cutToBudget(digest: Digest, { tokenizer, budget, endsLine }: CutOptions): Digest {
  const order = orderOf(digest.entries);
  let most = 0;
  for (let tokens = 0; most < order.length && tokens <= budget; most++)
    tokens += tokenizer.count(digest.entries[order[most]!]!.text);
  const fits = (cut: Digest) => tokenizer.countUpTo(renderDigest(cut, endsLine), budget) <= budget;
  let [fitting, failing] = [0, most + 1];
  while (failing - fitting > 1) {
    const middle = (fitting + failing) >> 1;
    if (fits(keep(digest, order, middle))) fitting = middle;
    else failing = middle;
  }
  if (fitting > 0) return keep(digest, order, fitting);
  const alone = order.slice(0, MOST_TRIED).map((at) => keep(digest, [at], 1));
  return alone.find(fits) ?? keep(digest, order, 0);
}

/** The digest with the first `count` of `order` alone, and with lines between them that cost no more than a marker. */
function keep({ entries, lastGap }: Digest, order: readonly number[], count: number): Digest {
  const wanted = new Uint8Array(entries.length);
  for (const at of order.slice(0, count)) wanted[at] = 1;
  fillSmallGaps(entries, wanted);
  const kept: Entry[] = [];
  let gap: Gap | undefined;
  entries.forEach((entry, at) => {
    gap = joinGaps(gap, entry.gap);
    if (wanted[at] === 1) {
      kept.push({ ...entry, gap });
      gap = undefined;
    } else gap = joinGaps(gap, { counts: { [foldKindOf(entry)]: 1 }, line: entry.line });
  });
  return { entries: kept, lastGap: joinGaps(gap, lastGap) };
}

/** A single short line between two that are kept. */
function fillSmallGaps(entries: readonly Entry[], wanted: Uint8Array): void {
  for (let at = 1; at + 1 < entries.length; at++) {
    if (wanted[at] === 1 || wanted[at - 1] === 0 || wanted[at + 1] === 0) continue;
    const folds = entries[at]!.gap !== undefined || entries[at + 1]!.gap !== undefined;
    if (!folds && entries[at]!.text.length <= SHORT_UNITS) wanted[at] = 1;
  }
}

function foldKindOf({ class: kind }: Entry): FoldKind {
  return kind === 'error' || kind === 'warning' || kind === 'summary' || kind === 'blank' ? kind : 'other';
}

/** Indices of the entries, the most important first. */
function orderOf(entries: readonly Entry[]): number[] {
  const near = nearErrors(entries);
  const timesOf = occurrences(entries);
  const { length } = entries;
  const ranks = entries.map((entry, at) => rankOf(entry, { near: near[at] === 1, fromEnd: length - 1 - at, at }));
  const nearest = (at: number) => Math.min(at, length - 1 - at);
  const isCounted = (rank: number) => rank === 0 || rank === 3;
  return entries
    .map((_, at) => at)
    .sort(
      (a, b) =>
        ranks[a]! - ranks[b]! ||
        (isCounted(ranks[a]!) ? timesOf[a]! - timesOf[b]! : 0) ||
        nearest(a) - nearest(b) ||
        b - a,
    );
}

interface Place {
  readonly near: boolean;
  readonly at: number;
  readonly fromEnd: number;
}

function rankOf({ class: kind }: Entry, { near, at, fromEnd }: Place): number {
  if (kind === 'error') return 0;
  if (kind === 'summary') return fromEnd < LAST_LINES ? 1 : 2;
  if (fromEnd < LAST_LINES || at === 0) return kind === 'blank' ? 6 : 1;
  if (kind === 'warning') return 3;
  if (near || kind === 'heading') return 4;
  return kind === 'blank' ? 6 : 5;
}

function nearErrors(entries: readonly Entry[]): Uint8Array {
  const near = new Uint8Array(entries.length);
  entries.forEach(({ class: kind }, at) => {
    if (kind === 'error') near.fill(1, Math.max(0, at - CONTEXT_BEFORE), at + CONTEXT_AFTER + 1);
  });
  return near;
}

/** The how-manieth of its shape each entry is, from both ends: the first and the last are the first. */
function occurrences(entries: readonly Entry[]): number[] {
  const totals = new Map<string, number>();
  const before = entries.map(({ shape }) => {
    const count = totals.get(shape) ?? 0;
    totals.set(shape, count + 1);
    return count;
  });
  return entries.map(({ shape }, at) => Math.min(before[at]!, totals.get(shape)! - 1 - before[at]!));
}
