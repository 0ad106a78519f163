import { B, inverseDocumentFrequency, lengthNorm, saturate } from './bm25.ts';
import type { Layout } from './layout.ts';
import type { SegmentPart } from './mergeSegments.ts';
import { findPostings, readPostings } from './segment.ts';
import { hashOf, keyOf, type Field } from './terms.ts';

/** Values by flat chunk and by flat file. */
export interface Scores {
  readonly chunks: Float32Array;
  readonly files: Float32Array;
}

/** The index as one question looks at it. */
export interface Ground {
  readonly parts: readonly SegmentPart[];
  readonly layout: Layout;
  /** 1 for the files that may be shown. */
  readonly allowed: Uint8Array;
}

/** Where a word of the question stands: chunks in index order, and the number of files. */
export interface WordPlaces {
  readonly hash: number;
  readonly chunks: Uint32Array;
  readonly counts: Uint32Array;
  readonly files: number;
  /** Inverse document frequency over files. */
  readonly idf: number;
}

/** A declared name counts only while it is rare: "get" declared in 200 places says nothing. */
const MOST_DEFINERS = 20;

/** Looks the words up in one field; words that stand nowhere are left out. Places hold until the same index is asked again. */
export function findWords(ground: Ground, words: Iterable<number>, field: Field): WordPlaces[] {
  const places: WordPlaces[] = [];
  for (const hash of words) {
    const found = findWord(ground, hash, keyOf(hash, field));
    if (found.files > 0) places.push(found);
  }
  return places;
}

function findWord({ parts, layout, allowed }: Ground, hash: number, key: number): WordPlaces {
  const { chunkBase, fileOfChunk, scratch, touched } = layout;
  const ranges = parts.map(({ segment }) => findPostings(segment, key));
  // A posting takes a byte at least.
  const most = ranges.reduce((sum, range) => sum + (range ? range.end - range.start : 0), 0);
  const chunks = scratch.integers(most);
  const counts = scratch.integers(most);
  let size = 0;
  let files = 0;
  let last = -1;
  for (let part = 0; part < parts.length; part++) {
    const range = ranges[part];
    if (!range) continue;
    const from = size;
    const end = readPostings(parts[part]!.segment.postings, range, { chunks, counts }, from);
    const base = chunkBase[part]!;
    for (let at = from; at < end; at++) {
      const chunk = base + chunks[at]!;
      const file = fileOfChunk[chunk]!;
      if (allowed[file] === 0) continue;
      if (file !== last) files++;
      last = file;
      chunks[size] = chunk;
      counts[size++] = counts[at]!;
      touched.add(chunk);
    }
  }
  const idf = inverseDocumentFrequency(layout.liveFiles, files);
  return { hash, chunks: chunks.subarray(0, size), counts: counts.subarray(0, size), files, idf };
}

/** BM25 per chunk and per file, with the idf of files for both; `asked` says how often the question says each word. */
export function bm25(
  { layout }: Ground,
  places: readonly WordPlaces[],
  asked: ReadonlyMap<number, number>,
  b = B,
): Scores {
  const { scratch, fileOfChunk } = layout;
  const chunkScores = scratch.floats(layout.chunks);
  const fileScores = scratch.floats(layout.files);
  const norms = normsOf(layout, b);
  for (const { hash, chunks, counts, idf } of places) {
    const weight = (asked.get(hash) ?? 0) * idf;
    if (weight === 0) continue;
    for (let at = 0; at < chunks.length;) {
      const file = fileOfChunk[chunks[at]!]!;
      let inFile = 0;
      // A file's chunks stand together.
      for (; at < chunks.length && fileOfChunk[chunks[at]!] === file; at++) {
        const chunk = chunks[at]!;
        inFile += counts[at]!;
        chunkScores[chunk]! += weight * saturate(counts[at]!, norms.chunks[chunk]!);
      }
      fileScores[file]! += weight * saturate(inFile, norms.files[file]!);
    }
  }
  return { chunks: chunkScores, files: fileScores };
}

interface Norms {
  readonly chunks: Float64Array;
  readonly files: Float64Array;
}

/** How much its length damps a document's counts; no question changes that: worked out once a layout. */
function normsOf(layout: Layout, b: number): Norms {
  let norms = NORMS.get(layout)?.get(b);
  if (!norms) {
    const { chunkWords, fileWords, meanChunkWords, meanFileWords } = layout;
    norms = {
      chunks: Float64Array.from(chunkWords, (words) => lengthNorm(words / meanChunkWords, b)),
      files: Float64Array.from(fileWords, (words) => lengthNorm(words / meanFileWords, b)),
    };
    NORMS.set(layout, new Map([...(NORMS.get(layout) ?? []), [b, norms]]));
  }
  return norms;
}

const NORMS = new WeakMap<Layout, ReadonlyMap<number, Norms>>();

/** The share of the words' idf that each chunk holds, 0 … 1: many words once beat one word many times. */
export function coverage({ layout }: Ground, places: readonly WordPlaces[]): Float32Array {
  const covered = layout.scratch.floats(layout.chunks);
  const total = places.reduce((sum, { idf }) => sum + idf, 0);
  for (const { chunks, idf } of places) for (const chunk of chunks) covered[chunk]! += idf / total;
  return covered;
}

/** Sum of the idf of each name that a chunk (file) holds exactly as spelled, or declares. */
export function nameScores(ground: Ground, names: readonly string[], field: 'identifier' | 'definition'): Scores {
  const { scratch, fileOfChunk, chunks, files } = ground.layout;
  const scores = { chunks: scratch.floats(chunks), files: scratch.floats(files) };
  for (const found of findWords(ground, new Set(names.map(hashOf)), field)) {
    if (field === 'definition' && found.files > MOST_DEFINERS) continue;
    const weight = field === 'definition' ? found.idf / Math.sqrt(found.files) : found.idf;
    let last = -1;
    for (const chunk of found.chunks) {
      const file = fileOfChunk[chunk]!;
      scores.chunks[chunk]! += weight;
      if (file !== last) scores.files[file]! += weight;
      last = file;
    }
  }
  return scores;
}
