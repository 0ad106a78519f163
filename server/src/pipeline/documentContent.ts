import { isAbort } from '../base/errors.ts';
import type { ContentMatches } from '../engine/triggers/evaluate.ts';
import type { ContentPatterns } from './contentPatterns.ts';

export interface DocumentContentOptions {
  readonly patterns: Pick<ContentPatterns, 'matching' | 'close'>;
  /** Called when the outcome for a document is another than it was. */
  readonly onChange: (uri: string) => void;
  /** How long a document must rest before it is matched, in milliseconds. */
  readonly restMs?: number;
}

interface Watched {
  readonly version: number;
  readonly controller: AbortController;
  readonly outcome: ContentMatches | undefined;
}

const REST_MS = 300;

/**
 * Which content patterns open documents match. Until a new version has been matched, what the last one gave holds: from
 * one keystroke to the next it is hardly ever another.
 */
export class DocumentContent {
  readonly #options: DocumentContentOptions;
  readonly #watched = new Map<string, Watched>();

  constructor(options: DocumentContentOptions) {
    this.#options = options;
  }

  /** The latest outcome for a document, perhaps of an earlier version. */
  of(uri: string): ContentMatches | undefined {
    return this.#watched.get(uri)?.outcome;
  }

  /** Tells a document's version, and how to get at its text; a run for an earlier one is given up. */
  update(uri: string, version: number, text: () => string): void {
    const known = this.#watched.get(uri);
    if (known?.version === version) return;
    known?.controller.abort();
    const watched: Watched = { version, controller: new AbortController(), outcome: known?.outcome };
    this.#watched.set(uri, watched);
    void this.#match(uri, watched, text);
  }

  forget(uri: string): void {
    this.#watched.get(uri)?.controller.abort();
    this.#watched.delete(uri);
  }

  async close(): Promise<void> {
    for (const uri of this.#watched.keys()) this.forget(uri);
    await this.#options.patterns.close();
  }

  async #match(uri: string, watched: Watched, text: () => string): Promise<void> {
    const { signal } = watched.controller;
    try {
      await rest(this.#options.restMs ?? REST_MS, signal);
      const outcome = await this.#options.patterns.matching(text(), { signal });
      if (this.#watched.get(uri) !== watched) return;
      this.#watched.set(uri, { ...watched, outcome });
      if (!isSame(watched.outcome, outcome)) this.#options.onChange(uri);
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }
}

function rest(restMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, restMs);
    timer.unref();
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
}

/** Before the first outcome nothing matched. */
function isSame(before: ContentMatches | undefined, after: ContentMatches): boolean {
  const { matched, undecided } = before ?? { matched: new Set(), undecided: new Map() };
  return (
    matched.size === after.matched.size &&
    undecided.size === after.undecided.size &&
    [...after.matched].every((pattern) => matched.has(pattern)) &&
    [...after.undecided].every(([pattern, reason]) => undecided.get(pattern) === reason)
  );
}
