import { expect, test } from 'vitest';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { ContentPatterns, contentPatternsOf } from '../../../server/src/pipeline/contentPatterns.ts';

const NO_THREAD = '/nowhere/worker.cjs';

test('without patterns no thread is started', async () => {
  const content = new ContentPatterns([], NO_THREAD);
  expect(await content.matching('text')).toEqual({ matched: new Set(), undecided: new Map() });
  expect(await content.faults()).toEqual(new Map());
  await content.close();
});

test('the content patterns of rules, each once', () => {
  const { rules } = parseRules('context_triggers: { content_patterns: { a+: [x], b+: [x] }, languages: { go: [x] } }');
  expect(contentPatternsOf({ context: [...rules.context, ...rules.context] })).toEqual(['a+', 'b+']);
});
