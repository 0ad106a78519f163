import { join } from 'node:path';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row, type Runs } from '../figures.ts';
import type { IndexCost } from '../indexMain.ts';
import { BENCH_DIR } from '../paths.ts';
import { runNode } from '../processes.ts';
import { interleave, quantile, summarize } from '../runner.ts';

const ROW = 'index';
const CHUNKS = 20_000;
const UPDATES = 400;
const RUNS = { quick: 3, full: 5 };
const NAMES = ['Winnow', 'FlexSearch', 'MiniSearch'] as const;

type Name = (typeof NAMES)[number];

/** An index of 20,000 chunks of code: time and memory; and one changed file in the index of the whole corpus. */
export const index: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  log('indexing');
  const costs: Record<Name, IndexCost[]> = { Winnow: [], FlexSearch: [], MiniSearch: [] };
  const run = (name: Name) => async () => {
    const { stdout } = await runNode(['--expose-gc', '--max-old-space-size=4000', MAIN, name, String(CHUNKS)]);
    const cost = JSON.parse(stdout) as IndexCost;
    costs[name].push(cost);
    return cost.ms;
  };
  const contenders = { Winnow: run('Winnow'), FlexSearch: run('FlexSearch'), MiniSearch: run('MiniSearch') };
  const times = await interleave(contenders, { runs: full ? RUNS.full : RUNS.quick });
  const memory = (name: Name): Runs => summarize(costs[name].slice(1).map(({ bytes }) => bytes / 1e6));
  log('one changed file at a time');
  const updates = JSON.parse((await runNode([MAIN, 'updates', String(UPDATES)])).stdout) as number[];
  const rising = updates.toSorted((a, b) => a - b);
  const time = { row: ROW, unit: 'ms', better: 'less', value: times.Winnow } as const;
  const size = { row: ROW, unit: 'MB', better: 'less', value: memory('Winnow') } as const;
  const update = { row: ROW, unit: 'ms', better: 'less' } as const;
  return {
    figures: [
      figure({
        ...time,
        metric: 'value',
        peer: 'FlexSearch',
        peerValue: times.FlexSearch,
        reach: '≥ 5× FlexSearch',
        meets: (_, ratio) => ratio >= 5,
      }),
      figure({ ...time, metric: 'against MiniSearch', peer: 'MiniSearch', peerValue: times.MiniSearch }),
      figure({
        ...size,
        metric: 'memory',
        peer: 'FlexSearch',
        peerValue: memory('FlexSearch'),
        reach: '≤ 1/3 of FlexSearch',
        meets: (_, ratio) => ratio >= 3,
      }),
      figure({ ...size, metric: 'memory against MiniSearch', peer: 'MiniSearch', peerValue: memory('MiniSearch') }),
      figure({
        ...update,
        metric: 'one changed file',
        value: quantile(rising, 0.5),
        reach: '≤ 5 ms',
        meets: (value) => value <= 5,
      }),
      figure({ ...update, metric: 'one changed file, p95', value: quantile(rising, 0.95) }),
    ],
    notes: [
      `The same ${costs.Winnow[0]!.chunks} chunks of the corpus, cut and redacted before the clock starts, each contender in a fresh process: words, identifiers, declared names and paths for Winnow, words alone for the others. Each must find a word afterwards.`,
      'memory: heap and buffers after full collections, with the index less without it.',
      `One changed file: ${UPDATES} files one after the other in the index of ${files.length}: a look at the disk, reading, secrets, chunks, terms, and their place in the index.`,
    ],
  };
};

const MAIN = join(BENCH_DIR, 'indexMain.ts');
