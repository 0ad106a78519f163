import type { CrawledFile } from './crawler.ts';
import { stateOf } from './fileState.ts';

export interface LookedAt {
  /** Files that are there, in their states now. */
  readonly changed: readonly CrawledFile[];
  readonly gone: readonly string[];
  /** Paths of which only a crawl tells what they are: new ones, and files that may have become too large. */
  readonly unclear: readonly string[];
}

/** The states of some paths that changed on disk, of which the files among `known` were in the index. */
export function lookAtFiles(
  paths: readonly string[],
  known: ReadonlyMap<string, CrawledFile>,
  maxFileBytes: number,
): LookedAt {
  const changed: CrawledFile[] = [];
  const gone: string[] = [];
  const unclear: string[] = [];
  for (const path of paths) {
    const file = known.get(path);
    const seenAtMs = Date.now();
    const state = file && stateOf(file.absolutePath);
    const tooLarge = state !== undefined && state.sizeBytes > maxFileBytes;
    if (file && state && !tooLarge) changed.push({ ...file, ...state, seenAtMs });
    else if (file) gone.push(path);
    if (!file || tooLarge) unclear.push(path);
  }
  return { changed, gone, unclear };
}
