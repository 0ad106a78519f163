import type { SecretRule } from './rule.ts';

/** Units of a keyword that the table is made of; of a shorter keyword all. */
const HEAD_UNITS = 3;

/**
 * Indexes, ascending, of the rules of which a keyword stands in a short text: for texts that the shared scan has not
 * seen, because they are decoded. One look-up a unit and length of head, however many rules there are.
 */
export function announcedRules(text: string, rules: readonly SecretRule[]): number[] {
  const { heads, lengths } = headsOf(rules);
  const lower = text.toLowerCase();
  const found = new Set<number>();
  for (const length of lengths) {
    for (let at = 0; at + length <= lower.length; at++) {
      for (const { keyword, rule } of heads.get(lower.slice(at, at + length)) ?? [])
        if (lower.startsWith(keyword, at)) found.add(rule);
    }
  }
  return [...found].sort((a, b) => a - b);
}

interface Announcement {
  readonly keyword: string;
  readonly rule: number;
}

interface Heads {
  readonly heads: ReadonlyMap<string, readonly Announcement[]>;
  /** Of the heads, each once. */
  readonly lengths: readonly number[];
}

const HEADS = new WeakMap<readonly SecretRule[], Heads>();

function headsOf(rules: readonly SecretRule[]): Heads {
  const known = HEADS.get(rules);
  if (known) return known;
  const heads = new Map<string, Announcement[]>();
  rules.forEach(({ keywords }, rule) => {
    for (const keyword of keywords) {
      const head = keyword.slice(0, HEAD_UNITS);
      heads.set(head, [...(heads.get(head) ?? []), { keyword, rule }]);
    }
  });
  const made = { heads, lengths: [...new Set([...heads.keys()].map(({ length }) => length))] };
  HEADS.set(rules, made);
  return made;
}
