import { expect, test, vi } from 'vitest';
import type { ContentMatches } from '../../../server/src/engine/triggers/evaluate.ts';
import { DocumentContent } from '../../../server/src/pipeline/documentContent.ts';

/** Patterns of which `b` matches every text that holds it. */
function watch() {
  const texts: string[] = [];
  const changed: string[] = [];
  const matching = (text: string): Promise<ContentMatches> => {
    texts.push(text);
    return Promise.resolve({ matched: new Set(text.includes('b') ? ['b'] : []), undecided: new Map() });
  };
  const close = () => Promise.resolve();
  const content = new DocumentContent({
    patterns: { matching, close },
    onChange: (uri) => changed.push(uri),
    restMs: 5,
  });
  return { content, texts, changed };
}

test('a document that rests is matched once, in its newest version, and a new outcome is told', async () => {
  const { content, texts, changed } = watch();
  content.update('u', 1, () => 'a');
  content.update('u', 2, () => 'ab');
  content.update('u', 2, () => 'never read');
  await vi.waitFor(() => expect(changed).toEqual(['u']));
  expect(texts).toEqual(['ab']);
  expect(content.of('u')?.matched).toEqual(new Set(['b']));
  content.update('u', 3, () => 'abc');
  expect(content.of('u')?.matched).toEqual(new Set(['b']));
  await vi.waitFor(() => expect(texts).toEqual(['ab', 'abc']));
  expect(changed).toEqual(['u']);
});

test('a document that was closed is matched no more', async () => {
  const { content, texts } = watch();
  content.update('u', 1, () => 'b');
  content.forget('u');
  content.update('v', 1, () => 'a');
  await vi.waitFor(() => expect(texts).toEqual(['a']));
  expect(content.of('u')).toBeUndefined();
  await content.close();
});
