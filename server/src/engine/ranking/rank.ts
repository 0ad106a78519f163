import { inverseDocumentFrequency, saturate } from './bm25.ts';
import { pathMention, placesIn, type RankQuery } from './query.ts';
import { visitPostings } from './segment.ts';
import { filesByPath, type History, type Place } from './history.ts';
import { layoutOf, type Layout } from './layout.ts';
import type { SegmentPart } from './mergeSegments.ts';
import { hashOf, keyOf, type Field } from './terms.ts';
import { CANDIDATE_FILES, LENGTH_PENALTY, OFF_TOPIC_FACTOR, SIGNALS, WEIGHTS, type Signal } from './weights.ts';

/** A scored chunk. `signals` are weighted contributions before the role factor. */
export interface RankedChunk {
  readonly part: number;
  readonly file: number;
  readonly chunk: number;
  readonly score: number;
  readonly signals: Readonly<Partial<Record<Signal, number>>>;
  /** Words of the question that stand in the chunk, rarest first. */
  readonly matched: readonly string[];
}

export interface RankOptions {
  readonly parts: readonly SegmentPart[];
  readonly query: RankQuery;
  /** Words of the triggers that the question fired; their chunks are lifted a little. */
  readonly triggerWords?: ReadonlyMap<number, number>;
  readonly history?: History | undefined;
  /** False for files that the caller's globs leave out. */
  readonly allows?: (path: string) => boolean;
}

/** A declared name counts only while it is rare: "get" declared in 200 places says nothing. */
const MOST_DEFINERS = 20;
/** BM25's length normalisation for paths, which differ little in length. */
const PATH_B = 0.3;

/** More chunks than any budget takes, and enough for explanations. */
const MOST_RANKED = 2000;
/** Words that explanations can name: one bit each. */
const MOST_NAMED_WORDS = 32;

/**
 * Chunks of the index for a question, best first; ties in index order, so that the same input gives the same order.
 * `signals` and `matched` of the result hold until the same index is ranked again.
 */
export function rank(options: RankOptions): readonly RankedChunk[] {
  return new Ranking(options).run();
}

class Ranking {
  readonly #options: RankOptions;
  readonly #layout: Layout;
  readonly #allowed: Uint8Array;
  /** For each chunk, one bit a word of the question that stands in it. */
  readonly #wordBits: Uint32Array;
  readonly #named: NamedWord[] = [];

  constructor(options: RankOptions) {
    this.#options = options;
    this.#layout = layoutOf(options.parts);
    this.#layout.scratch.reset();
    this.#wordBits = this.#layout.scratch.integers(this.#layout.chunks);
    this.#allowed = options.allows ? this.#filtered(options.allows) : this.#layout.live;
  }

