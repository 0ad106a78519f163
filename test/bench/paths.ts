import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the benchmarks find the product, their peers and their corpus. */
export const BENCH_DIR = import.meta.dirname;
export const REPOSITORY_DIR = resolve(BENCH_DIR, '../..');
export const DIST_DIR = join(REPOSITORY_DIR, 'dist');
/** Ignored by git; everything that a benchmark writes, but for docs/benchmarks.md, goes here. */
export const STATE_DIR = join(REPOSITORY_DIR, '.bench');
export const CORPUS_DIR = join(STATE_DIR, 'corpus');
/** Stands when the corpus was built to its end. */
export const CORPUS_COMPLETE = join(STATE_DIR, 'corpus.complete');

/** Path of a file of the built product. Throws, with the mend, when it is missing. */
export function built(name: string): string {
  const path = join(DIST_DIR, name);
  if (!existsSync(path)) throw new Error(`dist/${name} is missing: run "npm run build" first`);
  return path;
}
