/** Work that nobody waits for, done one piece at a time in the order it came. */
export interface WriteBehind {
  /** Takes `job`, in place of a waiting one of the same name. `false`: the queue is full and the job is not done. */
  add(name: string, job: () => Promise<void>): boolean;
  /** Drops what waits; what is under way goes on. */
  clear(): void;
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>;
  readonly length: number;
}

/** A queue of at most `limit` jobs. A job that rejects is a bug of the job's: it must look after its own failures. */
export function createWriteBehind(limit: number): WriteBehind {
  const waiting = new Map<string, () => Promise<void>>();
  let draining: Promise<void> | undefined;

  async function drain(): Promise<void> {
    // Whoever adds is in the middle of an answer: the first job starts after it.
    await new Promise(setImmediate);
    for (const [name, job] of waiting) {
      waiting.delete(name);
      await job();
    }
    draining = undefined;
  }

  async function idle(): Promise<void> {
    if (!draining) return;
    await draining;
    await idle();
  }

  return {
    add: (name, job) => {
      if (waiting.size >= limit && !waiting.has(name)) return false;
      waiting.set(name, job);
      draining ??= drain();
      return true;
    },
    clear: () => {
      waiting.clear();
    },
    idle,
    get length() {
      return waiting.size;
    },
  };
}
