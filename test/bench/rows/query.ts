import { parseQuery } from '../../../server/src/engine/ranking/query.ts';
import { rank } from '../../../server/src/engine/ranking/rank.ts';
import type { CorpusFile } from '../corpus/files.ts';
import { loadCorpus } from '../corpus/load.ts';
import { queriesOf } from '../corpus/queries.ts';
import { indexCorpus, type EngineIndex } from '../engineIndex.ts';
import { figure, type DetailedFigure, type Row, type Runs } from '../figures.ts';
import { CORPUS_DIR } from '../paths.ts';
import { loadPeer } from '../peers.ts';
import { withTemporaryFolder } from '../processes.ts';
import { interleave, quantile, timed } from '../runner.ts';
import { createFlexSearch, createMiniSearch } from '../searchPeers.ts';
import { ServerUnderTest } from '../server.ts';
import { loadGptTokenizer, type Count } from '../tokenCounters.ts';

const ROW = 'query';
const BUDGET = 8000;
const WARMUP_QUERIES = 50;
const QUERIES = { quick: 250, full: 1000 };
const RANKED = 200;

/** From a query to a finished pack through the real server, and ranking alone. */
export const query: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  const queries = queriesOf(files, WARMUP_QUERIES + (full ? QUERIES.full : QUERIES.quick));
  log('indexing the corpus for the search libraries');
  const index = indexCorpus(files);
  const contenders = await rankers(index);
  const count = await loadGptTokenizer();
  const naive = (text: string) => packNaively(contenders.MiniSearch(text), index, count);
  log('timing whole packs');
  const [ours, theirs] = await timePacks(files, queries, naive);
  log('timing ranking alone');
  const ranking = await timeRanking(contenders, queries.slice(WARMUP_QUERIES));
  return {
    figures: [...packFigures(ours, theirs), ...rankingFigures(ranking)],
    notes: [
      `Whole pack: ${ours.length} distinct queries (sentences of the corpus’s comments), one at a time, budget ${BUDGET}, from sending \`winnow/optimize\` over stdio to the parsed reply, after ${WARMUP_QUERIES} that do not count. No reply came from a cache.`,
      `Its peer, interleaved query by query: the shortest thing one would write, MiniSearch over the same chunks, best first, counted with gpt-tokenizer until the budget is full, in process: no protocol, no secrets, no explanations.`,
      `Ranking alone: Winnow’s ranking over ${index.chunks.length} chunks in process against MiniSearch and FlexSearch over the same chunks, the best ${RANKED} read; medians of passes over all queries, per query.`,
    ],
  };
};

async function timePacks(
  files: readonly CorpusFile[],
  queries: readonly string[],
  naive: (query: string) => string,
): Promise<[ours: number[], theirs: number[]]> {
  return withTemporaryFolder(async (home) => {
    const server = await ServerUnderTest.start(CORPUS_DIR, files.length, home);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (const [n, text] of queries.entries()) {
      const start = performance.now();
      const { cacheLevel, chunks, tokens } = await server.optimize({ query: text, budget: BUDGET });
      const elapsed = performance.now() - start;
      if (cacheLevel !== 'none') throw new Error(`a distinct query was answered from ${cacheLevel}`);
      if (chunks.length === 0 || tokens > BUDGET)
        throw new Error(`a pack of ${chunks.length} chunks, ${tokens} tokens`);
      const peerTime = timed(() => naive(text));
      if (n < WARMUP_QUERIES) continue;
      ours.push(elapsed);
      theirs.push(peerTime);
    }
    await server.stop();
    return [ours.toSorted((a, b) => a - b), theirs.toSorted((a, b) => a - b)];
  });
}

function packFigures(ours: readonly number[], theirs: readonly number[]): DetailedFigure[] {
  const metric = (name: string, q: number, most?: number) =>
    figure({
      row: ROW,
      metric: name,
      unit: 'ms',
      better: 'less',
      value: quantile(ours, q),
      peer: 'MiniSearch + gpt-tokenizer',
      peerValue: quantile(theirs, q),
      ...(most === undefined ? {} : { reach: `≤ ${most} ms`, meets: (value: number) => value <= most }),
    });
  return [metric('p50', 0.5), metric('p95', 0.95, 15), metric('p99', 0.99)];
}

type Ranker = (query: string) => readonly number[];
type RankerName = 'Winnow' | 'MiniSearch' | 'FlexSearch';

async function rankers({ segment, chunks }: EngineIndex): Promise<Record<RankerName, Ranker>> {
  const parts = [{ segment }];
  const miniSearch = createMiniSearch(await loadPeer('minisearch'));
  const flexSearch = createFlexSearch(await loadPeer('flexsearch'));
  chunks.forEach((text, id) => {
    miniSearch.add({ id, text });
    flexSearch.add(id, text);
  });
  return {
    Winnow: (text) =>
      rank({ parts, query: parseQuery(text) })
        .slice(0, RANKED)
        .map(({ chunk }) => chunk),
    MiniSearch: (text) =>
      miniSearch
        .search(text)
        .slice(0, RANKED)
        .map(({ id }) => id),
    FlexSearch: (text) => flexSearch.search(text, { limit: RANKED, suggest: true }),
  };
}

async function timeRanking(
  contenders: Record<RankerName, Ranker>,
  queries: readonly string[],
): Promise<Record<RankerName, Runs>> {
  checkRanking(contenders, queries);
  const pass = (ranker: Ranker) => () =>
    timed(() => {
      for (const text of queries) ranker(text);
    }) / queries.length;
  return interleave({
    Winnow: pass(contenders.Winnow),
    MiniSearch: pass(contenders.MiniSearch),
    FlexSearch: pass(contenders.FlexSearch),
  });
}

/** They rank differently by design; but each must find something, and Winnow no less often than MiniSearch. */
function checkRanking({ Winnow, MiniSearch }: Record<RankerName, Ranker>, queries: readonly string[]): void {
  for (const text of queries) {
    if (MiniSearch(text).length > 0 && Winnow(text).length === 0) throw new Error(`Winnow finds nothing for "${text}"`);
  }
}

function rankingFigures(ranking: Record<RankerName, Runs>): DetailedFigure[] {
  const shared = { row: ROW, unit: 'ms', better: 'less', value: ranking.Winnow } as const;
  return [
    figure({
      ...shared,
      metric: 'ranking',
      peer: 'MiniSearch',
      peerValue: ranking.MiniSearch,
      reach: '≥ 10× MiniSearch',
      meets: (_, ratio) => ratio >= 10,
    }),
    figure({ ...shared, metric: 'ranking against FlexSearch', peer: 'FlexSearch', peerValue: ranking.FlexSearch }),
  ];
}

/** Best first, each chunk under its path, until the next one does not fit. */
function packNaively(ranked: readonly number[], { chunks, path }: EngineIndex, count: Count): string {
  let text = '';
  let tokens = 0;
  for (const chunk of ranked) {
    const block = `${path(chunk)}\n\`\`\`\n${chunks[chunk]!}\`\`\`\n`;
    const size = count(block);
    if (tokens + size > BUDGET) break;
    tokens += size;
    text += block;
  }
  return text;
}
