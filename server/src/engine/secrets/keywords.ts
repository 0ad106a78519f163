import { ALL_RULES, SECRET_RULES } from './rules/index.ts';
import type { SecretRule } from './rule.ts';

/** Every keyword of every secret's rule, once, lower-case: what the shared scan looks for. A hit is an index of it. */
export const SECRET_KEYWORDS: readonly string[] = [...new Set(SECRET_RULES.flatMap((rule) => rule.keywords))];

/** Begins with the others, so that an index names the same keyword in both lists. */
const ALL_KEYWORDS: readonly string[] = [...new Set(ALL_RULES.flatMap((rule) => rule.keywords))];

const INDEX = new Map(ALL_KEYWORDS.map((keyword, index) => [keyword, index]));

/** What a scan looks for on behalf of rules that go beyond those of secrets, or do not. */
export function keywordsFor(rules: readonly SecretRule[]): readonly string[] {
  return rules === ALL_RULES ? ALL_KEYWORDS : SECRET_KEYWORDS;
}

/** Indexes, in `rules`, of the rules that each keyword announces; worked out once for a list of rules. */
export function rulesByKeyword(rules: readonly SecretRule[]): readonly (readonly number[])[] {
  const known = LISTS.get(rules);
  if (known) return known;
  const lists: number[][] = ALL_KEYWORDS.map(() => []);
  rules.forEach((rule, index) => {
    for (const keyword of rule.keywords) lists[INDEX.get(keyword) ?? -1]?.push(index);
  });
  LISTS.set(rules, lists);
  return lists;
}

const LISTS = new WeakMap<readonly SecretRule[], readonly (readonly number[])[]>();
