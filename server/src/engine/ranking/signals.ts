import type { History } from './history.ts';
import { filesByPath, visitFiles, type Layout } from './layout.ts';
import type { Learned } from './learned.ts';
import { bm25, coverage, findWords, nameScores, type Ground, type WordPlaces } from './postingScores.ts';
import { pathMention, placesIn, type RankQuery } from './query.ts';
import type { Signal } from './weights.ts';

/** One kind of evidence, by flat file or by flat chunk; not negative but for feedback. */
export interface SignalValues {
  readonly signal: Signal;
  readonly values: Float32Array;
  /** What counts as one. */
  readonly most: number;
}

/** What the index, the past and people say about a question. */
export interface Signals {
  readonly files: readonly SignalValues[];
  readonly chunks: readonly SignalValues[];
  /** Where the words of the question stand. */
  readonly words: readonly WordPlaces[];
}

export interface SignalOptions {
  readonly query: RankQuery;
  /** Words of the triggers that the question fired; their chunks are lifted a little. */
  readonly triggerWords?: ReadonlyMap<number, number>;
  readonly history?: History | undefined;
  /** What people said of files and signals. */
  readonly learned?: Learned | undefined;
}

/** BM25's length normalisation for paths, which differ little in length. */
const PATH_B = 0.3;

/** Everything that is read from the index at once; no text is looked at. Values hold until the same index is asked again. */
export function readSignals(ground: Ground, { query, triggerWords, history, learned }: SignalOptions): Signals {
  const ofFile = (signal: Signal, values: Float32Array) => scaledByFiles(ground, signal, values);
  const ofChunk = (signal: Signal, values: Float32Array) => scaledByChunks(ground, signal, values);
  const words = findWords(ground, query.words.keys(), 'word');
  const text = bm25(ground, words, query.words);
  const path = bm25(ground, findWords(ground, query.words.keys(), 'path'), query.words, PATH_B);
  const declared = bm25(ground, findWords(ground, query.words.keys(), 'definitionWord'), query.words);
  const identifiers = nameScores(ground, query.codeIdentifiers, 'identifier');
  const defines = nameScores(ground, query.names, 'definition');
  const files = [
    ofFile('file', text.files),
    ofFile('path', path.files),
    ofFile('identifiersInFile', identifiers.files),
    ofFile('definitionsInFile', declared.files),
  ];
  const chunks = [
    ofChunk('text', text.chunks),
    ofChunk('cover', coverage(ground, words)),
    ofChunk('definesName', defines.chunks),
    ofChunk('definesWords', declared.chunks),
    ofChunk('identifiers', identifiers.chunks),
  ];
  if (query.titleWords.size > 0) chunks.push(ofChunk('title', bm25(ground, words, query.titleWords).chunks));
  if (query.paths.length > 0) files.push(asIs('namedPath', namedPaths(ground, query)));
  if (query.places.length > 0) chunks.push(asIs('namedLine', namedLines(ground, query)));
  if (triggerWords?.size) {
    const triggered = findWords(ground, triggerWords.keys(), 'word');
    chunks.push(ofChunk('trigger', bm25(ground, triggered, triggerWords).chunks));
  }
  if (history) {
    const { sums, best } = history.similar(query.words, ground);
    files.push(ofFile('pastCommits', sums), ofFile('likestCommit', best), ofFile('recent', history.recent(ground)));
  }
  if (learned) files.push(asIs('feedback', lifts(ground, learned, text.files)));
  return { files: files.filter(isPresent), chunks: chunks.filter(isPresent), words };
}

/**
 * What the best files say about the others, once there is a first order: `coChange`, files that changed together with
 * them, and `siblings`, how good the best others of the same folder are. `best`: flat file → score, best first.
 */
export function readNeighbours(
  ground: Ground,
  best: ReadonlyMap<number, number>,
  history: History | undefined,
): readonly SignalValues[] {
  const found = [scaledByFiles(ground, 'siblings', siblings(ground, best))];
  if (history) found.push(scaledByFiles(ground, 'coChange', history.together(best, ground)));
  return found.filter(isPresent);
}

/** Others of a folder that speak for a file. */
const MOST_SIBLINGS = 3;

