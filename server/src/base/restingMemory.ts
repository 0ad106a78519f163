/** How long nothing is asked before memory is given back, in milliseconds. */
const REST_MS = 5000;

/**
 * Gives memory back to the system once a thread rests after work. V8 keeps the pages of what was collected for itself,
 * and without further allocations collects nothing: hundreds of megabytes after an index was built or many questions were
 * answered. One timer while there was work, none otherwise.
 */
export class RestingMemory {
  readonly #collect: () => Promise<void> | void;
  readonly #now: () => number;
  #workedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ collect = collectAll, now }: { collect?: () => Promise<void> | void; now: () => number }) {
    this.#collect = collect;
    this.#now = now;
  }

  /** Told of each piece of work when it ends. */
  worked(): void {
    this.#workedAtMs = this.#now();
    if (!this.#timer) this.#timer = this.#after(REST_MS);
  }

  #after(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      const left = this.#workedAtMs + REST_MS - this.#now();
      this.#timer = left > 0 ? this.#after(left) : undefined;
      if (left <= 0) void this.#collect();
    }, delayMs).unref();
  }
}

/**
 * The collection that V8 makes when memory runs out, which releases empty pages too; 20 to 60 ms for this program's heaps.
 * The inspector's protocol is the supported way to ask for it
 * (https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#method-collectGarbage).
 */
async function collectAll(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  try {
    session.connect();
    await session.post('HeapProfiler.collectGarbage');
  } catch {
    // A build of Node without an inspector does without.
  } finally {
    session.disconnect();
  }
}
