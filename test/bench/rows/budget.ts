import { loadCorpus } from '../corpus/load.ts';
import { queriesOf } from '../corpus/queries.ts';
import { figure, type Row } from '../figures.ts';
import { CORPUS_DIR } from '../paths.ts';
import { withTemporaryFolder } from '../processes.ts';
import { quantile } from '../runner.ts';
import { ServerUnderTest } from '../server.ts';
import { loadGptTokenizer } from '../tokenCounters.ts';

const ROW = 'budget';
const BUDGETS = [2000, 8000, 16_000];
const LEAST_FILL = 97;

/** How full packs are, and whether any is over, recounted with another tokenizer. */
export const budget: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  const count = await loadGptTokenizer();
  const queries = queriesOf(files, full ? 500 : 60);
  return withTemporaryFolder(async (home) => {
    const server = await ServerUnderTest.start(CORPUS_DIR, files.length, home);
    const fills = new Map<number, number[]>();
    let over = 0;
    let miscounted = 0;
    for (const size of BUDGETS) {
      fills.set(size, []);
      for (const query of queries) {
        const { text, tokens } = await server.optimize({ query, budget: size });
        const recounted = count(text);
        if (recounted !== tokens) miscounted++;
        if (recounted > size) over++;
        fills.get(size)!.push((recounted / size) * 100);
      }
    }
    await server.stop();
    const all = [...fills.values()].flat().toSorted((a, b) => a - b);
    const lowest = BUDGETS.map((size) => {
      const sorted = fills.get(size)!.toSorted((a, b) => a - b);
      return `${size}: median ${quantile(sorted, 0.5).toFixed(2)} %, lowest ${sorted[0]!.toFixed(2)} %`;
    });
    const shared = { row: ROW, unit: '%', better: 'more', reach: `≥ ${LEAST_FILL} %` } as const;
    const atLeast = { meets: (value: number) => value >= LEAST_FILL };
    const none = {
      row: ROW,
      unit: 'packs',
      better: 'less',
      reach: '0',
      meets: (value: number) => value === 0,
    } as const;
    return {
      figures: [
        figure({ ...shared, ...atLeast, metric: 'fill', value: quantile(all, 0.5) }),
        figure({ ...shared, ...atLeast, metric: 'lowest fill', value: all[0]! }),
        figure({ ...none, metric: 'over', value: over }),
        figure({ ...none, metric: 'miscounted', value: miscounted }),
      ],
      notes: [
        `${queries.length} distinct queries (sentences of the corpus’s comments) × budgets of ${BUDGETS.join(', ')} tokens through the server; every pack recounted with gpt-tokenizer.`,
        `The corpus always holds enough to fill a pack. By budget: ${lowest.join('; ')}.`,
      ],
    };
  });
};
