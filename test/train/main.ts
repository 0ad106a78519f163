import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { visitWorkspaces } from '../bench/selection/repositories.ts';
import { formatFeatures, parseFeatures, readFeatures, type TaskFeatures } from './features.ts';
import { leaveOut } from './leaveOut.ts';
import { recallText } from './simulate.ts';
import { readSelectionTasks } from './tasks.ts';
import { fitWeights, weightsFile } from './weightsFile.ts';

const WEIGHTS = resolve(import.meta.dirname, '../../server/src/engine/ranking/weights.json');
/** Sweeps of the ascent for the weights that are written. */
const SWEEPS = 2;
const USAGE = `usage: npm run train -- --tasks FILE.jsonl [--tasks …] --repos DIR [--features FILE] [--dry-run]
Learns what each signal of ranking counts for and writes server/src/engine/ranking/weights.json.
--tasks     lines {repo, id, base, query, gold: [{path, lines, ranges: [[first, last], …]}]}
--repos     folder of bare git repositories, owner+name or owner+name/repo
--features  keeps what was read from the repositories in a file, and goes on from it the next time
--dry-run   prints the figures and leaves the weights as they are`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      tasks: { type: 'string', multiple: true },
      repos: { type: 'string' },
      features: { type: 'string' },
      'dry-run': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { tasks, repos } = values;
  if (!tasks || !repos || values.help) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const examples = await readAll({ tasks, repos, kept: values.features });
  if (examples.length === 0) {
    console.error('no task was read: see the lines above');
    return 3;
  }
  const evaluation = leaveOut(examples);
  console.log(`${examples.length} tasks of ${evaluation.repositories} repositories, file/line recall in %`);
  console.log(`shipped weights              ${recallText(evaluation.shipped)}`);
  console.log(`learned, repository left out ${recallText(evaluation.learned)}  (diversity ${evaluation.diversity})`);
  const weights = fitWeights(examples, SWEEPS);
  const file = weightsFile(weights, { ...evaluation, tasks: examples.length });
  if (values['dry-run']) console.log(file);
  else writeFileSync(WEIGHTS, file);
  return 0;
}

interface ReadOptions {
  readonly tasks: readonly string[];
  readonly repos: string;
  readonly kept: string | undefined;
}

async function readAll({ tasks, repos, kept }: ReadOptions): Promise<readonly TaskFeatures[]> {
  const known = kept !== undefined && existsSync(kept) ? [...parseFeatures(kept)] : [];
  const done = new Set(known.map(({ id }) => id));
  const open = readSelectionTasks(tasks).filter(({ id }) => !done.has(id));
  const scratch = mkdtempSync(join(tmpdir(), 'winnow-train-'));
  process.env.WINNOW_HOME = join(scratch, 'home');
  try {
    await visitWorkspaces({
      tasks: open,
      repos,
      scratch,
      log: (line) => console.error(line),
      visit: async (task, workspace) => {
        const features = await readFeatures(task, workspace);
        known.push(features);
        if (kept !== undefined) appendFileSync(kept, formatFeatures(features));
      },
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return known;
}
