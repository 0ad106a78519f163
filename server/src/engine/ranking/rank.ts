import { MinHeap } from '../tokens/minHeap.ts';
import type { FileRole } from '../chunks/fileRole.ts';
import { lastAtMost, layoutOf, visitFiles, type Layout } from './layout.ts';
import type { SegmentPart } from './mergeSegments.ts';
import type { Ground, WordPlaces } from './postingScores.ts';
import { readNeighbours, readSignals, type SignalOptions, type SignalValues } from './signals.ts';
import { CANDIDATE_FILES, LENGTH_WEIGHT, ROLE_WEIGHTS, WEIGHTS, type Signal } from './weights.ts';

/** A scored chunk. `signals` are weighted contributions; a demotion for the file's role or length comes on top. */
export interface RankedChunk {
  readonly part: number;
  readonly file: number;
  readonly chunk: number;
  readonly score: number;
  readonly signals: Readonly<Partial<Record<Signal, number>>>;
  /** Words of the question that stand in the chunk, rarest first. */
  readonly matched: readonly string[];
}

export interface RankOptions extends SignalOptions {
  readonly parts: readonly SegmentPart[];
  /** False for files that the caller's globs leave out. */
  readonly allows?: (path: string) => boolean;
}

/** More chunks than any budget takes, and enough for explanations. */
const MOST_RANKED = 2000;

/**
 * Chunks of the index for a question, best first; ties in the order of paths and lines, so that the same files give the
 * same order. `signals` and `matched` of the result hold until the same index is ranked again.
 */
export function rank(options: RankOptions): readonly RankedChunk[] {
  const { ground, evidence, candidates } = weigh(options);
  const { layout } = ground;
  const ranges = candidates.map(({ file, base }) => ({ ...chunksOf(ground, file), base }));
  const count = ranges.reduce((sum, { first, end }) => sum + end - first, 0);
  const chunks = layout.scratch.integers(count);
  const scores = new Float64Array(count);
  const { chunkSums } = evidence;
  let size = 0;
  for (const { first, end, base } of ranges) {
    for (let flat = first; flat < end; flat++, size++) {
      chunks[size] = flat;
      scores[size] = base + chunkSums[flat]!;
    }
  }
  const comparePlaces = (a: number, b: number) => {
    const [one, other] = [chunks[a]!, chunks[b]!];
    return comparePaths(layout, layout.fileOfChunk[one]!, layout.fileOfChunk[other]!) || one - other;
  };
  return descending(scores, { most: MOST_RANKED, comparePlaces }).map(
    (at) => new Ranked(layout, chunks[at]!, scores[at]!, evidence),
  );
}

/** What ranking knows of a question before it adds up: for who learns the weights. */
export function weigh(options: RankOptions): {
  readonly ground: Ground;
  readonly evidence: Evidence;
  /** The best files, and what counts for each of their chunks. */
  readonly candidates: readonly { readonly file: number; readonly base: number }[];
} {
  const { parts, query, history, learned } = options;
  const layout = layoutOf(parts);
  layout.scratch.reset();
  layout.touched.clear();
  const ground = { parts, layout, allowed: options.allows ? filtered(layout, options.allows) : layout.live };
  const weighted = (signals: readonly SignalValues[]) =>
    signals.map((one) => ({ ...one, scale: (WEIGHTS[one.signal] / one.most) * (learned?.factor(one.signal) ?? 1) }));
  const { files, chunks, words } = readSignals(ground, options);
  const [fileSignals, chunkSignals] = [weighted(files), weighted(chunks)];
  const demotion = demotionsFor(layout, query.about);
  const chunkSums = sumsAt(chunkSignals, layout.touched.list, layout.scratch.floats(layout.chunks));
  const best = bestFiles(ground, {
    fileSums: sumsOf(fileSignals, layout.scratch.floats(layout.files)),
    chunkSums,
    demotion,
  });
  fileSignals.push(...weighted(readNeighbours(ground, best, history)));
  const spelled = words.map(({ hash, ...places }) => ({ ...places, hash, word: query.spelling.get(hash) ?? '' }));
  return {
    ground,
    evidence: {
      fileSignals,
      chunkSignals,
      chunkSums,
      words: spelled.sort((a, b) => a.chunks.length - b.chunks.length),
    },
    candidates: [...best.keys()].map((file) => ({ file, base: sumAt(fileSignals, file) + demotion(file) })),
  };
}

