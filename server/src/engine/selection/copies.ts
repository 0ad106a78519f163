/** Largest share of a chunk's lines that may differ from what is in the pack already. */
const MOST_DIFFERENT = 0.1;

/**
 * Finds chunks that say what another file already says: vendored copies, generated twins. Told by the multiset of their
 * lines, without indentation and blank ones, so that an answer never depends on a hash.
 */
export class Copies {
  /** For each line, how often each owner has it. */
  readonly #owners = new Map<string, Map<number, number>>();

  /** The owner that has all of some lines but a tenth, or undefined; the one that has most, the first among equals. */
  ownerOf(lines: LineCounts): number | undefined {
    const total = sum(lines.values());
    if (total === 0) return undefined;
    const shared = new Map<number, number>();
    for (const [line, count] of lines) {
      for (const [owner, has] of this.#owners.get(line) ?? []) {
        shared.set(owner, (shared.get(owner) ?? 0) + Math.min(count, has));
      }
    }
    let best: number | undefined;
    let most = total * (1 - MOST_DIFFERENT);
    for (const [owner, count] of shared) {
      if (best === undefined ? count < most : count <= most) continue;
      best = owner;
      most = count;
    }
    return best;
  }

  /** Remembers that an owner (a file) has these lines. */
  add(owner: number, lines: LineCounts): void {
    for (const [line, count] of lines) {
      let owners = this.#owners.get(line);
      if (!owners) this.#owners.set(line, (owners = new Map<number, number>()));
      owners.set(owner, (owners.get(owner) ?? 0) + count);
    }
  }
}

/** How often a text has each line. */
export type LineCounts = ReadonlyMap<string, number>;

/** Without blank lines, and lines without the white space around them; they end at LF, CR LF or CR. */
export function countLines(text: string): LineCounts {
  const counts = new Map<string, number>();
  const add = (part: string) => {
    const line = part.trim();
    if (line !== '') counts.set(line, (counts.get(line) ?? 0) + 1);
  };
  // Nearly no text has a CR, and a search for one unit is faster than an expression.
  if (text.includes('\r')) for (const part of text.split(/\r\n?|\n/)) add(part);
  else for (const part of text.split('\n')) add(part);
  return counts;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
