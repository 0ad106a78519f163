import { foldUnit } from '../../../server/src/engine/scan/caseFolding.ts';
import { isWordBoundary, needsBoundary, startsWord } from '../../../server/src/engine/scan/wordBoundary.ts';
import type { CompoundRule, FiringRule, NegativeRule, TriggerRules } from '../../../server/src/engine/triggers/rule.ts';

interface Hit {
  readonly start: number;
  readonly end: number;
}

/** What a text fires, by plain loops over all pairs; slow, and with nothing in common with the evaluator but words. */
export function evaluateSlowly(rules: TriggerRules, text: string): Readonly<Record<string, readonly string[]>> {
  const fired: Record<string, readonly string[]> = {};
  for (const rule of [...rules.immediate, ...rules.compound]) {
    const lists =
      rule.kind === 'immediate' ? [rule.keywords] : [...rule.all, ...(rule.any.length > 0 ? [rule.any] : [])];
    const groups = lists.map((keywords) => {
      return hitsOf(keywords, text).filter((hit) => !rules.negative.some((one) => silences(one, rule, hit, text)));
    });
    const hits = rule.kind === 'immediate' ? (groups[0] ?? []) : together(rule, groups, hitsOf(rule.none, text), text);
    const places = new Set(hits.map(({ start, end }) => `${start}-${end}`));
    if (places.size > 0) fired[rule.name] = [...places].sort();
  }
  return fired;
}

function hitsOf(keywords: readonly string[], text: string): readonly Hit[] {
  return keywords.flatMap((keyword) => {
    const hits: Hit[] = [];
    for (let start = 0; start < text.length; start++) {
      const end = matchEnd(keyword, text, start);
      if (end !== undefined) hits.push({ start, end });
    }
    return hits;
  });
}

function matchEnd(keyword: string, text: string, start: number): number | undefined {
  let at = start;
  for (const character of keyword) {
    if (character === ' ') {
      if (text.charAt(at).trim() !== '' || at >= text.length) return undefined;
      while (at < text.length && text.charAt(at).trim() === '') at++;
    } else if (foldUnit(text.charCodeAt(at)) === foldUnit(character.charCodeAt(0))) at++;
    else return undefined;
  }
  const first = !needsBoundary(keyword.charAt(0)) || isWordBoundary(text, start);
  const last = !needsBoundary(keyword.charAt(keyword.length - 1)) || isWordBoundary(text, at);
  return first && last ? at : undefined;
}

function silences(negative: NegativeRule, rule: FiringRule, hit: Hit, text: string): boolean {
  if (negative.excludeAgents || (negative.triggers.length > 0 && !names(negative, rule))) return false;
  return hitsOf(negative.patterns, text).some((pattern) => {
    const scope =
      negative.scope === 'document'
        ? { start: 0, end: text.length }
        : negative.scope === 'match'
          ? pattern
          : { start: lineStart(text, pattern.start), end: lineEnd(text, pattern.end - 1) };
    return touch(scope, hit) && !hitsOf(negative.unlessContains, text).some((excuse) => touch(excuse, scope));
  });
}

function names({ triggers }: NegativeRule, { kind, name }: FiringRule): boolean {
  return triggers.includes(name) || triggers.includes(`${kind}_triggers.${name}`);
}

function together(rule: CompoundRule, groups: readonly (readonly Hit[])[], none: readonly Hit[], text: string) {
  const { within } = rule;
  if (groups.some((group) => group.length === 0)) return [];
  if (within.unit === 'words') return withinWords(within.count, groups, none, text);
  const { unit } = within;
  const offsets = unit === 'document' ? [] : Array.from(text, (_, at) => at);
  const borders = offsets.filter((at) => unit !== 'document' && isBorder(text, at, unit));
  const segmentsOf = ({ start, end }: Hit) =>
    [start, end - 1].map((offset) => borders.filter((border) => border <= offset).length);
  const numbers = groups.flat().flatMap(segmentsOf);
  const standsIn = (segment: number) => (hit: Hit) => segmentsOf(hit).includes(segment);
  const complete = new Set(
    numbers.filter(
      (segment) => groups.every((group) => group.some(standsIn(segment))) && !none.some(standsIn(segment)),
    ),
  );
  return groups.flat().filter((hit) => segmentsOf(hit).some((segment) => complete.has(segment)));
}

/** Of the smallest runs of hits that hold one of each group, all hits of those that are short enough. */
function withinWords(count: number, groups: readonly (readonly Hit[])[], none: readonly Hit[], text: string) {
  const word = ({ start }: Hit) =>
    Array.from(text, (_, at) => at).filter((at) => at <= start && startsWord(text, at)).length;
  const events = groups
    .flatMap((group, number) => group.map((hit) => ({ hit, number })))
    .sort((a, b) => a.hit.start - b.hit.start || a.hit.end - b.hit.end || a.number - b.number);
  const holdsAll = (from: number, to: number) =>
    groups.every((_, number) => events.slice(from, to + 1).some((event) => event.number === number));
  const kept: Hit[] = [];
  for (let right = 0; right < events.length; right++) {
    let left = right;
    while (left >= 0 && !holdsAll(left, right)) left--;
    if (left < 0) continue;
    const run = events.slice(left, right + 1).map(({ hit }) => hit);
    const [first, last] = [Math.min(...run.map(word)), Math.max(...run.map(word))];
    if (last - first > count) continue;
    if (!none.some((hit) => word(hit) >= last - count && word(hit) <= first + count)) kept.push(...run);
  }
  return kept;
}

function isBorder(text: string, at: number, unit: 'line' | 'sentence'): boolean {
  if (at === 0) return false;
  const before = text.slice(0, at);
  if (unit === 'line') return /\n$|\r$/.test(before) && !(before.endsWith('\r') && text.charAt(at) === '\n');
  if (text.charAt(at).trim() === '') return false;
  return /[。！？]\s*$|[.!?…]["')\]}»”’*_`]*\s+$|\n[^\S\n]*\n\s*$/.test(before);
}

function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isBorder(text, at, 'line')) at--;
  return at;
}

function lineEnd(text: string, offset: number): number {
  let at = offset + 1;
  while (at < text.length && !isBorder(text, at, 'line')) at++;
  return at;
}

function touch(a: Hit, b: Hit): boolean {
  return a.start < b.end && b.start < a.end;
}