  run(): readonly RankedChunk[] {
    const { query, triggerWords } = this.#options;
    const text = this.#score(query.words, 'word', { naming: query.spelling });
    const title = query.titleWords.size > 0 ? this.#score(query.titleWords, 'word') : undefined;
    const path = this.#score(query.words, 'path', { b: PATH_B });
    const definition = this.#score(query.words, 'definitionWord');
    const identifiers = this.#scoreNames(query.codeIdentifiers, 'identifier');
    const defines = this.#scoreNames(query.names, 'definition', MOST_DEFINERS);
    const trigger = triggerWords?.size ? this.#score(triggerWords, 'word') : undefined;
    const named = this.#namedPaths();
    const fileSignals = [
      scaled('file', text.files),
      scaled('path', path.files),
      scaled('identifiersInFile', identifiers.files),
      scaled('definitionsInFile', definition.files),
      scaled('namedPath', named),
    ];
    const { history } = this.#options;
    if (history) {
      const place = this.#place();
      fileSignals.push(scaled('pastCommits', history.similar(query.words, place)));
      fileSignals.push(scaled('recent', history.recent(this.#layout, place.fileAt)));
    }
    const chunkSignals = [
      scaled('text', text.chunks),
      scaled('definesName', defines.chunks),
      scaled('definesWords', definition.chunks),
      scaled('identifiers', identifiers.chunks),
    ];
    if (query.places.length > 0) chunkSignals.push(scaled('namedLine', this.#namedLines()));
    if (title) chunkSignals.push(scaled('title', title.chunks));
    if (trigger) chunkSignals.push(scaled('trigger', trigger.chunks));
    // A signal that nothing has costs nothing.
    return this.#combine(fileSignals.filter(isPresent), chunkSignals.filter(isPresent));
  }

  /** BM25 of words over one field, per chunk and per file, with idf shared at file level. */
  #score(
    words: ReadonlyMap<number, number>,
    field: Field,
    { b, naming }: { readonly b?: number; readonly naming?: ReadonlyMap<number, string> } = {},
  ): { chunks: Float32Array; files: Float32Array } {
    const chunks = this.#layout.scratch.floats(this.#layout.chunks);
    const files = this.#layout.scratch.floats(this.#layout.files);
    const fileCount = this.#layout.scratch.integers(this.#layout.files);
    const touched: number[] = [];
    const hitChunk: number[] = [];
    const hitCount: number[] = [];
    for (const [hash, asked] of words) {
      touched.length = hitChunk.length = hitCount.length = 0;
      this.#options.parts.forEach(({ segment }, part) => {
        visitPostings(segment, keyOf(hash, field), (chunk, count) => {
          const flat = this.#layout.chunkBase[part]! + chunk;
          const file = this.#layout.fileOfChunk[flat]!;
          if (!this.#allowed[file]) return;
          if (fileCount[file] === 0) touched.push(file);
          fileCount[file]! += count;
          hitChunk.push(flat);
          hitCount.push(count);
        });
      });
      const weight = asked * inverseDocumentFrequency(this.#layout.liveFiles, touched.length);
      if (naming) this.#name(naming.get(hash) ?? '', hitChunk);
      for (let at = 0; at < hitChunk.length; at++) {
        const flat = hitChunk[at]!;
        chunks[flat]! +=
          weight * saturate(hitCount[at]!, this.#layout.chunkWords[flat]! / this.#layout.meanChunkWords, b);
      }
      for (const file of touched) {
        files[file]! +=
          weight * saturate(fileCount[file]!, this.#layout.fileWords[file]! / this.#layout.meanFileWords, b);
        fileCount[file] = 0;
      }
    }
    return { chunks, files };
  }

  /** Remembers where a word stands, for explanations. */
  #name(word: string, chunks: readonly number[]): void {
    if (this.#named.length === MOST_NAMED_WORDS) return;
    const bit = 1 << this.#named.length;
    this.#named.push({ word, bit, holding: chunks.length });
    for (const chunk of chunks) this.#wordBits[chunk]! |= bit;
  }

  /** Sum of the idf of each name that a chunk (file) holds exactly as spelled. */
  #scoreNames(
    names: readonly string[],
    field: Field,
    mostFiles = Infinity,
  ): { chunks: Float32Array; files: Float32Array } {
    const chunks = this.#layout.scratch.floats(this.#layout.chunks);
    const files = this.#layout.scratch.floats(this.#layout.files);
    for (const name of names) {
      const hits: number[] = [];
      const holding = new Set<number>();
      this.#options.parts.forEach(({ segment }, part) => {
        visitPostings(segment, keyOf(hashOf(name), field), (chunk) => {
          const flat = this.#layout.chunkBase[part]! + chunk;
          const file = this.#layout.fileOfChunk[flat]!;
          if (!this.#allowed[file]) return;
          hits.push(flat);
          holding.add(file);
        });
      });
      if (holding.size > mostFiles) continue;
      const idf = inverseDocumentFrequency(this.#layout.liveFiles, holding.size);
      const weight = field === 'definition' ? idf / Math.sqrt(holding.size) : idf;
      for (const flat of hits) chunks[flat]! += weight;
      for (const file of holding) files[file]! += weight;
    }
    return { chunks, files };
  }

  #place(): Place {
    const { parts } = this.#options;
    const { fileBase, files, scratch } = this.#layout;
    const paths = filesByPath(parts, this.#layout);
    return {
      values: scratch.floats(files),
      fileAt: (path) => paths.get(path),
      isSource: (file) => {
        const part = lastAtMost(fileBase, file);
        return parts[part]!.segment.files[file - fileBase[part]!]!.role === 'source';
      },
    };
  }

  #namedPaths(): Float32Array {
    const named = this.#layout.scratch.floats(this.#layout.files);
    if (this.#options.query.paths.length === 0) return named;
    this.#eachFile((file, path) => {
      if (this.#allowed[file]) named[file] = pathMention(this.#options.query, path);
    });
    return named;
  }

  /** 1 for the chunks that hold a line the question points at. */
  #namedLines(): Float32Array {
    const { chunkBase, fileBase, scratch } = this.#layout;
    const named = scratch.floats(this.#layout.chunks);
    this.#eachFile((file, path) => {
      if (!this.#allowed[file]) return;
      const lines = placesIn(this.#options.query, path);
      if (lines.length === 0) return;
      const part = lastAtMost(fileBase, file);
      const { segment } = this.#options.parts[part]!;
      const index = file - fileBase[part]!;
      for (let chunk = segment.fileChunks[index]!; chunk < segment.fileChunks[index + 1]!; chunk++) {
        const [first, last] = [segment.chunkStartLine[chunk]!, segment.chunkEndLine[chunk]!];
        if (lines.some((line) => line >= first && line <= last)) named[chunkBase[part]! + chunk] = 1;
      }
    });
    return named;
  }

  #combine(fileSignals: readonly ScaledSignal[], chunkSignals: readonly ScaledSignal[]): RankedChunk[] {
    const { fileBase, chunkBase, fileWords, fileOfChunk } = this.#layout;
    const scores = this.#layout.scratch.floats(this.#layout.chunks);
    const order: number[] = [];
    for (const file of this.#candidateFiles(fileSignals, chunkSignals)) {
      const part = lastAtMost(fileBase, file);
      const index = file - fileBase[part]!;
      const { segment } = this.#options.parts[part]!;
      const ofFile = sumAt(fileSignals, file) - LENGTH_PENALTY * Math.log1p(fileWords[file]!);
      const factor = this.#roleFactor(segment.files[index]!.role);
      const end = chunkBase[part]! + segment.fileChunks[index + 1]!;
      for (let flat = chunkBase[part]! + segment.fileChunks[index]!; flat < end; flat++) {
        const sum = ofFile + sumAt(chunkSignals, flat);
        if (sum <= 0) continue;
        scores[flat] = sum * factor;
        order.push(flat);
      }
    }
    order.sort((a, b) => scores[b]! - scores[a]! || a - b);
    const named = this.#named.sort((a, b) => a.holding - b.holding);
    const evidence = { fileSignals, chunkSignals, named, wordBits: this.#wordBits };
    return order.slice(0, MOST_RANKED).map((flat) => {
      const part = lastAtMost(chunkBase, flat);
      const file = fileOfChunk[flat]!;
      const place = { part, file: file - fileBase[part]!, chunk: flat - chunkBase[part]! };
      return new Ranked(place, scores[flat]!, { ...evidence, flatFile: file, flatChunk: flat });
    });
  }

  #candidateFiles(fileSignals: readonly ScaledSignal[], chunkSignals: readonly ScaledSignal[]): number[] {
    // A file's best chunk speaks for it too: long files dilute their words.
    const best = this.#layout.scratch.floats(this.#layout.files);
    for (let flat = 0; flat < this.#layout.chunks; flat++) {
      const sum = sumAt(chunkSignals, flat);
      const file = this.#layout.fileOfChunk[flat]!;
      if (sum > best[file]!) best[file] = sum;
    }
    const candidates: number[] = [];
    this.#eachFile((file, _, role) => {
      const score = (sumAt(fileSignals, file) + best[file]!) * this.#roleFactor(role);
      best[file] = score;
      if (score > 0 && this.#allowed[file]) candidates.push(file);
    });
    return candidates.sort((a, b) => best[b]! - best[a]! || a - b).slice(0, CANDIDATE_FILES);
  }

  #roleFactor(role: string): number {
    return role === 'source' || this.#options.query.about.has(role) ? 1 : OFF_TOPIC_FACTOR;
  }

  #filtered(allows: (path: string) => boolean): Uint8Array {
    const allowed = this.#layout.live.slice();
    this.#eachFile((file, path) => {
      if (allowed[file] && !allows(path)) allowed[file] = 0;
    });
    return allowed;
  }

  #eachFile(visit: (file: number, path: string, role: string) => void): void {
    this.#options.parts.forEach(({ segment }, part) => {
      segment.files.forEach((entry, index) => visit(this.#layout.fileBase[part]! + index, entry.path, entry.role));
    });
  }
}

