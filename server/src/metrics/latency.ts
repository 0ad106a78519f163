import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

export interface LatencySummary {
  readonly last: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const MICROSECONDS_PER_MS = 1000;

/** Upper bounds in milliseconds, for those who add up several processes: percentiles cannot be. Above the last: the rest. */
export const BUCKET_BOUNDS_MS = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000,
] as const;

/** Latencies in an HDR histogram (Tene), to the microsecond: percentiles without keeping every value. */
export class Latency {
  readonly #histogram: RecordableHistogram = createHistogram();
  readonly #buckets = new Float64Array(BUCKET_BOUNDS_MS.length + 1);
  #lastMs = 0;
  #mostMs = 0;
  #totalMs = 0;

  get count(): number {
    return this.#histogram.count;
  }

  get totalMs(): number {
    return this.#totalMs;
  }

  record(ms: number): void {
    this.#lastMs = ms;
    this.#mostMs = Math.max(this.#mostMs, ms);
    this.#totalMs += ms;
    let bucket = 0;
    while (bucket < BUCKET_BOUNDS_MS.length && ms > BUCKET_BOUNDS_MS[bucket]!) bucket++;
    this.#buckets[bucket]!++;
    this.#histogram.record(Math.max(1, Math.round(ms * MICROSECONDS_PER_MS)));
  }

  /** Milliseconds; undefined before the first. */
  summary(): LatencySummary | undefined {
    if (this.count === 0) return undefined;
    // The histogram rounds up to three digits: no percentile is above the largest value for that.
    const at = (percentile: number) =>
      Math.min(this.#mostMs, this.#histogram.percentile(percentile) / MICROSECONDS_PER_MS);
    return { last: this.#lastMs, p50: at(50), p95: at(95), p99: at(99) };
  }

  /** How many fell into each bucket; the last is that above all bounds. */
  counts(): readonly number[] {
    return [...this.#buckets];
  }

  /** How many were at or below each of `BUCKET_BOUNDS_MS`. */
  cumulativeCounts(): readonly number[] {
    let sum = 0;
    return BUCKET_BOUNDS_MS.map((_, bucket) => (sum += this.#buckets[bucket]!));
  }
}
