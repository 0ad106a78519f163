interface Filtered {
  readonly path: string;
  readonly isPinned: boolean;
  readonly redactions: number;
}

/**
 * What a filter lets through: words that the path holds, in any case and order, and `@pinned` and `@redacted`, as the
 * editor's own filters write such things. All must hold.
 */
export function filterOf(filter: string): (one: Filtered) => boolean {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  return ({ path, isPinned, redactions }) => {
    const lower = path.toLowerCase();
    return words.every((word) => {
      if (word === '@pinned') return isPinned;
      if (word === '@redacted') return redactions > 0;
      return lower.includes(word);
    });
  };
}