interface NamedWord {
  readonly word: string;
  readonly bit: number;
  /** Chunks that hold it. */
  readonly holding: number;
}

interface Evidence {
  readonly fileSignals: readonly ScaledSignal[];
  readonly chunkSignals: readonly ScaledSignal[];
  readonly named: readonly NamedWord[];
  readonly wordBits: Uint32Array;
  readonly flatFile: number;
  readonly flatChunk: number;
}

/** Thousands of chunks are ranked and a few dozen explained: what explains them is worked out when asked for. */
class Ranked implements RankedChunk {
  readonly part: number;
  readonly file: number;
  readonly chunk: number;
  readonly score: number;
  readonly #evidence: Evidence;

  constructor(place: Pick<RankedChunk, 'part' | 'file' | 'chunk'>, score: number, evidence: Evidence) {
    this.part = place.part;
    this.file = place.file;
    this.chunk = place.chunk;
    this.score = score;
    this.#evidence = evidence;
  }

  get signals(): Partial<Record<Signal, number>> {
    const { fileSignals, chunkSignals, flatFile, flatChunk } = this.#evidence;
    return { ...valuesAt(fileSignals, flatFile), ...valuesAt(chunkSignals, flatChunk) };
  }

  get matched(): readonly string[] {
    const bits = this.#evidence.wordBits[this.#evidence.flatChunk]!;
    return this.#evidence.named.filter(({ bit }) => (bits & bit) !== 0).map(({ word }) => word);
  }
}

