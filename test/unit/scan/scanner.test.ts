import { describe, expect, test } from 'vitest';
import { buildAutomaton } from '../../../server/src/engine/scan/automaton.ts';
import { HitBuffer } from '../../../server/src/engine/scan/hitBuffer.ts';
import type { Keyword } from '../../../server/src/engine/scan/keyword.ts';
import { scanEveryWay } from '../../helpers/scanning.ts';

const word = (text: string): Keyword => ({ text, wordBounded: true });
const anchor = (text: string): Keyword => ({ text, wordBounded: false });

/** Hits as `keyword@start-end`, in the order of the scan. */
function find(keywords: readonly Keyword[], text: string, range?: readonly [number, number]): string[] {
  const hits = scanEveryWay(buildAutomaton(keywords), text, ...(range ?? []));
  return hits.map(([keyword, start, end]) => `${keywords[keyword]?.text}@${start}-${end}`);
}

/** Marks the hits of one keyword in a sample: `fix[[Bug]]`. */
function marked(keyword: Keyword, text: string): string {
  const hits = scanEveryWay(buildAutomaton([keyword]), text);
  return hits.reduceRight(
    (out, [, start, end]) => `${out.slice(0, start)}[[${out.slice(start, end)}]]${out.slice(end)}`,
    text,
  );
}

describe('a word-bounded keyword', () => {
  const rows: readonly (readonly [keyword: string, sample: string])[] = [
    ['bug', '[[bug]]'],
    ['bug', 'a [[bug]], a "[[bug]]"; the [[bug]]. [[BUG]]!'],
    ['bug', 'debug bugs bugfix 2bug bug2 Bugs'],
    ['bug', 'fix_[[bug]] _[[bug]]_ [[bug]]_42'],
    ['bug', 'fix[[Bug]] fix[[Bug]]Now [[bug]]Report deb[[Bug]]'],
    ['bug', 'DEBUG DEBUGGER fixBugs [[buG]] BUGs'],
    ['error', 'HTTP[[Error]] HTTPERROR HTTPErrors Error2'],
    ['http', '[[HTTP]]Error http2'],
    ['decode', 'base64[[Decode]] base64decode'],
    ['c++', 'in [[C++]]11, [[c++]] and objc++'],
    ['.net', '[[.NET]] and asp[[.net]] but .nets'],
    ['überprüfung', 'Die [[ÜBERPRÜFUNG]] der überprüfungen'],
    ['ошибка', '[[Ошибка]]: ошибкам нет, [[ОШИБКА]]_2, этоошибка, эта[[Ошибка]]'],
    ['σφάλμα', '[[ΣΦΆΛΜΑ]]'],
    ['λόγος', '[[ΛΌΓΟΣ]] [[λόγοσ]]'],
    ['task', '[[tas\u212a]] ta\u017fks [[ta\u017fk]]'],
    ['cafe', 'cafe\u0301 [[cafe]]'],
    ['修复', '请[[修复]]这个bug'],
    ['bug', '修复[[bug]]吗'],
    ['バグ', 'この[[バグ]]を'],
    ['버그', '[[버그]]를'],
    ['🐛', 'a[[🐛]]b'],
    ['bug', '🐛[[bug]]🐛'],
    ['𐐀𐐁', '[[𐐨𐐩]] [[𐐀𐐩]] 𐐂𐐀𐐁'],
    ['straße', '[[Straße]] strasse'],
  ];
  test.each(rows)('%j in %j', (keyword, sample) => {
    expect(marked(word(keyword), sample.replace(/\[\[|\]\]/g, ''))).toBe(sample);
  });
});

describe('a phrase', () => {
  const rows: readonly (readonly [keyword: string, sample: string])[] = [
    ['memory leak', 'a [[memory leak]], a [[memory\n\t  leak]]; [[Memory\r\nLeak]]'],
    ['memory leak', 'memoryleak memory-leak [[memory\u00a0\u3000leak]]'],
    ['  memory \n leak ', 'a [[memory leak]] '],
    ['a b a', '[[a b a]] b'],
    ['at the same time', 'at  at the  [[at the   same\ntime]]'],
  ];
  test.each(rows)('%j in %j', (keyword, sample) => {
    expect(marked(word(keyword), sample.replace(/\[\[|\]\]/g, ''))).toBe(sample);
  });

  test('overlaps itself where the text does', () => {
    expect(find([word('a b a')], 'a b  a b a')).toEqual(['a b a@0-6', 'a b a@5-10']);
  });
});

