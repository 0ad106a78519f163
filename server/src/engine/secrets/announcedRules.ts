import type { SecretRule } from './rule.ts';

/** Units of a keyword that the table is made of; no keyword is shorter. */
const HEAD_UNITS = 3;

/**
 * Indexes, ascending, of the rules of which a keyword stands in a short text: for texts that the shared scan has not
 * seen, because they are decoded. One look-up a unit, however many rules there are.
 */
export function announcedRules(text: string, rules: readonly SecretRule[]): number[] {
  const heads = headsOf(rules);
  const lower = text.toLowerCase();
  const found = new Set<number>();
  for (let at = 0; at + HEAD_UNITS <= lower.length; at++) {
    for (const { keyword, rule } of heads.get(lower.slice(at, at + HEAD_UNITS)) ?? [])
      if (lower.startsWith(keyword, at)) found.add(rule);
  }
  return [...found].sort((a, b) => a - b);
}

interface Announcement {
  readonly keyword: string;
  readonly rule: number;
}

const HEADS = new WeakMap<readonly SecretRule[], ReadonlyMap<string, readonly Announcement[]>>();

function headsOf(rules: readonly SecretRule[]): ReadonlyMap<string, readonly Announcement[]> {
  const known = HEADS.get(rules);
  if (known) return known;
  const heads = new Map<string, Announcement[]>();
  rules.forEach(({ keywords }, rule) => {
    for (const keyword of keywords) {
      const head = keyword.slice(0, HEAD_UNITS);
      heads.set(head, [...(heads.get(head) ?? []), { keyword, rule }]);
    }
  });
  HEADS.set(rules, heads);
  return heads;
}
