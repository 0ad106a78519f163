import type { Edit } from './edit.ts';
import type { Pass } from './source.ts';

const FEWEST_ITEMS = 12;
const FEWEST_UNITS = 1500;
const KEPT_FIRST = 2;

/** Keeps the first two items and the last of a long array of objects or arrays in JSON, and says how many there were. */
export const jsonSamples: Pass = {
  name: 'jsonSamples',
  edits(source, { start, end }) {
    const { text, lexed, language } = source;
    const edits: Edit[] = [];
    if (!lexed || (language !== 'json' && language !== 'jsonc')) return edits;
    const { brackets, partners } = lexed;
    for (let at = 0; at < brackets.length; at++) {
      const open = brackets[at]!;
      const close = brackets[partners[at]!] ?? text.length;
      if (text.charCodeAt(open) !== 91 || close - open < FEWEST_UNITS || close < start || open >= end) continue;
      const items = itemsOf(source.text, { brackets, partners, first: at + 1, last: partners[at]! });
      if (items.length < FEWEST_ITEMS) continue;
      const from = items[KEPT_FIRST]!;
      const to = items.at(-1)!;
      if (from < start || to >= end) continue;
      edits.push({ start: from, end: to, text: `"… ${items.length - KEPT_FIRST - 1} more", ` });
      at = partners[at]!;
    }
    return edits;
  },
};

interface ItemSearch {
  readonly brackets: Uint32Array;
  readonly partners: Int32Array;
  readonly first: number;
  readonly last: number;
}

/** Where the items of an array begin; none when one of them is neither an object nor an array. */
function itemsOf(text: string, { brackets, partners, first, last }: ItemSearch): readonly number[] {
  const items: number[] = [];
  let from = brackets[first - 1]! + 1;
  for (let at = first; at < last; at = partners[at]! + 1) {
    const open = brackets[at]!;
    const between = text.slice(from, Math.min(open, from + 200));
    if (!(items.length === 0 ? /^\s*$/ : /^\s*,\s*$/).test(between)) return [];
    items.push(open);
    from = brackets[partners[at]!]! + 1;
  }
  if (text.slice(from, brackets[last]).trim() !== '') return [];
  return items;
}