describe('several keywords', () => {
  const rows: readonly (readonly [readonly Keyword[], string, readonly string[]])[] = [
    [[word('unit test'), word('test')], 'unit  test', ['unit test@0-10', 'test@6-10']],
    [[anchor('he'), anchor('she'), anchor('his'), anchor('hers')], 'ushers', ['she@1-4', 'he@2-4', 'hers@2-6']],
    [[anchor('aa')], 'aaaa', ['aa@0-2', 'aa@1-3', 'aa@2-4']],
    [[anchor('key'), word('key')], 'apikey', ['key@3-6']],
    [[word('bug'), word('BUG')], 'bug', ['bug@0-3', 'BUG@0-3']],
    [[word(''), word('   '), anchor('\ud800'), word('x')], 'x \ud800', ['x@0-1']],
    [[], 'anything', []],
  ];
  test.each(rows)('%j in %j', (keywords, text, expected) => {
    expect(find(keywords, text)).toEqual(expected);
  });

  test('a part of a text gives the hits that lie within it, judged by the whole', () => {
    expect(find([word('bug'), anchor('ebu')], 'bug debug bug', [1, 13])).toEqual(['ebu@5-8', 'bug@10-13']);
    expect(find([word('bug')], 'bug debug bug', [0, 12])).toEqual(['bug@0-3']);
    expect(find([word('bug')], 'debug', [2, 5])).toEqual([]);
    expect(find([word('bug')], 'bug', [-5, 99])).toEqual(['bug@0-3']);
  });

  test('a text of nothing but hits, blocks long, gives all of them', () => {
    const automaton = buildAutomaton([anchor('a'), anchor('aa'), anchor('aaa')]);
    expect(scanEveryWay(automaton, 'a'.repeat(9000))).toHaveLength(3 * 9000 - 3);
  });

  test('a keyword longer than a block, and one across blocks', () => {
    const long = `x${'ab '.repeat(3000)}y`;
    const automaton = buildAutomaton([word(long), word('null pointer')]);
    const text = `${'.'.repeat(8185)}null  pointer ${long} ${long}`;
    expect(scanEveryWay(automaton, text)).toEqual([
      [1, 8185, 8198],
      [0, 8199, 8199 + long.length],
      [0, 8200 + long.length, 8200 + 2 * long.length],
    ]);
  });

  test('thousands of different characters cost two symbols each, not a column each', () => {
    const ideographs = Array.from({ length: 1000 }, (_, at) => String.fromCharCode(0x4e00 + at));
    const keywords = ideographs.map((first, at) => word(first + (ideographs[(at * 7) % 1000] ?? '')));
    const automaton = buildAutomaton(keywords);
    expect(automaton.stride).toBeLessThan(150);
    const text = keywords.map((keyword) => keyword.text).join(' ');
    const hits = scanEveryWay(automaton, text);
    expect(hits).toHaveLength(1000);
    expect(hits[999]).toEqual([999, 2997, 2999]);
  });
});

test('a thousand keywords take less than 2 MB', () => {
  const letters = 'etaoinshrdlucmfw';
  const keywords = Array.from({ length: 1000 }, (_, at) => {
    const spread = (at * 2_654_435_761) % 4_294_967_296;
    const digits = [0, 4, 8, 12, 16, 20, 24].map((shift) => letters[Math.floor(spread / 2 ** shift) % 16]);
    return word(`${digits.join('')}${at % 5 === 0 ? ' test' : ''}`);
  });
  expect(buildAutomaton(keywords).bytes).toBeLessThan(2e6);
});

test('a hit buffer grows, is cleared and refuses what it does not hold', () => {
  const hits = new HitBuffer();
  for (let at = 0; at < 1000; at++) hits.push(at, at * 2, at * 3);
  expect([hits.count, hits.keyword(999), hits.start(999), hits.end(999)]).toEqual([1000, 999, 1998, 2997]);
  hits.clear();
  expect(hits.count).toBe(0);
  expect(() => hits.start(0)).toThrow(RangeError);
});
