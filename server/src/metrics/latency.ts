import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

export interface LatencySummary {
  readonly last: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const MICROSECONDS_PER_MS = 1000;

/** Latencies in an HDR histogram (Tene), to the microsecond: percentiles without keeping every value. */
export class Latency {
  readonly #histogram: RecordableHistogram = createHistogram();
  #lastMs = 0;
  #mostMs = 0;

  get count(): number {
    return this.#histogram.count;
  }

  record(ms: number): void {
    this.#lastMs = ms;
    this.#mostMs = Math.max(this.#mostMs, ms);
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
}
