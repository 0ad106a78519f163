import type { PathCase } from './pathCase.ts';

export interface Overlay {
  readonly text: string;
  /** Tells this text of the path from all others. */
  readonly number: number;
}

/** The texts of open documents, by path. Where case means nothing a file may be open under several spellings of its path. */
export class Overlays {
  readonly #pathCase: PathCase;
  readonly #files: () => ReadonlyMap<string, unknown>;
  /** By the key of the path, then by its spelling; the newest last. */
  readonly #texts = new Map<string, Map<string, Overlay>>();
  #last = 0;

  /** `files` gives the workspace's, by path. */
  constructor(pathCase: PathCase, files: () => ReadonlyMap<string, unknown>) {
    this.#pathCase = pathCase;
    this.#files = files;
  }

  set(path: string, text: string): void {
    const key = this.#pathCase.keyOf(path);
    const spellings = this.#texts.get(key) ?? new Map<string, Overlay>();
    spellings.delete(path);
    spellings.set(path, { text, number: ++this.#last });
    this.#texts.set(key, spellings);
  }

  delete(path: string): void {
    const key = this.#pathCase.keyOf(path);
    const spellings = this.#texts.get(key);
    spellings?.delete(path);
    if (spellings?.size === 0) this.#texts.delete(key);
  }

  /** What stands for the file: what was told last, under whatever spelling that is no other file's. */
  get(path: string): Overlay | undefined {
    if (this.#texts.size === 0) return undefined;
    const spellings = [...(this.#texts.get(this.#pathCase.keyOf(path)) ?? [])];
    return spellings.findLast(([spelling]) => spelling === path || !this.#files().has(spelling))?.[1];
  }

  /** The file whose text an open document of this path is, if there is one. */
  filesOf(path: string): readonly string[] {
    const file = this.#pathCase.find(path, this.#files());
    return file === undefined ? [] : [file];
  }

  /** By the path as it was spelled. */
  texts(): ReadonlyMap<string, string> {
    const all = [...this.#texts.values()].flatMap((spellings) => [...spellings]);
    return new Map(all.map(([path, { text }]) => [path, text]));
  }
}
