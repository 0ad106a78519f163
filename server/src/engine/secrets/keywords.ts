import { SECRET_RULES } from './rules/index.ts';
import type { SecretRule } from './rule.ts';

/** Every keyword of every rule, once, lower-case: what the shared scan looks for. A hit is an index of this list. */
export const SECRET_KEYWORDS: readonly string[] = [...new Set(SECRET_RULES.flatMap((rule) => rule.keywords))];

const INDEX = new Map(SECRET_KEYWORDS.map((keyword, index) => [keyword, index]));

/** Indexes, in `rules`, of the rules that each keyword of `SECRET_KEYWORDS` announces. */
export function rulesByKeyword(rules: readonly SecretRule[]): readonly (readonly number[])[] {
  const lists: number[][] = SECRET_KEYWORDS.map(() => []);
  rules.forEach((rule, index) => {
    for (const keyword of rule.keywords) lists[INDEX.get(keyword) ?? -1]?.push(index);
  });
  return lists;
}
