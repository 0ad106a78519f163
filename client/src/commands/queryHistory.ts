const KEY = 'winnow.queries';
const MOST_QUERIES = 50;
/** Longer questions are pasted texts, which nobody looks for in a list. */
const LONGEST_QUERY = 500;

/** What `vscode.Memento` offers. */
interface Memory {
  readonly get: (key: string) => unknown;
  readonly update: (key: string, value: unknown) => unknown;
}

export interface QueryHistoryOptions {
  readonly memory: Memory;
  /** False keeps it for this session alone, as in a workspace that is not trusted. */
  readonly mayKeep: () => boolean;
}

/** The questions of this workspace, the newest first: as replies hold them, with secrets replaced. */
export class QueryHistory {
  readonly #options: QueryHistoryOptions;
  #queries: readonly string[];

  constructor(options: QueryHistoryOptions) {
    this.#options = options;
    const kept = options.memory.get(KEY);
    this.#queries = Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, MOST_QUERIES) : [];
  }

  get queries(): readonly string[] {
    return this.#queries;
  }

  add(query: string): void {
    if (query.length > LONGEST_QUERY) return;
    this.#keep([query, ...this.#queries.filter((one) => one !== query)].slice(0, MOST_QUERIES));
  }

  remove(query: string): void {
    this.#keep(this.#queries.filter((one) => one !== query));
  }

  clear(): void {
    this.#queries = [];
    // What was kept while the workspace was trusted goes in any case.
    void this.#options.memory.update(KEY, undefined);
  }

  #keep(queries: readonly string[]): void {
    this.#queries = queries;
    if (this.#options.mayKeep()) void this.#options.memory.update(KEY, queries);
  }
}
