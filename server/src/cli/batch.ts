import { createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isAbort, messageOf, UsageError, UserError } from '../base/errors.ts';
import { createPipeline } from '../services.ts';
import { finishedIds, openResults, type BatchOutput } from './batchOutput.ts';
import { failure, MOST_LINE_CHARACTERS, parseTask, type BatchTask } from './batchTask.ts';
import type { ExitCode, Run } from './command.ts';
import { readLines } from './lines.ts';
import type { BATCH_OPTIONS } from './options.ts';
import { PipelinePool } from './pipelinePool.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import type { Answers, BatchContext } from './batchAnswers.ts';
import { openQueueAnswers } from './batchQueue.ts';
import { plural } from './words.ts';

const DEFAULT_CONCURRENCY = 4;
/** Indexes kept in memory when tasks name several workspaces. */
const MOST_PIPELINES = 4;

interface Counts {
  done: number;
  failed: number;
  skipped: number;
}

export const runBatch: Run<typeof BATCH_OPTIONS> = async (context) => {
  const { options, terminal, signal } = context;
  const { in: input = '-', out = '-' } = options;
  if (options.resume && options['no-resume'])
    throw new UsageError('winnow batch: give --resume or --no-resume, not both');
  if (input !== '-' && out !== '-' && resolve(input) === resolve(out)) {
    throw new UsageError(`winnow batch: --in and --out are both ${input}; give another file for the results`);
  }
  const lines = readLines(openTasks(input, signal), MOST_LINE_CHARACTERS);
  const finished = out === '-' || options['no-resume'] ? new Set<string>() : await finishedIds(out);
  const output = out === '-' ? standardOutput(context) : await openResults(out, { append: !options['no-resume'] });
  const answers =
    options.queue === undefined ? openOwnAnswers(context) : await openQueueAnswers(context, options.queue);
  const counts: Counts = { done: 0, failed: 0, skipped: 0 };
  try {
    await eachTask(lines, options.concurrency ?? answers.concurrency, async (line) => {
      const task = parseTask(line);
      if (task.id !== null && finished.has(JSON.stringify(task.id))) {
        counts.skipped++;
        return;
      }
      const result = 'error' in task ? undefined : await answers.answer(withModel(task, options.model));
      await output.write(result?.text ?? JSON.stringify(task));
      await result?.collected?.();
      counts[result?.ok ? 'done' : 'failed']++;
      terminal.progress.show('tasks', counts.done + counts.failed, 0);
    });
  } finally {
    await answers.close();
    await output.close();
  }
  terminal.note(countsLine(counts));
  const code: ExitCode = counts.failed > 0 ? 1 : 0;
  return code;
};

/** A task's own model goes before that of all. */
function withModel(task: BatchTask, model: string | undefined): BatchTask {
  return model === undefined ? task : { ...task, question: { model, ...task.question } };
}

function openOwnAnswers({ workspace: base, signal, log }: BatchContext): Answers {
  const pool = new PipelinePool((folder) => createPipeline(pipelineConfig(folder, log), log), MOST_PIPELINES);
  return {
    concurrency: DEFAULT_CONCURRENCY,
    close: () => pool.close(),
    answer: async ({ id, workspace, question }) => {
      const folder = workspace === undefined ? base : resolve(base, workspace);
      try {
        if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
          throw new UserError(`workspace ${folder}: there is no such folder`);
        }
        const result = await pool.use(folder, (pipeline) => pipeline.optimize(question, { signal }));
        return { ok: true, text: JSON.stringify({ id, ...result }) };
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        return { ok: false, text: failure(id, error) };
      }
    },
  };
}

/** Calls `work` for each item, at most `most` at a time; reads on only when there is room. The first failure ends it. */
async function eachTask<T>(items: AsyncIterable<T>, most: number, work: (item: T) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = async (item: T) => work(item).catch((error: unknown) => void failures.push(error));
  try {
    for await (const item of items) {
      const task: Promise<void> = start(item).finally(() => running.delete(task));
      running.add(task);
      if (running.size >= most) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}

async function* openTasks(input: string, signal: AbortSignal): AsyncGenerator<string> {
  const stream = input === '-' ? process.stdin.setEncoding('utf8') : createReadStream(input, 'utf8');
  // The stream ends with the iteration, so a Ctrl-C is heard even while no task comes in.
  const stop = () => stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of stream) yield piece as string;
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new UserError(`--in ${input} cannot be read (${messageOf(error)}): give a file that exists, or -`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function standardOutput({ terminal }: BatchContext): BatchOutput {
  return { write: (line) => terminal.print(line), close: async () => {} };
}

function countsLine({ done, failed, skipped }: Counts): string {
  return [
    `${plural(done, 'task')} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} in the results already`] : []),
  ].join(', ');
}
