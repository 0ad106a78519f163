import { join } from 'node:path';
import { loadCorpus } from '../corpus/load.ts';
import type { CorpusFile } from '../corpus/files.ts';
import { queriesOf } from '../corpus/queries.ts';
import { figure, type Row } from '../figures.ts';
import { BENCH_DIR, CORPUS_DIR } from '../paths.ts';
import { runNode, withTemporaryFolder } from '../processes.ts';
import { ServerUnderTest } from '../server.ts';

const ROW = 'memory';
const BUDGET = 8000;
const OPEN_DOCUMENTS = 20;
/** Until the caches are full and the code that questions run is compiled: 6,000, of which the quick set has no time. */
const WARMUP_QUERIES = { quick: 200, full: 6000 };
const QUERIES = { quick: 2000, full: 10_000 };
/** The quick set must end within ten minutes, however slow a query is. */
const QUICK_WITHIN_MS = 90_000;

/** Resident memory of the server with the corpus indexed and documents open, and how it grows over many queries. */
export const memory: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  const kind = full ? 'full' : 'quick';
  const [warmups, count] = [WARMUP_QUERIES[kind], QUERIES[kind]];
  const queries = distinctQueries(files, warmups + count);
  return withTemporaryFolder(async (home) => {
    const server = await ServerUnderTest.start(CORPUS_DIR, files.length, home);
    for (let n = 0; n < OPEN_DOCUMENTS; n++) {
      const { path, text } = files[Math.floor((n * files.length) / OPEN_DOCUMENTS)]!;
      server.open(join(CORPUS_DIR, path), text);
    }
    const ask = async (query: string) => void (await server.optimize({ query, budget: BUDGET }));
    const indexed = await server.residentAfterCollection();
    log(`${warmups} queries to warm up, then ${count}`);
    for (const query of queries.slice(0, warmups)) await ask(query);
    const before = await server.residentAfterCollection();
    const heapBefore = (await server.stats()).memory.heapUsed;
    const deadline = performance.now() + (full ? Infinity : QUICK_WITHIN_MS);
    let asked = 0;
    for (const query of queries.slice(warmups)) {
      if (performance.now() > deadline) break;
      await ask(query);
      asked++;
    }
    const after = await server.residentAfterCollection();
    const heapAfter = (await server.stats()).memory.heapUsed;
    await server.stop();
    const { stdout } = await runNode(['--expose-gc', join(BENCH_DIR, 'miniSearchMain.ts')]);
    const shared = { row: ROW, unit: 'MB', better: 'less' } as const;
    return {
      figures: [
        figure({
          ...shared,
          metric: 'value',
          value: indexed / 1e6,
          peer: 'a process with MiniSearch’s index alone',
          peerValue: Number(stdout) / 1e6,
          reach: '≤ 160 MB',
          meets: (value) => value <= 160,
        }),
        figure({
          ...shared,
          metric: 'growth',
          value: (after - before) / 1e6,
          reach: '≤ 2 MB over 10,000 queries',
          // A run that is short, or was cut short, proves nothing.
          meets: (value) => value <= 2 && full && asked === count,
        }),
        figure({ ...shared, metric: 'warm-up growth', value: (before - indexed) / 1e6 }),
        figure({ ...shared, metric: 'heap growth', value: (heapAfter - heapBefore) / 1e6 }),
        figure({ ...shared, metric: 'after queries', value: after / 1e6 }),
      ],
      notes: [
        `Resident memory of the server (/proc) with ${files.length} files indexed and ${OPEN_DOCUMENTS} documents open, after full collections in every thread.`,
        `Growth: over ${asked} distinct queries${asked < count ? ` (of ${count}; stopped after ${QUICK_WITHIN_MS / 1000} s)` : ''}, budget ${BUDGET}, after ${warmups} that do not count. Warm-up growth: over those, from the index alone to full caches and compiled code. Heap growth: of the time after it, as \`winnow/stats\` tells it.`,
        'The peer indexes the same files in pieces of 50 lines, keeps no text, and is measured after full collections too.',
      ],
    };
  });
};

/** As many as wanted: those of the corpus, then the same with a number. */
function distinctQueries(files: readonly CorpusFile[], count: number): readonly string[] {
  const queries = queriesOf(files, count);
  return Array.from({ length: count }, (_, n) => {
    const round = Math.floor(n / queries.length);
    return round === 0 ? queries[n]! : `${queries[n % queries.length]!} (${round + 1})`;
  });
}
