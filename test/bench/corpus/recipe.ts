import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_DIR } from '../paths.ts';

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Folder of the package that the included paths are relative to. */
  readonly root?: string;
  /** Files and folders taken. */
  readonly include: readonly string[];
}

/** What the corpus is made of: `corpus.json`. */
export interface Recipe {
  readonly extensions: readonly string[];
  readonly minBytes: number;
  readonly maxBytes: number;
  /** Characters of the longest line, and of the mean one; above them text is taken for generated. */
  readonly longestLine: number;
  readonly meanLine: number;
  readonly packages: readonly PinnedPackage[];
  readonly expected: { readonly files: number; readonly bytes: number; readonly sha256: string };
}

export const recipe = JSON.parse(readFileSync(join(BENCH_DIR, 'corpus.json'), 'utf8')) as Recipe;
