import { Worker } from 'node:worker_threads';
import { workerEntry } from '../base/bundle.ts';
import type { ContentMatches } from '../engine/triggers/evaluate.ts';
import type { TriggerRules } from '../engine/triggers/rule.ts';
import { ChannelClient } from './channel.ts';
import type { PatternAnswer, PatternParams } from './contentPatternTask.ts';

/** How much of a text patterns are held against, in UTF-16 units. */
const MOST_TEXT_LENGTH = 1_000_000;
const START_DEADLINE_MS = 10_000;
const DEADLINE_MS = 200;
/** A pattern that overran so often is not run again: each time costs its deadline and a thread. */
const MOST_TIMEOUTS = 3;

/** The content patterns of rules, each once. */
export function contentPatternsOf({ context }: Pick<TriggerRules, 'context'>): readonly string[] {
  return [...new Set(context.flatMap(({ contentPattern }) => contentPattern ?? []))];
}

export interface PatternRun {
  readonly signal?: AbortSignal | undefined;
  /** For each pattern, in milliseconds; 200 when left out. */
  readonly deadlineMs?: number;
}

interface Running {
  readonly worker: Worker;
  readonly channel: ChannelClient;
  /** The text that the thread holds. */
  text?: string;
}

/**
 * Runs the content patterns of rules on a thread of their own, by an engine that takes linear time (RE2), each under a
 * deadline: a thread that overruns it is replaced, and the pattern counts as without an answer. The thread is started
 * when the first text is to be matched; without patterns never.
 */
export class ContentPatterns {
  readonly #patterns: readonly string[];
  readonly #entry: string;
  readonly #timeouts = new Map<string, number>();
  #running: Promise<Running> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** `entry` is the file that the thread runs. */
  constructor(patterns: Iterable<string>, entry = workerEntry()) {
    this.#patterns = [...new Set(patterns)];
    this.#entry = entry;
  }

  /** Which patterns a text matches; calls wait for one another. Rejects when aborted, never for a pattern's fault. */
  matching(text: string, { signal, deadlineMs = DEADLINE_MS }: PatternRun = {}): Promise<ContentMatches> {
    return this.#inTurn(async () => {
      const matched = new Set<string>();
      const undecided = new Map<string, string>();
      for (const pattern of this.#patterns) {
        signal?.throwIfAborted();
        const answer = await this.#match(pattern, text.slice(0, MOST_TEXT_LENGTH), deadlineMs);
        if ('fault' in answer) undecided.set(pattern, answer.fault);
        else if (answer.matches) matched.add(pattern);
      }
      return { matched, undecided };
    });
  }

  /** Why patterns cannot be run, by the pattern; nothing is run. */
  faults({ signal, deadlineMs = DEADLINE_MS }: PatternRun = {}): Promise<ReadonlyMap<string, string>> {
    return this.#inTurn(async () => {
      const faults = new Map<string, string>();
      for (const pattern of this.#patterns) {
        signal?.throwIfAborted();
        const answer = await this.#ask('compilePattern', { pattern }, deadlineMs);
        if ('fault' in answer) faults.set(pattern, answer.fault);
      }
      return faults;
    });
  }

  /** Ends the thread; what is asked from then on has no answer. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = await this.#running?.catch(() => undefined);
    await running?.worker.terminate();
  }

  /** The thread does one thing at a time, and a deadline must not tick while it does another's. */
  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #match(pattern: string, text: string, deadlineMs: number): Promise<PatternAnswer> {
    const timeouts = this.#timeouts.get(pattern) ?? 0;
    if (timeouts >= MOST_TIMEOUTS) return { fault: `timed out ${timeouts} times and is no longer run` };
    return this.#ask('matchPattern', { pattern, text }, deadlineMs);
  }

  async #ask(method: string, { pattern, text }: PatternParams, deadlineMs: number): Promise<PatternAnswer> {
    if (this.#closed) return { fault: 'closed' };
    try {
      const running = await (this.#running ??= start(this.#entry));
      const unknown = text !== undefined && running.text !== text;
      if (unknown) running.text = text;
      const params: PatternParams = { pattern, ...(unknown ? { text } : {}) };
      return await withDeadline(running.channel.call<PatternAnswer>(method, params), deadlineMs);
    } catch (error) {
      await this.#replace();
      if (!(error instanceof Overrun)) return { fault: 'its thread failed' };
      this.#timeouts.set(pattern, (this.#timeouts.get(pattern) ?? 0) + 1);
      return { fault: `timed out after ${deadlineMs} ms` };
    }
  }

  async #replace(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await (await running?.catch(() => undefined))?.worker.terminate();
  }
}

class Overrun extends Error {
  override readonly name = 'Overrun';
}

async function start(entry: string): Promise<Running> {
  const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: 512 } });
  worker.unref();
  const channel = new ChannelClient(worker);
  worker.on('error', (error: Error) => channel.close(error));
  worker.on('exit', () => channel.close(new Error('the thread of content patterns ended')));
  try {
    await withDeadline(channel.call('preparePatterns', null), START_DEADLINE_MS);
    return { worker, channel };
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

async function withDeadline<Result>(answer: Promise<Result>, deadlineMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const overrun = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Overrun()), deadlineMs);
  });
  try {
    return await Promise.race([answer, overrun]);
  } finally {
    clearTimeout(timer);
  }
}
