interface Closable {
  readonly close: () => Promise<void>;
}

interface Entry<Pipeline> {
  readonly pipeline: Pipeline;
  users: number;
}

/** One pipeline a workspace; of those that nobody uses, the longest unused is closed when there are more than `most`. */
export class PipelinePool<Pipeline extends Closable> {
  readonly #create: (folder: string) => Pipeline;
  readonly #most: number;
  /** In order of their last use. */
  readonly #entries = new Map<string, Entry<Pipeline>>();

  constructor(create: (folder: string) => Pipeline, most: number) {
    this.#create = create;
    this.#most = most;
  }

  /** Those that are open, the longest unused first. */
  get open(): readonly Pipeline[] {
    return [...this.#entries.values()].map(({ pipeline }) => pipeline);
  }

  async use<T>(folder: string, work: (pipeline: Pipeline) => Promise<T>): Promise<T> {
    const entry = this.#entries.get(folder) ?? { pipeline: this.#create(folder), users: 0 };
    this.#entries.delete(folder);
    this.#entries.set(folder, entry);
    entry.users++;
    try {
      return await work(entry.pipeline);
    } finally {
      entry.users--;
      await this.#evict();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ pipeline }) => pipeline.close()));
    this.#entries.clear();
  }

  async #evict(): Promise<void> {
    for (const [folder, { pipeline, users }] of this.#entries) {
      if (this.#entries.size <= this.#most) return;
      if (users > 0) continue;
      this.#entries.delete(folder);
      await pipeline.close();
    }
  }
}
