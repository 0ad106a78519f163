import { expect, test } from 'vitest';
import {
  createRenderer,
  PACK_FORMATS,
  type PackBlock,
  type PackFormat,
} from '../../../server/src/engine/pack/render.ts';
import { makeVisible } from '../../../server/src/engine/pack/visible.ts';
import { redact, redacted, type RedactedText } from '../../../server/src/engine/secrets/redact.ts';

/** Text without secrets, the only way there is. */
const safe = (text: string): RedactedText => redact(text, [], () => '').text;

function toBlock({ path, text, startLine }: { path: string; text: string; startLine: number }): PackBlock {
  return { path: safe(path), language: redacted`ts`, startLine, endLine: startLine + 1, text: safe(text) };
}

const header = { query: safe('why?\n# not a heading\n```'), agents: [safe('debugger`')] };

test.each(PACK_FORMATS)(
  '%s: every piece starts with a mark and ends with a line break, so that tokens add up',
  (format) => {
    const renderer = createRenderer(format);
    const block = renderer.block(toBlock({ path: '/a b', text: '  x', startLine: 3 }));
    for (const piece of [renderer.header(header), block]) {
      expect(piece).toMatch(/^[^\s/]/);
      expect(piece).toMatch(/\n$/);
    }
  },
);

test.each([
  ['right-to-left override', 'a\u202eb', 'a⟦U+202E⟧b'],
  ['tag character', 'a\u{e0041}b', 'a⟦U+E0041⟧b'],
  ['zero-width space', 'a\u200bb', 'a⟦U+200B⟧b'],
  ['escape', 'a\u001b[31mb', 'a⟦U+001B⟧[31mb'],
  ['lone surrogate', 'a\ud800b', 'a⟦U+D800⟧b'],
  ['byte order mark', '\ufeffa', '⟦U+FEFF⟧a'],
  ['emoji with joiner', '👩‍💻', '👩‍💻'],
  ['Persian with non-joiner', 'می‌خواهم', 'می‌خواهم'],
  ['Hindi', 'क्‍ष', 'क्‍ष'],
  ['Arabic', 'مرحبا', 'مرحبا'],
  ['carriage returns', 'a\r\nb\rc', 'a\nb\nc'],
  ['joiner in ASCII', 'a\u200db', 'a⟦U+200D⟧b'],
  ['run of joiners that spells a message', 'é\u200d\u200c\u200dé', 'é⟦U+200D⟧⟦U+200C⟧⟦U+200D⟧é'],
  ['run of variation selectors that spells a message', '😀\ufe01\u{e0101}', '😀\ufe01⟦U+E0101⟧'],
  ['variation selector in ASCII', 'a\ufe0fb', 'a⟦U+FE0F⟧b'],
  ['emoji variants and keycaps', '❤️ 1️⃣ #️⃣', '❤️ 1️⃣ #️⃣'],
  ['flag of Scotland', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['flag with other tags', '🏴\u{e0061}\u{e007f}', '🏴⟦U+E0061⟧⟦U+E007F⟧'],
  ['fillers', 'a\u3164\u115f\u034fb', 'a⟦U+3164⟧⟦U+115F⟧⟦U+034F⟧b'],
])('made visible: %s', (_, text, expected) => {
  expect(makeVisible(text)).toBe(expected);
});

test.each<[string, PackFormat, string, string, RegExp]>([
  ['content that begins a block of its own', 'plain', 'a', 'x\n=====\n==== b:1-2 ====\ny', /\ny\n={6}\n$/],
  ['a name that holds a rule', 'plain', 'a ===== b', 'x', /^={6} a ={5} b:1-2 ={6}\n/],
  ['a name between spaces', 'markdown', ' a ', 'x', /^## ` {2}a {2}` 1-2\n/],
  ['a closing tag in capitals', 'xml', 'a', '</CHUNK >', /^<chunk-2 /],
  ['closing tags up to a number', 'xml', 'a', '</chunk></chunk-2></chunk-30>', /^<chunk-4 /],
])('%s ends nothing in %s', (_, format, path, text, expected) => {
  expect(createRenderer(format).block(toBlock({ path, text, startLine: 1 }))).toMatch(expected);
});

test('a content full of closing tags is walked once', () => {
  const text = Array.from({ length: 20_000 }, (_, at) => `</chunk-${at}>`).join('');
  expect(createRenderer('xml').block(toBlock({ path: 'a', text, startLine: 1 }))).toMatch(/^<chunk-20000 /);
});
