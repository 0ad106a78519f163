/** What a redaction leaves in a secret's place. */
const PLACEHOLDER = /\[REDACTED:[a-z0-9-]{1,60}:[0-9a-f]{4,64}\]/g;

/** Where a placeholder stands in a text, in UTF-16 units. */
export interface PlacedPlaceholder {
  readonly placeholder: string;
  readonly start: number;
}

export function placeholdersOf(text: string): readonly PlacedPlaceholder[] {
  return [...text.matchAll(PLACEHOLDER)].map(({ 0: placeholder, index: start }) => ({ placeholder, start }));
}

/**
 * Remembers which placeholders stood in documents when they were opened, and which were told of since: only others are
 * new, and each of them only once.
 */
export class PlaceholderMemory {
  readonly #known = new Map<string, Set<string>>();
  readonly #quiet = new Set<string>();

  /** A document as it was opened. */
  open(key: string, text: string): void {
    this.#known.set(key, new Set(placeholdersOf(text).map(({ placeholder }) => placeholder)));
  }

  close(key: string): void {
    this.#known.delete(key);
    this.#quiet.delete(key);
  }

  /** No more is told of this document until it is closed. */
  silence(key: string): void {
    this.#quiet.add(key);
  }

  /** The placeholders of a document that is being saved and that are new in it; asked again, they are no longer. */
  takeNew(key: string, text: string): readonly PlacedPlaceholder[] {
    if (this.#quiet.has(key)) return [];
    const known = this.#known.get(key) ?? new Set();
    const found = placeholdersOf(text).filter(({ placeholder }) => !known.has(placeholder));
    this.#known.set(key, new Set([...known, ...found.map(({ placeholder }) => placeholder)]));
    return found;
  }
}

/** The text with the values of those placeholders that are known. */
export function restored(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (placeholder) =>
    Object.hasOwn(values, placeholder) ? (values[placeholder] ?? placeholder) : placeholder,
  );
}
