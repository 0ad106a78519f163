import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CORPUS_DIR } from '../paths.ts';

export interface CorpusFile {
  /** Relative to the corpus, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly text: string;
}

/** Every `step`th file, for what would take too long over all of them. */
export function sample(files: readonly CorpusFile[], step: number): readonly CorpusFile[] {
  return files.filter((_, index) => index % step === 0);
}

export function totalBytes(files: readonly CorpusFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

export function readCorpus(): CorpusFile[] {
  return readdirSync(CORPUS_DIR, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !isHidden(relative(CORPUS_DIR, join(entry.parentPath, entry.name))))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const buffer = readFileSync(path);
      return {
        path: relative(CORPUS_DIR, path).split(sep).join('/'),
        bytes: buffer.length,
        text: buffer.toString('utf8'),
      };
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function isHidden(path: string): boolean {
  return path.split(sep).some((part) => part.startsWith('.'));
}

/** Digest of paths and contents: the same everywhere. */
export function digestOf(files: readonly CorpusFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.bytes}\0`).update(file.text);
  return hash.digest('hex');
}

/** One paragraph: files, bytes, digest, files by extension. */
export function describeCorpus(): string {
  const files = readCorpus();
  const byExtension = new Map<string, number>();
  for (const { path } of files) {
    const extension = path.slice(path.lastIndexOf('.') + 1);
    byExtension.set(extension, (byExtension.get(extension) ?? 0) + 1);
  }
  const kinds = [...byExtension].toSorted((a, b) => b[1] - a[1]).map(([extension, count]) => `${extension} ${count}`);
  return [
    `${files.length} files, ${totalBytes(files)} bytes (${(totalBytes(files) / 1e6).toFixed(1)} MB)`,
    `sha256 ${digestOf(files)}`,
    kinds.join(', '),
  ].join('\n');
}
