import { inverseDocumentFrequency, saturate } from './bm25.ts';
import type { Layout } from './layout.ts';
import type { SegmentPart } from './mergeSegments.ts';
import { visitPostings } from './segment.ts';
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

/** Looks the words up in one field; words that stand nowhere are left out. */
export function findWords({ parts, layout, allowed }: Ground, words: Iterable<number>, field: Field): WordPlaces[] {
  const places: WordPlaces[] = [];
  for (const hash of words) {
    const chunks: number[] = [];
    const counts: number[] = [];
    let files = 0;
    let last = -1;
    for (const [part, { segment }] of parts.entries()) {
      const base = layout.chunkBase[part]!;
      visitPostings(segment, keyOf(hash, field), (chunk, count) => {
        const file = layout.fileOfChunk[base + chunk]!;
        if (!allowed[file]) return;
        if (file !== last) files++;
        last = file;
        chunks.push(base + chunk);
        counts.push(count);
      });
    }
    if (files === 0) continue;
    const idf = inverseDocumentFrequency(layout.liveFiles, files);
    places.push({ hash, chunks: Uint32Array.from(chunks), counts: Uint32Array.from(counts), files, idf });
  }
  return places;
}

/** BM25 per chunk and per file, with the idf of files for both; `asked` says how often the question says each word. */
export function bm25(
  { layout }: Ground,
  places: readonly WordPlaces[],
  asked: ReadonlyMap<number, number>,
  b?: number,
): Scores {
  const { scratch, fileOfChunk, chunkWords, fileWords, meanChunkWords, meanFileWords } = layout;
  const chunkScores = scratch.floats(layout.chunks);
  const fileScores = scratch.floats(layout.files);
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
        chunkScores[chunk]! += weight * saturate(counts[at]!, chunkWords[chunk]! / meanChunkWords, b);
      }
      fileScores[file]! += weight * saturate(inFile, fileWords[file]! / meanFileWords, b);
    }
  }
  return { chunks: chunkScores, files: fileScores };
}

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
