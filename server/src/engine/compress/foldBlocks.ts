import { isImportant, type JudgedLine } from './judgedLines.ts';

/** So many lines in their order, word for word as before, are a block that is told again. */
const FEWEST_LINES = 5;
/** Lines that a block is recognized by. */
const KEY_LINES = 3;

/** Folds blocks of lines that stand above already, such as the source that a test runner prints for each failure. */
export function foldBlocks(lines: readonly JudgedLine[]): void {
  const ids = idsOf(lines);
  const firstAt = new Map<string, number>();
  for (let at = 0; at + KEY_LINES <= lines.length;) {
    const key = `${ids[at]},${ids[at + 1]},${ids[at + 2]}`;
    const earlier = firstAt.get(key);
    if (earlier === undefined) firstAt.set(key, at);
    const length = earlier === undefined ? 0 : matchLength(ids, earlier, at);
    if (length < FEWEST_LINES) at++;
    else {
      for (const line of lines.slice(at, at + length)) if (!isImportant(line)) line.fold ??= 'repeated';
      at += length;
    }
  }
}

/** A number for each text. Lines of diffs are like no other: there, context is part of the place. */
function idsOf(lines: readonly JudgedLine[]): Int32Array {
  const ids = new Map<string, number>();
  return Int32Array.from(lines, ({ text, class: kind }, at) => {
    if (kind === 'diff') return -1 - at;
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    return id;
  });
}

/** How far the lines from `at` on are those from `earlier` on, without meeting them. */
function matchLength(ids: Int32Array, earlier: number, at: number): number {
  let length = 0;
  while (earlier + length < at && at + length < ids.length && ids[earlier + length] === ids[at + length]) length++;
  return length;
}