/** A signal's values and what one of them counts for: its weight over the largest. */
interface ScaledSignal {
  readonly signal: Signal;
  readonly values: Float32Array;
  readonly scale: number;
}

function scaled(signal: Signal, values: Float32Array): ScaledSignal {
  const most = largest(values);
  return { signal, values, scale: most > 0 ? WEIGHTS[signal] / most : 0 };
}

function isPresent({ scale }: ScaledSignal): boolean {
  return scale > 0;
}

function sumAt(signals: readonly ScaledSignal[], at: number): number {
  let sum = 0;
  for (let index = 0; index < signals.length; index++) {
    const { values, scale } = signals[index]!;
    sum += values[at]! * scale;
  }
  return sum;
}

function valuesAt(signals: readonly ScaledSignal[], at: number): Partial<Record<Signal, number>> {
  const values: Partial<Record<Signal, number>> = {};
  for (const one of signals) if (one.values[at]! > 0) values[one.signal] = one.values[at]! * one.scale;
  return values;
}

function largest(values: Float32Array): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) if (values[at]! > most) most = values[at]!;
  return most;
}

/** Index of the last base that is not above `value`; with empty parts the last of equals. */
function lastAtMost(bases: readonly number[], value: number): number {
  let at = bases.length - 1;
  while (at > 0 && bases[at]! > value) at--;
  return at;
}

/** Signals of a chunk from strongest to weakest. */
export function strongestSignals(signals: RankedChunk['signals']): readonly Signal[] {
  return SIGNALS.filter((signal) => (signals[signal] ?? 0) > 0).sort((a, b) => signals[b]! - signals[a]!);
}
