import { loadCorpus } from '../corpus/load.ts';
import { queriesOf } from '../corpus/queries.ts';
import { figure, type DetailedFigure, type Row, type Runs } from '../figures.ts';
import { CORPUS_DIR } from '../paths.ts';
import { withTemporaryFolder } from '../processes.ts';
import { interleave, quantile } from '../runner.ts';
import { SearchProcess, type RankerName } from '../searchProcess.ts';
import { ServerUnderTest } from '../server.ts';

const ROW = 'query';
const BUDGET = 8000;
const WARMUP_QUERIES = 50;
const QUERIES = { quick: 250, full: 1000 };
const RANKED_QUERIES = 100;

/** From a query to a finished pack through the real server, and ranking alone. */
export const query: Row = async ({ full, log }) => {
  const { queries, fileCount } = await prepare(WARMUP_QUERIES + (full ? QUERIES.full : QUERIES.quick), log);
  log('indexing the corpus for the search libraries');
  const search = await SearchProcess.start();
  try {
    log('timing ranking alone');
    const ranking = await timeRanking(search, queries.slice(0, RANKED_QUERIES));
    log('timing whole packs');
    const { ours, theirs, stages } = await timePacks(search, queries, fileCount);
    return {
      figures: [...packFigures(ours, theirs), ...rankingFigures(ranking)],
      notes: [
        `Whole pack: ${ours.length} distinct queries (sentences of the corpus’s comments), one at a time, budget ${BUDGET}, from sending \`winnow/optimize\` over stdio to the parsed reply, after ${WARMUP_QUERIES} that do not count. No reply came from a cache.`,
        'Its peer, interleaved query by query: the shortest thing one would write, MiniSearch over the same chunks, best first, counted with gpt-tokenizer until the budget is full, timed in process: no protocol, no secrets, no explanations.',
        `Median milliseconds by stage, as the server tells them: ${stages}.`,
        `Ranking alone: Winnow’s ranking over ${search.chunks} chunks in process against MiniSearch and FlexSearch over the same chunks, which are given the queries without English stop words; milliseconds a query over ${RANKED_QUERIES} queries.`,
      ],
    };
  } finally {
    search.stop();
  }
};

/** Queries and the number of files; the texts themselves are let go, so that they do not slow the client down. */
async function prepare(count: number, log: (line: string) => void) {
  const files = await loadCorpus(log);
  return { queries: queriesOf(files, count), fileCount: files.length };
}

async function timePacks(
  search: SearchProcess,
  queries: readonly string[],
  files: number,
): Promise<{ ours: number[]; theirs: number[]; stages: string }> {
  return withTemporaryFolder(async (home) => {
    const server = await ServerUnderTest.start(CORPUS_DIR, files, home);
    const ours: number[] = [];
    const theirs: number[] = [];
    const stages = new Map<string, number[]>();
    for (const [n, text] of queries.entries()) {
      const start = performance.now();
      const { cacheLevel, chunks, tokens, stages: spent } = await server.optimize({ query: text, budget: BUDGET });
      const elapsed = performance.now() - start;
      if (cacheLevel !== 'none') throw new Error(`a distinct query was answered from ${cacheLevel}`);
      if (chunks.length === 0 || tokens > BUDGET)
        throw new Error(`a pack of ${chunks.length} chunks, ${tokens} tokens`);
      const peerTime = await search.ask({ kind: 'pack', query: text, budget: BUDGET });
      if (n < WARMUP_QUERIES) continue;
      ours.push(elapsed);
      theirs.push(peerTime);
      for (const [stage, ms] of Object.entries(spent)) stages.set(stage, [...(stages.get(stage) ?? []), ms]);
    }
    await server.stop();
    return { ours: ascending(ours), theirs: ascending(theirs), stages: medians(stages) };
  });
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

function medians(stages: ReadonlyMap<string, readonly number[]>): string {
  return [...stages].map(([stage, values]) => `${stage} ${quantile(ascending(values), 0.5).toPrecision(2)}`).join(', ');
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

async function timeRanking(search: SearchProcess, queries: readonly string[]): Promise<Record<RankerName, Runs>> {
  const pass = (ranker: RankerName) => async () =>
    (await search.ask({ kind: 'rank', ranker, queries })) / queries.length;
  return interleave({ Winnow: pass('Winnow'), MiniSearch: pass('MiniSearch'), FlexSearch: pass('FlexSearch') });
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
