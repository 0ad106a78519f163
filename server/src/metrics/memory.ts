/** Reading resident memory asks the kernel: half a millisecond, which a warm question need not pay each time. */
const FRESH_MS = 250;

/** The process's memory in bytes, read at most four times a second. */
export class MemoryGauge {
  readonly #now: () => number;
  #read: NodeJS.MemoryUsage | undefined;
  #readAt = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  read(): Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed' | 'external'> {
    const now = this.#now();
    if (!this.#read || now - this.#readAt >= FRESH_MS) {
      this.#read = process.memoryUsage();
      this.#readAt = now;
    }
    return this.#read;
  }
}
