import type { KeywordHits } from './keywordHits.ts';
import type { CompoundRule } from './rule.ts';
import type { SilencedBy } from './silencer.ts';

/** How many keywords a reason names before it only counts the others. */
const NAMED = 3;

/** `keywords “bug” (2×), “crash”`, of keywords and how often each stands. */
export function keywordReason(counts: ReadonlyMap<number, number>, found: KeywordHits): string {
  const names = [...counts].map(([keyword, count]) => `“${found.text(keyword)}”${count > 1 ? ` (${count}×)` : ''}`);
  return `${names.length === 1 ? 'keyword' : 'keywords'} ${list(names, ', ')}`;
}

export function withinReason({ within }: CompoundRule): string {
  if (within.unit === 'document') return '';
  return within.unit === 'words' ? ` within ${within.count} words` : ` within one ${within.unit}`;
}

export function silencedReason({ negative, line }: SilencedBy): string {
  return `silenced by “${negative}” on line ${line}`;
}

/** `“security” stands here, but not “audit” or “review”`. */
export function missingReason(
  groups: readonly (readonly number[])[],
  met: readonly boolean[],
  found: KeywordHits,
): string {
  const phrase = (number: number) =>
    list(
      (groups[number] ?? []).map((keyword) => `“${found.text(keyword)}”`),
      ' or ',
    );
  const numbers = groups.map((_, number) => number);
  const present = numbers.filter((number) => met[number]).map(phrase);
  const missing = numbers.filter((number) => !met[number]).map(phrase);
  return `${list(present, ' and ')} ${present.length > 1 ? 'stand' : 'stands'} here, but not ${list(missing, ' and not ')}`;
}

function list(names: readonly string[], joint: string): string {
  const named = names.slice(0, NAMED).join(joint);
  return names.length > NAMED ? `${named} and ${names.length - NAMED} more` : named;
}
