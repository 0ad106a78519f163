import { createHmac, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { serveEntry } from '../base/bundle.ts';
import { isAbort } from '../base/errors.ts';
import type * as ServeBundle from '../serve.ts';
import type { Answers, BatchContext } from './batchAnswers.ts';
import { failure, isFailure, type BatchTask } from './batchTask.ts';
import { queuePlace } from './queuePlace.ts';

/** Enough to keep some workers busy; as many results are in Redis at a time at most. */
const CONCURRENCY = 32;

/** Has the workers of a queue answer. @throws UsageError or UserError when there is no queue */
export async function openQueueAnswers(context: BatchContext, queue: string): Promise<Answers> {
  const { options, workspace, log, signal } = context;
  const place = queuePlace('batch', queue, log);
  const { JobBoard } = (await import(serveEntry())) as typeof ServeBundle;
  const onFault = (fault: string) =>
    log.warn(`the queue at ${place.store.name} does not answer: ${fault}; trying again`);
  const board = await JobBoard.open({ ...place, batch: batchName(place.teamKey, options.out), onFault });
  return {
    concurrency: CONCURRENCY,
    close: () => board.close(),
    answer: async (task) => {
      try {
        const { line, collected } = await board.ask(jobLine(task, workspace), signal);
        return { ok: !isFailure(line), text: line, collected };
      } catch (error) {
        if (isAbort(error) || signal.aborted) throw error;
        return { ok: false, text: failure(task.id, error) };
      }
    },
  };
}

/** A task as a line again, with the workspace that it is about: one that is relative is found by the worker. */
function jobLine({ id, workspace = '', question }: BatchTask, base: string): string {
  return JSON.stringify({ id, workspace: workspace === '' ? base : workspace, ...question });
}

/** The same for the same file of results on the same machine; results that go nowhere else are asked for once. */
function batchName(key: Uint8Array, out = '-'): string {
  if (out === '-') return randomUUID();
  return createHmac('sha256', key)
    .update(JSON.stringify([hostname(), resolve(out)]))
    .digest('hex');
}
