import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompoundRule, NegativeRule, TriggerRules } from '../../../server/src/engine/triggers/rule.ts';
import { evaluateSlowly } from './reference.ts';
import { runner } from './run.ts';

const keyword = fc.constantFrom('bug', 'a', 'a b', 'b', 'fix bug', '修', '修复', 'x', 'C', 'bug a');
const keywords = (minLength: number) => fc.uniqueArray(keyword, { minLength, maxLength: 3 });
const agents: readonly string[] = [];

const within = fc.oneof(
  fc.constantFrom('document' as const, 'line' as const, 'sentence' as const).map((unit) => ({ unit })),
  fc.integer({ min: 1, max: 6 }).map((count) => ({ unit: 'words' as const, count })),
);

const compound = fc
  .record({ all: fc.array(keywords(1), { maxLength: 2 }), any: keywords(0), none: keywords(0), within })
  .filter(({ all, any }) => all.length + any.length > 0)
  .map((rule): CompoundRule => ({ kind: 'compound', name: 'together', agents, mode: 'parallel', ...rule }));

const negative = fc
  .record({
    patterns: keywords(1),
    unlessContains: keywords(0),
    scope: fc.constantFrom('match' as const, 'line' as const, 'document' as const),
    triggers: fc.constantFrom<readonly string[]>([], ['alone'], ['compound_triggers.together']),
  })
  .map((rule): NegativeRule => ({ kind: 'negative', name: 'not', ...rule }));

const rules = fc
  .record({
    alone: keywords(1),
    compounds: fc.array(compound, { maxLength: 1 }),
    negatives: fc.array(negative, { maxLength: 2 }),
  })
  .map(({ alone, compounds, negatives }): TriggerRules => ({
    immediate: [{ kind: 'immediate', name: 'alone', keywords: alone, agents }],
    compound: compounds,
    context: [],
    negative: negatives,
    priorities: [],
  }));

const words = ['bug', 'Bug', 'a', 'A', 'b', 'fix', '修复', '修', 'x', 'c', 'word'];
const gaps = [' ', ' ', ' ', '\n', '\r\n', '\r', '.', '. ', '!) ', '。', '_', '\n\n', '"'];
const piece = fc.constantFrom(...words, ...gaps);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

test('what fires, and where, is what a slow evaluator of the same rules says', () => {
  fc.assert(
    fc.property(rules, text, (ruleSet, sample) => {
      const { fired, hits } = runner(ruleSet)(sample);
      const found = fired.map((rule) => [rule.rule, rule.hits.map(({ start, end }) => `${start}-${end}`).sort()]);
      expect(Object.fromEntries(found)).toEqual(evaluateSlowly(ruleSet, sample));
      const starts = hits.map(({ start }) => start);
      expect(starts).toEqual(starts.toSorted((one, other) => one - other));
      expect(hits).toHaveLength(fired.reduce((sum, rule) => sum + rule.hits.length, 0));
    }),
    { numRuns: 150 },
  );
});
