import type { PersistedIndex } from './persistedIndex.ts';
import type { StoredIndex } from './storedIndex.ts';

interface IndexKeeperOptions {
  readonly persisted: Pick<PersistedIndex, 'load' | 'save'>;
  /** The index as it is now. */
  readonly snapshot: () => StoredIndex;
}

/** An index that has not changed for so long has settled. */
const SETTLED_MS = 2000;
/** A few changed files are read again sooner than the whole is written. */
const FEW_FILES = 10;
const FEW_WAIT_MS = 60_000;

/** Keeps an index on disk: written when it has settled, in the background. */
export class IndexKeeper {
  readonly #options: IndexKeeperOptions;
  #unsaved = 0;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> | undefined;

  constructor(options: IndexKeeperOptions) {
    this.#options = options;
  }

  load(): Promise<StoredIndex | undefined> {
    return this.#options.persisted.load();
  }

  /** So many files changed in the index. */
  changed(files: number): void {
    if (files === 0) return;
    this.#unsaved += files;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save(), this.#unsaved > FEW_FILES ? SETTLED_MS : FEW_WAIT_MS).unref();
  }

  /** Writes what is worth it, and waits until it is written. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    if (this.#unsaved > FEW_FILES) await this.#save();
  }

  async #save(): Promise<void> {
    await this.#saving;
    if (this.#unsaved === 0) return;
    this.#unsaved = 0;
    this.#saving = this.#options.persisted.save(this.#options.snapshot());
    await this.#saving;
  }
}
