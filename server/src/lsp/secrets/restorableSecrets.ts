import type { OptimizeResult } from '../../../../shared/src/protocol.ts';
import type { Analyzer } from '../../engine/analyze.ts';
import { placeholderFor } from '../../engine/secrets/placeholder.ts';

/** Values that are remembered at a time; the oldest are forgotten first. */
const MOST_VALUES = 5000;

/**
 * The values behind the placeholders that were given out in this session, for whoever wants them put back into their
 * own files. They are in memory alone: nothing writes or logs them, and they end with the session.
 */
export class RestorableSecrets {
  readonly #values = new Map<string, string>();

  /** What stands behind the placeholders of a pack, read from the files that its chunks come from. */
  remember(
    { text, chunks }: Pick<OptimizeResult, 'text' | 'chunks'>,
    options: { readonly analyzer: Pick<Analyzer, 'redaction'>; readonly textOf: (path: string) => string | undefined },
  ): void {
    const paths = new Set(chunks.filter(({ redactions }) => redactions > 0).map(({ path }) => path));
    for (const path of paths) {
      const raw = options.textOf(path);
      if (raw === undefined) continue;
      const { secrets, findings } = options.analyzer.redaction(raw);
      secrets.forEach(({ start, end, rule }, at) => {
        const placeholder = placeholderFor(rule, findings[at]?.fingerprint ?? '');
        if (text.includes(placeholder)) this.add(placeholder, raw.slice(start, end));
      });
    }
  }

  /** One placeholder that stands for one value. Two values under one placeholder are both forgotten for good. */
  add(placeholder: string, value: string): void {
    const known = this.#values.get(placeholder);
    this.#values.delete(placeholder);
    this.#values.set(placeholder, known === undefined || known === value ? value : '');
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= MOST_VALUES) break;
      this.#values.delete(oldest);
    }
  }

  /** The values of those placeholders that are known. */
  valuesOf(placeholders: readonly string[]): Readonly<Record<string, string>> {
    const found = placeholders.flatMap((placeholder) => {
      const value = this.#values.get(placeholder);
      return value ? [[placeholder, value] as const] : [];
    });
    return Object.fromEntries(found);
  }

  clear(): void {
    this.#values.clear();
  }
}
