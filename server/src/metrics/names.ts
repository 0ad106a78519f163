/** The stages of a question, in the order in which it passes them; what is none of them counts as `other`. */
export const STAGES = [
  'crawl',
  'cache',
  'index',
  'team',
  'tokenizer',
  'triggers',
  'rank',
  'select',
  'render',
  'count',
  'store',
  'other',
] as const;
export type Stage = (typeof STAGES)[number];

/** How a question ended. */
export const OUTCOMES = ['answered', 'cancelled', 'superseded', 'late', 'busy', 'invalid', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Where a pack came from; `none`: it was made. */
export const PACK_SOURCES = ['memory', 'sqlite', 'redis', 'postgres', 'none'] as const;
export type PackSource = (typeof PACK_SOURCES)[number];

/** Nearest first. */
export const CACHE_LEVELS = ['memory', 'sqlite', 'redis', 'postgres'] as const;

/** How a job of a batch queue ended here; `returned`: it was given back for another worker. */
export const JOB_OUTCOMES = ['done', 'refused', 'failed', 'returned'] as const;
