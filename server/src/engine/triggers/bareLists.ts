/** Source text with brackets put in, and the way back to the offsets of the original. */
export interface RepairedSource {
  readonly source: string;
  /** Offsets, in the original, of the lists that got brackets. */
  readonly repaired: readonly number[];
  readonly originalOffset: (offset: number) => number;
}

/**
 * Puts brackets round list items such as `- "slow", "optimize", "speed"`. Older rules files are written so, though it
 * is no YAML: as `- ["slow", "optimize", "speed"]` it is a nested list, which is what was meant.
 */
export function repairBareLists(source: string): RepairedSource {
  const inserted: number[] = [];
  const repaired: number[] = [];
  let result = '';
  let copied = 0;
  const insert = (offset: number, bracket: string) => {
    result += source.slice(copied, offset) + bracket;
    copied = offset;
    inserted.push(offset);
  };
  for (const match of source.matchAll(BARE_LIST)) {
    const start = match.index + (match[1] ?? '').length;
    repaired.push(start);
    insert(start, '[');
    insert(start + (match[2] ?? '').length, ']');
  }
  result += source.slice(copied);
  return { source: result, repaired, originalOffset: (offset) => originalOffset(inserted, offset) };
}

const QUOTED = `(?:"(?:[^"\\\\\\n\\r]|\\\\.)*"|'(?:[^'\\n\\r]|'')*')`;
const BARE_LIST = new RegExp(
  `^([ \\t]*-[ \\t]+)(${QUOTED}(?:[ \\t]*,[ \\t]*${QUOTED})+)(?=[ \\t]*(?:#.*)?\\r?$)`,
  'gm',
);

function originalOffset(inserted: readonly number[], offset: number): number {
  let low = 0;
  let high = inserted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    // Insertion number `middle` stands `middle` units further on in the repaired text.
    if ((inserted[middle] ?? 0) + middle < offset) low = middle + 1;
    else high = middle;
  }
  return offset - low;
}
