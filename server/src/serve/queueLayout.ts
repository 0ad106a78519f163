/**
 * Before every key of the queue. In braces: a Redis Cluster keeps them on one node. Not that of the cache, whose
 * entries may be cleared at any time.
 */
export const QUEUE_PREFIX = '{winnow-queue}';
export const JOB_NAME = 'task';

/** How long a result waits to be collected, in seconds, and how many do. */
export const KEEP_JOBS = { age: 24 * 3600, count: 10_000 } as const;

/** Events hold results, too: few are kept, since who missed one looks for the job. */
export const MOST_EVENTS = 100;

/** A worker that has not renewed its lock for so long is taken for dead, and its jobs go to others. */
export const LOCK_MS = 8000;
export const STALLED_CHECK_MS = 4000;

/** How often a job may lose its worker before it is taken for the cause. */
export const MOST_LOST_WORKERS = 3;
