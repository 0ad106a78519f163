import { HtmlRenderer, Parser } from 'commonmark';
import { expect, test } from 'vitest';
import type { PackChunk } from '../../../shared/src/protocol.ts';
import { excerptOf, figuresOf, placeText, plain } from '../../../client/src/assistants/chatTexts.ts';

const block = (packLine: number, tokens: number): PackChunk => {
  return { path: 'a.ts', startLine: 1, endLine: 2, packLine, tokens, score: 1, reasons: [], redactions: 0 };
};
const TEXT = '# Context\n\n## one\n1\n\n## two\n2\n\n## three\n3\n';

test.each<[mostTokens: number, text: string, blocks: number]>([
  [5, '## one\n1\n', 1],
  [10, '## one\n1\n', 1],
  [20, '## one\n1\n\n## two\n2\n', 2],
  [99, '## one\n1\n\n## two\n2\n\n## three\n3\n', 3],
])('of a pack, %i tokens show whole blocks and at least one', (mostTokens, text, blocks) => {
  const chunks = [block(3, 10), block(6, 10), block(9, 10)];
  expect(excerptOf({ text: TEXT, chunks }, mostTokens)).toEqual({ text, blocks });
});

test('an empty pack has no excerpt', () => {
  expect(excerptOf({ text: '', chunks: [] }, 100)).toEqual({ text: '', blocks: 0 });
});

test('figures and places are told shortly', () => {
  expect(figuresOf({ score: 0.8249, tokens: 1240 })).toBe('0.82 · 1,240');
  expect(placeText({ path: 'a.ts', startLine: 3, endLine: 3 })).toBe('a.ts:3');
  expect(placeText({ path: 'a.ts', startLine: 3, endLine: 9 })).toBe('a.ts:3-9');
});

test.each([
  'a*b*_c_',
  '[x](command:y)',
  '<img src=x>',
  '`code`',
  '# no heading',
  '- no list',
  '&amp;',
  '$(icon) ~~x~~ |',
])('%s is shown as it is', (text) => {
  const html = new HtmlRenderer().render(new Parser().parse(plain(text)));
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  expect(html).toBe(`<p>${escaped}</p>\n`);
});
