import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkText } from '../../server/src/engine/chunks/chunker.ts';
import { findDefinitions } from '../../server/src/engine/chunks/definitions.ts';

const LANGUAGES = ['typescript', 'python', 'c', 'csharp', 'ruby', 'elixir', 'markdown', 'yaml', 'plaintext'] as const;

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', '', '}', '{', ')', 'end', '  });', '```', '---', '\t') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'class A {',
      'class B:',
      'function f() {',
      'def g(x):',
      '  int h(int x) {',
      '# Title',
      '  run() {',
      'key:',
      '#define X',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('// why', '/* a', ' * b */', '@decorated(', ')', '# note', '  """', '[Attribute]'),
  },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(900), '😀'.repeat(40), 'y'.repeat(7000)) },
);
const text = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), { maxLength: 180, size: 'max' })
  .map((rows) => rows.map(([content, lineBreak]) => content + lineBreak).join(''));

/** Slow and plain: a line ends behind LF, CR LF or a CR alone. */
function referenceLines(source: string): string[] {
  return source.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

test('chunks cover the text in whole lines, in order, within the limits, and cut no finding', () => {
  const spans = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3000)), { maxLength: 3 });
  fc.assert(
    fc.property(text, spans, fc.constantFrom(...LANGUAGES), (source, places, language) => {
      const findings = places.map(([at, length]) => {
        const start = Math.floor(at * source.length);
        return { start, end: Math.min(source.length, start + length) };
      });
      const lines = referenceLines(source);
      let offset = 0;
      let row = 0;
      for (const { start, end, startLine, endLine } of chunkText(source, { language, findings })) {
        expect([start, startLine]).toEqual([offset, row + 1]);
        const content = lines.slice(startLine - 1, endLine).join('');
        expect(source.slice(start, end)).toBe(content);
        expect(findings.some((finding) => finding.start < start && start < finding.end)).toBe(false);
        const holdsFinding = findings.some((finding) => finding.start < end && start < finding.end);
        if (!holdsFinding)
          expect(endLine - startLine < 120 && (content.length <= 6000 || startLine === endLine)).toBe(true);
        offset = end;
        row = endLine;
      }
      expect([offset, row]).toEqual([source.length, lines.length]);
    }),
    { numRuns: 25 },
  );
});

test('definitions stand where they say, and chunks share them out in order', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...LANGUAGES), (source, language) => {
      const lines = referenceLines(source);
      const starts = lines.map((_, index) => lines.slice(0, index).join('').length);
      const definitions = findDefinitions(source, language);
      for (const { name, line: row, offset } of definitions) {
        expect(source.slice(offset, offset + name.length)).toBe(name);
        expect(
          offset >= (starts[row] as number) && offset < (starts[row] as number) + (lines[row] as string).length,
        ).toBe(true);
      }
      const chunks = chunkText(source, { language });
      for (const chunk of chunks) {
        const names = definitions
          .filter(({ line: row }) => row + 1 >= chunk.startLine && row < chunk.endLine)
          .map(({ name }) => name);
        expect(chunk.definitions).toEqual(names.filter((name, index) => name !== names[index - 1]));
      }
    }),
    { numRuns: 15 },
  );
});
