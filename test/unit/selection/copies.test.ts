import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Copies, countLines } from '../../../server/src/engine/selection/copies.ts';

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `step(${from + at});`);

test.each<[string, readonly string[], boolean]>([
  ['the same text', lines(20), true],
  ['the same text, indented and spaced otherwise', lines(20).flatMap((line) => [`    ${line}  `, '']), true],
  ['one line in ten is another', [...lines(18), 'a', 'b'], true],
  ['more than one line in ten is another', [...lines(17), 'a', 'b', 'c'], false],
  ['a part of it', lines(5, 3), true],
  ['it and as much again', lines(40), false],
  ['a line more often than there', [...lines(10), ...lines(10)], false],
  ['nothing', [], false],
  ['blank lines alone', ['', '  '], false],
])('%s', (_, text, isCopy) => {
  const copies = new Copies();
  copies.add(7, countLines(lines(20).join('\n')));
  expect(copies.ownerOf(countLines(text.join('\n')))).toBe(isCopy ? 7 : undefined);
});

test('the owner that has most of it, the first among equals', () => {
  const copies = new Copies();
  copies.add(1, countLines(lines(19).join('\n')));
  copies.add(2, countLines(lines(20).join('\n')));
  copies.add(3, countLines(lines(20).join('\n')));
  expect(copies.ownerOf(countLines(lines(20).join('\n')))).toBe(2);
});

/** Slow and plain: lines that one owner's texts do not have, each of theirs used once. */
function missingIn(text: readonly string[], owned: readonly string[]): number {
  const rest = owned.map((line) => line.trim()).filter((line) => line !== '');
  return text
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .filter((line) => {
      const at = rest.indexOf(line);
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    }).length;
}

test('a copy has nine lines in ten in common with one owner, and whatever has them is a copy', () => {
  const line = fc.constantFrom('a', 'b', ' b', 'c', '', 'd();', '}', '\t}');
  const text = fc.array(line, { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), text), { maxLength: 6 }), text, (added, asked) => {
      const copies = new Copies();
      for (const [owner, some] of added) copies.add(owner, countLines(some.join('\n')));
      const total = asked.filter((one) => one.trim() !== '').length;
      const owners = [0, 1, 2].filter((owner) => {
        const owned = added.filter(([one]) => one === owner).flatMap(([, some]) => some);
        return total > 0 && total - missingIn(asked, owned) >= total * 0.9;
      });
      const found = copies.ownerOf(countLines(asked.join('\n')));
      expect(found === undefined ? owners : owners.includes(found)).toEqual(found === undefined ? [] : true);
    }),
  );
});
