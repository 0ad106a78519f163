import { Analyzer, type DocumentAnalysis } from '../../server/src/engine/analyze.ts';
import { findPostings } from '../../server/src/engine/ranking/segment.ts';
import { SegmentBuilder } from '../../server/src/engine/ranking/segmentBuilder.ts';
import { countWords, keyOf } from '../../server/src/engine/ranking/terms.ts';
import { indexFiles } from '../../server/src/workspace/indexFiles.ts';
import { WorkspaceIndex } from '../../server/src/workspace/workspaceIndex.ts';
import { readCorpus } from './corpus/files.ts';
import { CORPUS_DIR } from './paths.ts';
import { loadPeer } from './peers.ts';
import { timed } from './runner.ts';
import { createFlexSearch, createMiniSearch } from './searchPeers.ts';

// `node --expose-gc indexMain.ts NAME CHUNKS`: indexes so many chunks of the corpus and prints what it cost, as JSON.
// `node indexMain.ts updates FILES` prints how long the index of a whole workspace takes to take in one changed file.

/** What indexing cost. */
export interface IndexCost {
  readonly ms: number;
  /** Heap and buffers that hold the index. */
  readonly bytes: number;
  readonly chunks: number;
}

const NO_RULES = { immediate: [], compound: [], context: [], negative: [], priorities: [] };
const WORD = 'callback';
const MAX_FILE_BYTES = 2_000_000;
const [name = '', amount = ''] = process.argv.slice(2);
const analyzer = new Analyzer({ rules: NO_RULES, digest: () => '0'.repeat(64) });

process.stdout.write(JSON.stringify(name === 'updates' ? await updates(Number(amount)) : await cost(Number(amount))));

async function cost(most: number): Promise<IndexCost> {
  const files: DocumentAnalysis[] = [];
  let chunks = 0;
  for (const { path, text } of readCorpus()) {
    if (chunks >= most) break;
    files.push(analyzer.analyze({ path, text }));
    chunks += files.at(-1)!.chunks.length;
  }
  const texts = files.flatMap((file) => file.chunks.map(({ start, end }) => file.text.slice(start, end)));
  const work = await contender(files, texts);
  const before = held();
  let finds: (() => boolean) | undefined;
  const ms = timed(() => {
    finds = work();
  });
  const bytes = held() - before;
  if (!finds?.()) throw new Error(`${name} does not find “${WORD}”`);
  return { ms, bytes, chunks: texts.length };
}

/** Indexes when called; what it returns holds the index and tells whether a word is found. */
async function contender(files: readonly DocumentAnalysis[], texts: readonly string[]): Promise<() => () => boolean> {
  if (name === 'MiniSearch') {
    const index = createMiniSearch(await loadPeer('minisearch'));
    return () => {
      texts.forEach((text, id) => index.add({ id, text }));
      return () => index.search(WORD).length > 0;
    };
  }
  if (name === 'FlexSearch') {
    const index = createFlexSearch(await loadPeer('flexsearch'));
    return () => {
      texts.forEach((text, id) => index.add(id, text));
      return () => index.search(WORD, { limit: 10, suggest: false }).length > 0;
    };
  }
  return () => {
    const builder = new SegmentBuilder();
    for (const file of files) builder.add(file);
    const segment = builder.finish();
    const [hash = 0] = countWords(WORD).keys();
    return () => findPostings(segment, keyOf(hash, 'word')) !== undefined;
  };
}

function held(): number {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Milliseconds for each of some files of the corpus: a look at the disk, reading, analysis, and its place in the index. */
async function updates(count: number): Promise<readonly number[]> {
  const index = new WorkspaceIndex({
    roots: [{ name: 'corpus', folder: CORPUS_DIR }],
    exclude: [],
    maxFileBytes: MAX_FILE_BYTES,
    analyzer,
    indexMany: async (files) => [await indexFiles({ files, analyzer, maxFileBytes: MAX_FILE_BYTES })],
  });
  await index.crawl();
  await index.build();
  const paths = index.files().map(({ path }) => path);
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const path = paths[Math.floor((n * paths.length) / count)]!;
    const start = performance.now();
    await index.update([path]);
    times.push(performance.now() - start);
  }
  return times;
}
