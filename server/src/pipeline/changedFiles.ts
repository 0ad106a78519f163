import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAbort } from '../base/errors.ts';
import type { WorkspaceFile } from '../workspace/workspaceIndex.ts';

/** Long enough to get work done, short enough for messages (a cancel among them) to be heard. */
const SLICE_MS = 25;

export interface FilesRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

interface Stamped {
  readonly stamp: string;
}

export interface ChangedFilesOptions<Known extends Stamped> {
  /** The files as they are now. */
  readonly files: () => readonly WorkspaceFile[];
  /** What is to be known of a file; `left`: places that may still be remembered. */
  readonly look: (file: WorkspaceFile, left: number) => Known;
  readonly placesOf: (known: Known) => number;
  /** Places that are remembered in all. */
  readonly mostPlaces: number;
}

/**
 * What is known of each file of the workspace, remembered with its size and modification time (of an open document: with
 * its text), so that only files that changed are looked at again.
 */
export class ChangedFiles<Known extends Stamped> {
  readonly #options: ChangedFilesOptions<Known>;
  readonly #known = new Map<string, Known>();
  #places = 0;
  #looking: Promise<void> | undefined;

  constructor(options: ChangedFilesOptions<Known>) {
    this.#options = options;
  }

  /** By path, as of the last `bringUpToDate`. */
  get known(): ReadonlyMap<string, Known> {
    return this.#known;
  }

  /** One round for all who wait; when whoever began it gives up, the next in line goes on where it stopped. */
  async bringUpToDate(run: FilesRun): Promise<void> {
    for (;;) {
      this.#looking ??= this.#lookAtChanged(run).finally(() => (this.#looking = undefined));
      try {
        return await this.#looking;
      } catch (error) {
        if (!isAbort(error) || run.signal?.aborted) throw error;
      }
    }
  }

  async #lookAtChanged({ signal, onProgress }: FilesRun): Promise<void> {
    const { files: list, look, mostPlaces } = this.#options;
    const files = list();
    this.#forgetOthers(files);
    let sliceEnd = performance.now() + SLICE_MS;
    for (const [done, file] of files.entries()) {
      const isKnown = this.#known.get(file.path)?.stamp === file.stamp;
      if (!isKnown) this.#remember(file.path, look(file, Math.max(0, mostPlaces - this.#places)));
      if (performance.now() <= sliceEnd) continue;
      onProgress?.(done, files.length);
      await nextTurn();
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
    onProgress?.(files.length, files.length);
  }

  #forgetOthers(files: readonly WorkspaceFile[]): void {
    if (this.#known.size === 0) return;
    const paths = new Set(files.map(({ path }) => path));
    for (const path of this.#known.keys()) if (!paths.has(path)) this.#remember(path, undefined);
  }

  #remember(path: string, known: Known | undefined): void {
    const before = this.#known.get(path);
    const places = (one: Known | undefined) => (one ? this.#options.placesOf(one) : 0);
    this.#places += places(known) - places(before);
    if (known) this.#known.set(path, known);
    else this.#known.delete(path);
  }
}