/** What a file's length and role take from it, for a question about files of some roles. */
function demotionsFor(layout: Layout, about: ReadonlySet<string>): (file: number) => number {
  let known = DEMOTIONS.get(layout);
  if (!known) {
    known = {
      byLength: layout.fileWords.map((words) => LENGTH_WEIGHT * Math.log1p(words)),
      roles: Uint8Array.from(layout.entries, ({ role }) => ROLES.indexOf(role)),
    };
    DEMOTIONS.set(layout, known);
  }
  const { byLength, roles } = known;
  const byRole = ROLES.map((role) => (about.has(role) ? 0 : ROLE_WEIGHTS[role]));
  return (file) => byLength[file]! + byRole[roles[file]!]!;
}

const ROLES = Object.keys(ROLE_WEIGHTS) as readonly FileRole[];

/** By flat file; worked out once a layout. */
const DEMOTIONS = new WeakMap<Layout, { readonly byLength: Float64Array; readonly roles: Uint8Array }>();

interface FileEvidence {
  /** Weighted signals by flat file, and by flat chunk. */
  readonly fileSums: Float32Array;
  readonly chunkSums: Float32Array;
  readonly demotion: (file: number) => number;
}

/** Flat file → score by itself and its best chunk, which speaks for it too (long files dilute their words); best first. */
function bestFiles(
  { layout, allowed }: Ground,
  { fileSums, chunkSums, demotion }: FileEvidence,
): ReadonlyMap<number, number> {
  const { files, fileOfChunk, scratch, touched } = layout;
  const evidence = scratch.floats(files);
  const chunks = touched.list;
  for (let at = 0; at < chunks.length; at++) {
    const file = fileOfChunk[chunks[at]!]!;
    const sum = chunkSums[chunks[at]!]!;
    if (sum > evidence[file]!) evidence[file] = sum;
  }
  const found = scratch.integers(files);
  const scores = new Float64Array(files);
  let size = 0;
  for (let file = 0; file < files; file++) {
    const sum = evidence[file]! + fileSums[file]!;
    if (sum <= 0 || allowed[file] === 0) continue;
    found[size] = file;
    scores[size++] = sum + demotion(file);
  }
  const last = highest(scores.subarray(0, size), CANDIDATE_FILES);
  const kept: { readonly file: number; readonly score: number }[] = [];
  for (let at = 0; at < size; at++) if (scores[at]! >= last) kept.push({ file: found[at]!, score: scores[at]! });
  // Equals at the end stand in the order of their paths, wherever in the index an update has put them.
  kept.sort((a, b) => b.score - a.score || comparePaths(layout, a.file, b.file));
  return new Map(kept.slice(0, CANDIDATE_FILES).map(({ file, score }) => [file, score]));
}

/** The score of place `most`, counted from the highest; -Infinity when there are not as many. */
function highest(scores: Float64Array, most: number): number {
  const kept = new MinHeap(most);
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (kept.size === most) {
      if (score <= kept.lowest) continue;
      kept.pop();
    }
    kept.push(score);
  }
  return kept.size === most ? kept.lowest : -Infinity;
}

function comparePaths({ entries }: Layout, a: number, b: number): number {
  const [one, other] = [entries[a]!.path, entries[b]!.path];
  return one === other ? 0 : one < other ? -1 : 1;
}

interface DescendingOptions {
  readonly most?: number;
  /** The order of places of equal score. Default: as they stand. */
  readonly comparePlaces?: (a: number, b: number) => number;
}

/** Places of the `most` highest scores, highest first; scores are told apart as 32-bit floats. */
export function descending(
  scores: ArrayLike<number>,
  { most = Infinity, comparePlaces }: DescendingOptions = {},
): readonly number[] {
  const bits = new Uint32Array(Float32Array.from(scores).buffer);
  // A number whose order is the score's, then the place's: numbers are sorted ten times as fast as by a function.
  const keys = new Float64Array(bits.length);
  for (let at = 0; at < keys.length; at++) {
    const bit = bits[at]!;
    keys[at] = (bit >>> 31 ? bit : 0x7fff_ffff - bit) * PLACES + at;
  }
  keys.sort();
  const places: number[] = [];
  while (places.length < Math.min(most, keys.length)) {
    const from = places.length;
    const score = Math.floor(keys[from]! / PLACES);
    do places.push(keys[places.length]! % PLACES);
    while (places.length < keys.length && Math.floor(keys[places.length]! / PLACES) === score);
    // Equals are few, and most often neighbours.
    if (comparePlaces && places.length > from + 1) places.push(...places.splice(from).sort(comparePlaces));
  }
  return places.slice(0, most);
}

