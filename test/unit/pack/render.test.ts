import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import { Parser } from 'commonmark';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRenderer, PACK_FORMATS, renderPack, type PackBlock } from '../../../server/src/engine/pack/render.ts';
import { makeVisible } from '../../../server/src/engine/pack/visible.ts';
import { redact, redacted, type RedactedText } from '../../../server/src/engine/secrets/redact.ts';

/** Text without secrets, the only way there is. */
const safe = (text: string): RedactedText => redact(text, [], () => '').text;

/** Everything that has ever ended a block early, mixed with ordinary text. */
const HOSTILE = [
  '```',
  '````',
  '~~~',
  '`',
  '\n',
  '\r',
  '\r\n',
  '    ',
  '\t',
  '## ',
  '> ',
  '- ',
  '</chunk>',
  '</chunk-2>',
  ']]>',
  '<![CDATA[',
  '</context>',
  '<!--',
  '&amp;',
  '"',
  "'",
  '\\',
  '====',
  '<script>',
  'x',
  'code',
  '\u2028',
  '\0',
  '\u202e',
  '\ud800',
  '😀',
  '\u{e0041}',
  '\ufeff',
];
const hostileText = fc.array(fc.constantFrom(...HOSTILE), { maxLength: 24 }).map((parts) => parts.join(''));
const blocks = fc.array(
  fc.record({
    path: hostileText.map((text) => `p${text}`),
    text: hostileText.map((text) => `${text}z`),
    startLine: fc.integer({ min: 1, max: 99 }),
  }),
  { minLength: 1, maxLength: 3 },
);

function toBlock({ path, text, startLine }: { path: string; text: string; startLine: number }): PackBlock {
  return { path: safe(path), language: redacted`ts`, startLine, endLine: startLine + 1, text: safe(text) };
}

const bodyOf = (text: string) => `${makeVisible(text).replace(/\n+$/, '')}\n`;
const header = { query: safe('why?\n# not a heading\n```'), agents: [safe('debugger`')] };
const runs = { numRuns: 300 };

test('Markdown: a CommonMark parser finds exactly our blocks, with exactly our content', () => {
  fc.assert(
    fc.property(blocks, (hostile) => {
      const text = renderPack(createRenderer('markdown'), header, hostile.map(toBlock));
      const found: { headings: number; code: string[] } = { headings: 0, code: [] };
      const walker = new Parser().parse(text).walker();
      for (let event = walker.next(); event; event = walker.next()) {
        if (!event.entering || event.node.parent?.type !== 'document') continue;
        if (event.node.type === 'heading') found.headings++;
        if (event.node.type === 'code_block') found.code.push(event.node.literal ?? '');
      }
      // NUL is replaced by every CommonMark parser (0.31, 2.3); we have made it visible before.
      expect(found).toEqual({ headings: hostile.length + 1, code: hostile.map((one) => bodyOf(one.text)) });
    }),
    runs,
  );
});

test('XML: a parser finds exactly our elements, with exactly our content', () => {
  fc.assert(
    fc.property(blocks, (hostile) => {
      const text = renderPack(createRenderer('xml'), header, hostile.map(toBlock));
      const root = new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml').documentElement;
      const chunks = [...(root?.childNodes ?? [])].filter((node) => node.nodeName.startsWith('chunk'));
      expect(chunks.map((node) => node.textContent)).toEqual(hostile.map((one) => `\n${bodyOf(one.text)}`));
      for (const [at, node] of chunks.entries()) {
        const tag = node.nodeName;
        expect(bodyOf(hostile[at]?.text ?? '')).not.toContain(`</${tag}`);
      }
    }),
    runs,
  );
});

test('JSON: what is parsed is what was given', () => {
  fc.assert(
    fc.property(blocks, (hostile) => {
      const parsed = JSON.parse(renderPack(createRenderer('json'), header, hostile.map(toBlock))) as {
        chunks: ({ text: string } | null)[];
      };
      expect(parsed.chunks.map((chunk) => chunk?.text)).toEqual([...hostile.map((one) => bodyOf(one.text)), undefined]);
    }),
    runs,
  );
});

test('plain: no line of content looks like a rule', () => {
  fc.assert(
    fc.property(blocks, (hostile) => {
      for (const one of hostile) {
        const rendered = createRenderer('plain').block(toBlock(one));
        const [rule = ''] = rendered.split(' ');
        expect(bodyOf(one.text)).not.toContain(rule);
      }
    }),
    runs,
  );
});

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
])('made visible: %s', (_, text, expected) => {
  expect(makeVisible(text)).toBe(expected);
});
