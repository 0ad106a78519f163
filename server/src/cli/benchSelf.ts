import { UsageError } from '../base/errors.ts';
import { selfBench, type SelfBenchResult } from '../selfBench/selfBench.ts';
import type { Run } from './command.ts';
import type { BENCH_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { alignColumns } from './table.ts';
import type { Paint } from './terminal.ts';
import { grouped, plural } from './words.ts';

const DEFAULT_TASKS = 40;

export const runBench: Run<typeof BENCH_OPTIONS> = async ({ options, workspace, json, terminal, log, signal }) => {
  if (!options.self)
    throw new UsageError('say --self: what is measured is the selection on this repository’s own past');
  const startedMs = performance.now();
  const result = await selfBench({
    config: pipelineConfig(workspace, log),
    mostTasks: options.tasks ?? DEFAULT_TASKS,
    log,
    signal,
    onProgress: (done, total) => terminal.progress.show('evaluating past commits', done, total),
  });
  const seconds = (performance.now() - startedMs) / 1000;
  terminal.progress.clear();
  await terminal.print(
    json ? JSON.stringify({ ...result, seconds }) : resultLines(result, seconds, terminal.paint).join('\n'),
  );
  return 0;
};

/** Recall at each budget, and what the figures mean. */
function resultLines({ commits, tasks, budgets }: SelfBenchResult, seconds: number, paint: Paint): string[] {
  const rows = budgets.map(({ budget, file, line }) => [grouped(budget), cell(file), cell(line)]);
  const [head = '', ...body] = alignColumns([['budget', 'files found', 'lines found'], ...rows], [0]);
  const files = tasks.reduce((sum, { goldFiles }) => sum + goldFiles, 0);
  return [
    `${plural(tasks.length, 'task')} from ${plural(commits, 'commit')}, ${plural(files, 'file')} to find, ${seconds.toFixed(0)} s`,
    '',
    paint('bold', head),
    ...body,
    '',
    'A task asks with a commit’s message for the lines of source files that the commit changed, in the tree before it.',
    'Means over the tasks, with 95 % bootstrap intervals. A file is found with ten of its lines, or all of a shorter one.',
  ];
}

function cell({ mean, low, high }: SelfBenchResult['budgets'][number]['file']): string {
  const percent = (share: number) => (100 * share).toFixed(0);
  return `${(100 * mean).toFixed(1)} % (${percent(low)}–${percent(high)})`;
}