/** 32 bits of score and 21 of place are exact in a 64-bit float. */
const PLACES = 2 ** 21;

/** The chunks of a flat file, `[first, end)` by flat number. */
export function chunksOf({ parts, layout }: Ground, file: number): { readonly first: number; readonly end: number } {
  const part = lastAtMost(layout.fileBase, file);
  const { fileChunks } = parts[part]!.segment;
  const index = file - layout.fileBase[part]!;
  const base = layout.chunkBase[part]!;
  return { first: base + fileChunks[index]!, end: base + fileChunks[index + 1]! };
}

function filtered(layout: Layout, allows: (path: string) => boolean): Uint8Array {
  const allowed = layout.live.slice();
  visitFiles(layout, (file, { path }) => {
    if (!allows(path)) allowed[file] = 0;
  });
  return allowed;
}

/** A signal's values and what one of them counts for: its weight over what counts as one. */
interface WeightedSignal extends SignalValues {
  readonly scale: number;
}

export interface Evidence {
  readonly fileSignals: readonly WeightedSignal[];
  readonly chunkSignals: readonly WeightedSignal[];
  /** What they add up to, by flat chunk. */
  readonly chunkSums: Float32Array;
  /** Rarest first. */
  readonly words: readonly (WordPlaces & { readonly word: string })[];
}

/** Thousands of chunks are ranked and a few dozen explained: what explains them is worked out when asked for. */
class Ranked implements RankedChunk {
  readonly part: number;
  readonly file: number;
  readonly chunk: number;
  readonly score: number;
  readonly #evidence: Evidence;
  readonly #flatFile: number;
  readonly #flatChunk: number;

  constructor(layout: Layout, flat: number, score: number, evidence: Evidence) {
    this.#flatFile = layout.fileOfChunk[flat]!;
    this.#flatChunk = flat;
    this.part = lastAtMost(layout.chunkBase, flat);
    this.file = this.#flatFile - layout.fileBase[this.part]!;
    this.chunk = flat - layout.chunkBase[this.part]!;
    this.score = score;
    this.#evidence = evidence;
  }

  get signals(): Partial<Record<Signal, number>> {
    const { fileSignals, chunkSignals } = this.#evidence;
    return { ...valuesAt(fileSignals, this.#flatFile), ...valuesAt(chunkSignals, this.#flatChunk) };
  }

  get matched(): readonly string[] {
    return this.#evidence.words.filter(({ chunks }) => holds(chunks, this.#flatChunk)).map(({ word }) => word);
  }
}

function sumsOf(signals: readonly WeightedSignal[], sums: Float32Array): Float32Array {
  for (const { values, scale } of signals) {
    for (let at = 0; at < sums.length; at++) sums[at]! += values[at]! * scale;
  }
  return sums;
}

/** The same of some places alone; the others keep what they are. */
function sumsAt(signals: readonly WeightedSignal[], places: Uint32Array, sums: Float32Array): Float32Array {
  for (const { values, scale } of signals) {
    for (let at = 0; at < places.length; at++) sums[places[at]!]! += values[places[at]!]! * scale;
  }
  return sums;
}

function sumAt(signals: readonly WeightedSignal[], at: number): number {
  let sum = 0;
  for (let index = 0; index < signals.length; index++) {
    const { values, scale } = signals[index]!;
    sum += values[at]! * scale;
  }
  return sum;
}

function valuesAt(signals: readonly WeightedSignal[], at: number): Partial<Record<Signal, number>> {
  const values: Partial<Record<Signal, number>> = {};
  for (const { signal, values: all, scale } of signals) {
    const value = all[at]! * scale;
    if (value !== 0) values[signal] = value;
  }
  return values;
}

/** Bisection: the chunks stand in order. */
function holds(chunks: Uint32Array, wanted: number): boolean {
  let low = 0;
  let high = chunks.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (chunks[middle] === wanted) return true;
    if (chunks[middle]! < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
