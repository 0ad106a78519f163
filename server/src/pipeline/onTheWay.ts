import type { MeasuredReply } from '../metrics/requestMetrics.ts';

/** A thread packs one question at a time: a few more keep it busy, and who matters more waits for few. */
const FEWEST = 8;
/** Of answers from memory these are a millisecond or two. */
const MOST = 32;

/**
 * How many questions may be on their way to the thread that answers them. While all are answered from memory there are
 * more: each thread then finds several messages at a time instead of waking for each, a fifth less processor time.
 */
export class OnTheWay {
  #most = FEWEST;

  get most(): number {
    return this.#most;
  }

  /** Told of each answer where it came from. */
  answered(from: MeasuredReply['cacheLevel']): void {
    this.#most = from === 'memory' ? Math.min(MOST, this.#most + 1) : FEWEST;
  }
}
