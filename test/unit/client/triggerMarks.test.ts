import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coversVisible, linesToAsk, type LineSpan } from '../../../client/src/triggers/lineSpans.ts';
import { marksByColor } from '../../../client/src/triggers/marks.ts';
import { PaintedRanges, type TextChange } from '../../../client/src/triggers/paintedRanges.ts';
import type { TriggerColor } from '../../../client/src/triggers/triggerColors.ts';
import type { Range } from '../../../shared/src/protocol.ts';

const range = (line: number, from = 4, to = 9): Range => ({
  start: { line, character: from },
  end: { line, character: to },
});
/** Milliseconds after marks were set at which they have long arrived. */
const LATER = 10_000;
const marks = (entries: Partial<Record<TriggerColor, readonly Range[]>>) =>
  new Map(Object.entries(entries) as [TriggerColor, readonly Range[]][]);
const change = (from: number, to: number, text: string): TextChange => ({
  range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } },
  text,
});

describe('marks are set only where they differ from what the editor shows', () => {
  test.each<[string, readonly TextChange[], Parameters<typeof marks>[0], readonly TriggerColor[]]>([
    ['nothing happened', [], { red: [range(3)], blue: [range(7)] }, []],
    ['a line without marks was edited', [change(5, 5, 'x')], { red: [range(3)], blue: [range(7)] }, []],
    ['lines were inserted above', [change(0, 0, 'a\nb\r\n')], { red: [range(5)], blue: [range(9)] }, []],
    ['lines were inserted between', [change(5, 5, '\n')], { red: [range(3)], blue: [range(8)] }, []],
    ['lines were deleted between', [change(4, 6, '')], { red: [range(3)], blue: [range(5)] }, []],
    ['inserted, but the marks stayed', [change(0, 0, '\n')], { red: [range(3)], blue: [range(7)] }, ['red', 'blue']],
    ['a marked line was edited', [change(3, 3, 'x')], { red: [range(3)], blue: [range(7)] }, ['red']],
    ['a marked line went', [change(7, 8, '')], { red: [range(3)] }, ['blue']],
    ['edits from the bottom up', [change(9, 9, '\n'), change(0, 0, '\n')], { red: [range(4)], blue: [range(8)] }, []],
    ['a colour came', [], { red: [range(3)], blue: [range(7)], green: [range(8)] }, ['green']],
    ['a colour went', [], { blue: [range(7)] }, ['red']],
    ['a mark grew', [], { red: [range(3, 4, 10)], blue: [range(7)] }, ['red']],
    ['all went', [], {}, ['red', 'blue']],
  ])('%s', (_, changes, next, expected) => {
    const painted = new PaintedRanges();
    expect(painted.replace(marks({ red: [range(3)], blue: [range(7)] }), 0)).toEqual(['red', 'blue']);
    painted.edit(changes, LATER);
    expect(painted.replace(marks(next), LATER)).toEqual(expected);
    expect(painted.replace(marks(next), LATER)).toEqual([]);
  });

  test('a mark that was cut and put back is set again', () => {
    const painted = new PaintedRanges();
    painted.replace(marks({ red: [range(3)] }), 0);
    painted.edit([change(3, 4, '')], LATER);
    painted.edit([change(3, 3, 'the same line\n')], LATER);
    expect(painted.replace(marks({ red: [range(3)] }), LATER)).toEqual(['red']);
  });

  test('an edit that may have overtaken the marks makes them be set again, once', () => {
    const painted = new PaintedRanges();
    painted.replace(marks({ red: [range(3)] }), 0);
    painted.replace(marks({ red: [range(3)], blue: [range(7)] }), LATER);
    painted.edit([change(0, 0, '\n')], LATER + 100);
    const moved = marks({ red: [range(4)], blue: [range(8)] });
    expect(painted.replace(moved, LATER + 200)).toEqual(['blue']);
    expect(painted.replace(moved, LATER + 300)).toEqual([]);
  });

  test('so are marks that were taken away just before', () => {
    const painted = new PaintedRanges();
    painted.replace(marks({ red: [range(3)] }), 0);
    painted.replace(marks({}), LATER);
    painted.edit([change(0, 0, '\n')], LATER + 100);
    expect(painted.replace(marks({}), LATER + 200)).toEqual(['red']);
  });
});

describe('one mark for each place', () => {
  const fired = ['first', 'second', 'third'].map((rule) => ({
    rule,
    kind: 'immediate' as const,
    agents: [],
    priority: 0,
    reason: '',
  }));
  const hit = (rule: string, line: number, color?: string) => ({
    rule,
    keyword: 'x',
    range: range(line),
    ...(color === undefined ? {} : { color }),
  });

  test.each([
    ['a rule without a colour', [hit('first', 1)], { blue: [range(1)] }],
    ['two places', [hit('first', 1, 'red'), hit('first', 2, 'red')], { red: [range(1), range(2)] }],
    ['the highest priority', [hit('second', 1, 'red'), hit('first', 1, 'green')], { green: [range(1)] }],
    ['a named colour before none', [hit('first', 1), hit('third', 1, 'pink')], { pink: [range(1)] }],
    ['nothing', [], {}],
  ])('%s', (_, hits, expected) => {
    expect(marksByColor({ hits, fired })).toEqual(marks(expected));
  });

  test('a place more than can be useful is left out', () => {
    const hits = Array.from({ length: 6000 }, (_, line) => hit('first', line));
    expect(marksByColor({ hits, fired }).get('blue')).toHaveLength(5000);
  });
});

describe('the lines that are asked for', () => {
  const span = (first: number, last: number): LineSpan => ({ first, last });

  test.each<[string, readonly LineSpan[], number, readonly LineSpan[] | undefined]>([
    ['a document of usual size, as a whole', [span(0, 40)], 5000, undefined],
    ['a large one, around what is seen', [span(1000, 1040)], 9000, [span(800, 1240)]],
    ['at its borders', [span(0, 40), span(8990, 8999)], 9000, [span(0, 240), span(8790, 8999)]],
    ['folded or split, merged and in order', [span(1500, 1540), span(1100, 1140)], 9000, [span(900, 1740)]],
    ['hidden', [], 9000, []],
  ])('%s', (_, visible, lineCount, expected) => {
    expect(linesToAsk(visible, lineCount)).toEqual(expected);
  });

  test('hold what is seen, also after a little scrolling', () => {
    const lineCounts = fc.integer({ min: 5001, max: 20_000 });
    const property = fc.property(
      lineCounts,
      fc.array(fc.tuple(fc.nat(20_000), fc.nat(80)), { maxLength: 5 }),
      fc.integer({ min: -100, max: 100 }),
      (lineCount, parts, scrolled) => {
        const last = lineCount - 1;
        const at = (line: number): number => Math.min(last, Math.max(0, line));
        const seen = parts.map(([first, length]) => span(at(first), at(first + length)));
        const later = seen.map((part) => span(at(part.first + scrolled), at(part.last + scrolled)));
        const asked = linesToAsk(seen, lineCount);
        expect(coversVisible(asked, seen, lineCount)).toBe(true);
        expect(coversVisible(asked, later, lineCount)).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  test('are asked anew before what was not asked is seen', () => {
    const asked = linesToAsk([span(1000, 1040)], 9000);
    expect(coversVisible(asked, [span(1101, 1141)], 9000)).toBe(false);
    expect(coversVisible(undefined, [span(0, 4999)], 5000)).toBe(true);
  });
});
