import type { CACHE_LEVELS, JOB_OUTCOMES } from './names.ts';
import type { RequestMetrics } from './requestMetrics.ts';

/** One level of the cache, counted since the start. */
export interface CacheLevelCounts {
  readonly level: (typeof CACHE_LEVELS)[number];
  readonly hits: number;
  readonly misses: number;
  readonly corrupt: number;
  readonly failures: number;
  /** Of all look-ups that were answered, together. */
  readonly lookupMs: number;
  readonly evictions: number;
  readonly writesDropped: number;
  readonly breaker: 'closed' | 'open' | 'halfOpen';
}

/** What workers of a batch queue count of their jobs. */
export interface JobView {
  readonly outcomes: Readonly<Record<(typeof JOB_OUTCOMES)[number], number>>;
  readonly running: number;
  /** Of all workers together, as Redis tells; undefined while it does not answer. */
  readonly waiting: number | undefined;
  readonly connected: boolean;
}

/** All that is exported besides what every Node process has. */
export interface MetricsView {
  readonly version: string;
  readonly requests: RequestMetrics;
  readonly queue: { readonly waiting: number; readonly running: number };
  readonly cache: readonly CacheLevelCounts[];
  readonly index: {
    readonly workspaces: number;
    readonly files: number;
    readonly filesSkipped: number;
    readonly chunks: number;
  };
  readonly jobs?: JobView | undefined;
}
