import { silentLogger } from '../../../server/src/base/logger.ts';
import { createPipeline } from '../../../server/src/services.ts';
import { METHODS, type OptimizeParams, type OptimizeResult } from '../../../shared/src/protocol.ts';
import { loadCorpus } from '../corpus/load.ts';
import { queriesOf } from '../corpus/queries.ts';
import { figure, type DetailedFigure, type Row, type Runs } from '../figures.ts';
import { CORPUS_DIR } from '../paths.ts';
import { withTemporaryFolder } from '../processes.ts';
import { quantile, summarize } from '../runner.ts';
import { RepeatedQuestions } from '../repeatedQuestions.ts';
import { ServerUnderTest } from '../server.ts';

const ROW = 'throughput';
const IN_FLIGHT = 1000;
const BUDGET = 2000;
/** Distinct questions that are asked again and again. */
const REPEATED = 50;
const RUNS = 5;
const LEAST = { distinct: 200, l1: 25_000, lsp: 5000 };
const CANCELLED = 200;
const MOST_CANCEL_MS = 50;

/** How many questions a second with 1,000 under way: distinct ones, and repeated ones from memory. */
export const throughput: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  const queries = queriesOf(files, full ? 6 * IN_FLIGHT : 3 * IN_FLIGHT);
  const repeats = full ? 50_000 : 20_000;
  return withTemporaryFolder(async (home) => {
    log('in process');
    const l1 = await inProcess(queries.slice(0, REPEATED), repeats, home);
    log('through the server');
    const server = await ServerUnderTest.start(CORPUS_DIR, files.length, home);
    const { chunks } = await server.stats();
    const ask = (query: string, budget = BUDGET) => server.optimize({ query, budget });
    await flood(queries.slice(0, 100), (query) => ask(query));
    const distinct = await perSecond(queries.slice(100), ask, 'none');
    const again = Array.from({ length: repeats }, (_, n) => queries[n % REPEATED]!);
    const repeated = new RepeatedQuestions(server.client, BUDGET);
    const askAgain = (query: string) => repeated.ask(query);
    await flood(queries.slice(0, REPEATED), askAgain);
    const lsp: number[] = [];
    for (let run = 0; run < RUNS; run++) lsp.push(await perSecond(again.slice(0, repeats / RUNS), askAgain, 'memory'));
    log('cancelling');
    const cancel = await cancelTimes(server, queries);
    await server.stop();
    return {
      figures: [
        atLeast('distinct', distinct, LEAST.distinct),
        atLeast('l1', l1, LEAST.l1),
        atLeast('lsp', summarize(lsp), LEAST.lsp),
        figure({
          row: ROW,
          metric: 'cancel p99',
          unit: 'ms',
          better: 'less',
          value: quantile(cancel, 0.99),
          reach: `≤ ${MOST_CANCEL_MS} ms`,
          meets: (value) => value <= MOST_CANCEL_MS,
        }),
      ],
      notes: [
        `${IN_FLIGHT} questions under way at a time, ${chunks} chunks, budget ${BUDGET}; every reply was checked for an error and for where its pack came from: 0 errors.`,
        'Distinct: sentences of the corpus’s comments, each asked once, through the real server over stdio to the parsed reply.',
        `Repeated: ${REPEATED} questions again and again; l1 in process, lsp through the real server over stdio, whose client has the same cores: it compares every byte of a pack with the question’s first reply and parses the rest, instead of parsing the same pack each time.`,
        `Cancel: from \`$/cancelRequest\` to the reply, of ${CANCELLED} among ${IN_FLIGHT} under way; median ${quantile(cancel, 0.5).toPrecision(2)} ms.`,
      ],
    };
  });
};

function atLeast(metric: string, value: number | Runs, least: number): DetailedFigure {
  const reach = `≥ ${least.toLocaleString('en-US')} /s`;
  return figure({ row: ROW, metric, unit: '/s', better: 'more', value, reach, meets: (each) => each >= least });
}

/** Each asked once, never more than `IN_FLIGHT` at a time. */
async function flood(queries: readonly string[], ask: (query: string) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < queries.length; n = next++) await ask(queries[n]!);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, queries.length) }, lane));
}

async function perSecond(
  queries: readonly string[],
  ask: (query: string) => Promise<Pick<OptimizeResult, 'cacheLevel' | 'tokens'>>,
  level: OptimizeResult['cacheLevel'],
): Promise<number> {
  const startMs = performance.now();
  await flood(queries, async (query) => {
    const { cacheLevel, tokens } = await ask(query);
    if (cacheLevel !== level || tokens === 0 || tokens > BUDGET) {
      throw new Error(`a pack of ${tokens} tokens from ${cacheLevel}, not ${level}`);
    }
  });
  return queries.length / ((performance.now() - startMs) / 1000);
}

async function inProcess(queries: readonly string[], repeats: number, home: string): Promise<Runs> {
  process.env['WINNOW_HOME'] = home;
  const pipeline = createPipeline(
    {
      roots: [{ name: 'corpus', folder: CORPUS_DIR }],
      trusted: true,
      ephemeral: true,
      exclude: [],
      maxFileBytes: 2_000_000,
      defaults: { budget: BUDGET, format: 'markdown', highestLevel: 'sensitive' },
    },
    silentLogger,
  );
  const ask = (query: string) => pipeline.optimize({ query, budget: BUDGET });
  await flood(queries, ask);
  const again = Array.from({ length: repeats }, (_, n) => queries[n % queries.length]!);
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await perSecond(again, ask, 'memory'));
  await pipeline.close();
  return summarize(runs);
}

/** Milliseconds from cancelling to the reply, ascending, while the server has its hands full. */
async function cancelTimes({ client }: ServerUnderTest, queries: readonly string[]): Promise<readonly number[]> {
  const params = (query: string, n: number): OptimizeParams => ({
    query: `${query} ${n}`,
    budget: BUDGET,
    cache: 'none',
  });
  const pending = queries.slice(0, IN_FLIGHT).map((query, n) => client.start(METHODS.optimize, params(query, n)));
  const every = Math.floor(pending.length / CANCELLED);
  const times: number[] = [];
  const outcomes = pending.map(async ({ id, result }, n) => {
    if (n % every !== 0) return result;
    // Spread over the time that all of them take, the last ones first, so that they still wait.
    await new Promise((resolve) => void setTimeout(resolve, (pending.length - n) * 3));
    const startMs = performance.now();
    client.cancel(id);
    await result.catch(() => times.push(performance.now() - startMs));
  });
  await Promise.all(outcomes);
  return times.toSorted((a, b) => a - b);
}