function siblings({ layout }: Ground, best: ReadonlyMap<number, number>): Float32Array {
  const values = layout.scratch.floats(layout.files);
  const folders = foldersOf(layout);
  /** The best files of each folder, one more than speak: a file does not speak for itself. */
  const speakers = new Map<number, number[]>();
  for (const file of best.keys()) {
    const there = speakers.get(folders[file]!);
    if (!there) speakers.set(folders[file]!, [file]);
    else if (there.length <= MOST_SIBLINGS) there.push(file);
  }
  for (const file of best.keys()) {
    let heard = 0;
    for (const other of speakers.get(folders[file]!)!) {
      if (other === file || heard === MOST_SIBLINGS) continue;
      values[file]! += Math.max(0, best.get(other)!);
      heard++;
    }
  }
  return values;
}

/** A number for each file's folder; worked out once a layout. */
function foldersOf(layout: Layout): Uint32Array {
  let folders = FOLDERS.get(layout);
  if (!folders) {
    const numbers = new Map<string, number>();
    folders = Uint32Array.from(layout.entries, ({ path }) => {
      const folder = folderOf(path);
      const number = numbers.get(folder) ?? numbers.size;
      numbers.set(folder, number);
      return number;
    });
    FOLDERS.set(layout, folders);
  }
  return folders;
}

const FOLDERS = new WeakMap<Layout, Uint32Array>();

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function namedPaths(ground: Ground, query: RankQuery): Float32Array {
  const named = ground.layout.scratch.floats(ground.layout.files);
  visitFiles(ground.layout, (file, { path }) => {
    if (ground.allowed[file]) named[file] = pathMention(query, path);
  });
  return named;
}

/** 1 for the chunks that hold a line the question points at. */
function namedLines({ parts, layout, allowed }: Ground, query: RankQuery): Float32Array {
  const named = layout.scratch.floats(layout.chunks);
  parts.forEach(({ segment }, part) => {
    segment.files.forEach(({ path }, index) => {
      if (!allowed[layout.fileBase[part]! + index]) return;
      const lines = placesIn(query, path);
      if (lines.length === 0) return;
      for (let chunk = segment.fileChunks[index]!; chunk < segment.fileChunks[index + 1]!; chunk++) {
        const [first, last] = [segment.chunkStartLine[chunk]!, segment.chunkEndLine[chunk]!];
        if (!lines.some((line) => line >= first && line <= last)) continue;
        named[layout.chunkBase[part]! + chunk] = 1;
        layout.touched.add(layout.chunkBase[part]! + chunk);
      }
    });
  });
  return named;
}

/** `holding`: above 0 for files that hold a word of the question; a prior alone brings in none. */
function lifts(ground: Ground, learned: Learned, holding: Float32Array): Float32Array {
  const values = ground.layout.scratch.floats(ground.layout.files);
  const files = filesByPath(ground.layout);
  for (const [path, prior] of learned.priors) {
    const file = files.get(path);
    if (file !== undefined && holding[file]! > 0) values[file] = prior;
  }
  for (const [path, lift] of learned.lifts) {
    const file = files.get(path);
    if (file !== undefined) values[file]! += lift;
  }
  return values;
}

function asIs(signal: Signal, values: Float32Array): SignalValues {
  return { signal, values, most: values.some((value) => value !== 0) ? 1 : 0 };
}

/** The best source file is the measure: a manual or an issue template that says all the words would dwarf what the code says. */
function scaledByFiles({ layout }: Ground, signal: Signal, values: Float32Array): SignalValues {
  const { source } = layout;
  let most = 0;
  for (let file = 0; file < values.length; file++) {
    if (values[file]! > most && source[file] !== 0) most = values[file]!;
  }
  return { signal, values, most: most || largest(values) };
}

function scaledByChunks({ layout }: Ground, signal: Signal, values: Float32Array): SignalValues {
  const { source, fileOfChunk, touched } = layout;
  const chunks = touched.list;
  let most = 0;
  let mostOfAny = 0;
  for (let at = 0; at < chunks.length; at++) {
    const value = values[chunks[at]!]!;
    if (value > mostOfAny) mostOfAny = value;
    if (value > most && source[fileOfChunk[chunks[at]!]!] !== 0) most = value;
  }
  return { signal, values, most: most || mostOfAny };
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

function isPresent({ most }: SignalValues): boolean {
  return most > 0;
}
