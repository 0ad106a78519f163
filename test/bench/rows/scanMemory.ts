import { kernelTableBytes } from '../../../server/src/engine/scan/kernelTables.ts';
import type { CorpusFile } from '../corpus/files.ts';
import { keywordsOf } from '../corpus/keywords.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type DetailedFigure, type Row } from '../figures.ts';
import { best, summarize } from '../runner.ts';
import { ourAutomaton, peerMakers, type Scanner } from '../scanners.ts';

const ROW = 'scan-memory';

/** Memory of the automaton of 1,000 and of 10,000 keywords. */
export const scanMemory: Row = async ({ log }) => {
  const files = await loadCorpus(log);
  return {
    figures: [...(await figuresOf(files, 1000, 2)), ...(await figuresOf(files, 10_000, 12))],
    notes: [
      'Keywords as in scan-1k and scan-10k. Winnow: all tables, and their copy in WebAssembly memory.',
      'Peers: growth of the heap and of array buffers over making one, after full collections; the keywords themselves are not counted.',
      'Not counted: 0.5 MB of work space a thread, which does not depend on the keywords.',
    ],
  };
};

async function figuresOf(
  files: readonly CorpusFile[],
  count: 1000 | 10_000,
  reachMb: number,
): Promise<DetailedFigure[]> {
  const keywords = keywordsOf(files, count);
  const automaton = ourAutomaton(keywords);
  const makers = Object.entries(await peerMakers());
  const grown = Object.fromEntries(makers.map(([name, make]) => [name, summarize([growth(() => make(keywords))])]));
  const [bestName, bestGrowth] = best(grown, 'less');
  return [
    figure({
      row: ROW,
      metric: count === 1000 ? 'value' : '10,000 keywords',
      unit: 'MB',
      value: (automaton.bytes + kernelTableBytes(automaton)) / 1e6,
      peer: `${bestName} (smallest of npm)`,
      peerValue: bestGrowth.median,
      better: 'less',
      reach: `≤ ${reachMb} MB`,
      meets: (value) => value <= reachMb,
    }),
  ];
}

/** Megabytes that what `make` gives takes. */
function growth(make: () => Scanner): number {
  const before = used();
  const made = make();
  made('warm up: some peers finish their tables at the first search', () => undefined);
  const after = used();
  made('', () => undefined);
  return (after - before) / 1e6;
}

function used(): number {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
