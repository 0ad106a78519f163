import type { BatchTask } from './batchTask.ts';
import type { CommandContext } from './command.ts';
import type { BATCH_OPTIONS } from './options.ts';

export type BatchContext = CommandContext<typeof BATCH_OPTIONS>;

/** Who answers tasks: this process, or the workers of a queue. */
export interface Answers {
  /** Of tasks at a time, where nobody says otherwise. */
  readonly concurrency: number;
  /** A task's line of results; a task that was cancelled has none, and rejects: the next run does it. */
  readonly answer: (task: BatchTask) => Promise<Answered>;
  readonly close: () => Promise<void>;
}

export interface Answered {
  readonly ok: boolean;
  readonly text: string;
  /** Called when the line is written. */
  readonly collected?: () => Promise<void>;
}
