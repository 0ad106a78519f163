/**
 * The environment of a server that lives long, for glibc's allocator (mallopt(3)); others do not look at it. Left alone,
 * the allocator keeps memory apart for each thread and comes to hold back ever larger pieces of it: of what questions
 * free, some 30 MB stay resident after thousands of them, and more with each thousand. As here it is given back.
 */
export const SERVER_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const satisfies Readonly<Record<string, string>>;
