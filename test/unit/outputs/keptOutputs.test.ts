import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withoutSecrets } from '../../../server/src/engine/withoutSecrets.ts';
import { KeptOutputs } from '../../../server/src/outputs/keptOutputs.ts';
import { parseLineRange, readKept } from '../../../server/src/outputs/outputRange.ts';
import { testAnalyzer } from '../../helpers/foldedOutput.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let folder: TemporaryFolder;
let warnings: string[];
let nowMs = Date.now();

beforeEach(() => {
  folder = temporaryFolder();
  warnings = [];
  nowMs = Date.now();
});
afterEach(() => folder.remove());

function outputs(key = 1, options: Partial<ConstructorParameters<typeof KeptOutputs>[0]> = {}): KeptOutputs {
  const log = { info: () => {}, warn: (text: string) => void warnings.push(text), error: () => {} };
  const wallClockMs = () => nowMs;
  return new KeptOutputs({ dataFolder: folder.path, key: new Uint8Array(32).fill(key), wallClockMs, log, ...options });
}

const files = () => readdirSync(join(folder.path, 'outputs'));
const ABOUT = { label: 'npm test', lines: 3, tokens: 9 };

test('what is kept is had again under its id, by the same key alone, and stands nowhere in the clear', () => {
  const text = withoutSecrets('one\ntwo\nthree\n');
  const kept = outputs();
  expect(kept.keep(text, ABOUT)).toBe(true);
  const id = kept.idOf(text);
  expect(outputs().get(id)).toEqual({ head: { id, createdMs: nowMs, ...ABOUT }, text });
  expect(outputs().list()).toEqual([{ id, createdMs: nowMs, ...ABOUT }]);
  expect(outputs(2).get(id)).toBeUndefined();
  expect(outputs(2).list()).toEqual([]);
  expect(files()).toEqual([id]);
  expect(readFileSync(join(folder.path, 'outputs', id), 'latin1')).not.toMatch(/one|two|npm/);
});

test('the same output is kept once', () => {
  const text = withoutSecrets('same\n');
  outputs().keep(text, ABOUT);
  outputs().keep(text, { ...ABOUT, label: 'again' });
  expect(
    outputs()
      .list()
      .map(({ label }) => label),
  ).toEqual(['again']);
});

test('what was changed, renamed or is no id is not there', () => {
  const text = withoutSecrets('text\n');
  const kept = outputs();
  kept.keep(text, ABOUT);
  const id = kept.idOf(text);
  const path = join(folder.path, 'outputs', id);
  const sealed = readFileSync(path);
  writeFileSync(join(folder.path, 'outputs', '00000000'), sealed);
  sealed[40]! ^= 1;
  writeFileSync(path, sealed);
  for (const name of [id, '00000000', '../key', '', 'no']) expect(kept.get(name)).toBeUndefined();
});

test('the oldest go: after seven days, beyond a number, beyond a size', () => {
  const text = (name: string) => withoutSecrets(`${name}\n`);
  const keepOf = (kept: KeptOutputs, name: string, ageMs: number) => {
    kept.keep(text(name), ABOUT);
    const then = new Date(nowMs - ageMs);
    utimesSync(join(folder.path, 'outputs', kept.idOf(text(name))), then, then);
  };
  const kept = outputs();
  keepOf(kept, 'old', 8 * DAY_MS);
  expect(kept.get(kept.idOf(text('old')))).toBeUndefined();
  const few = outputs(1, { bounds: { bytes: 1e6, outputs: 3, ageMs: 7 * DAY_MS } });
  for (const [at, name] of ['a', 'b', 'c', 'd', 'e'].entries()) keepOf(few, name, 1000 - at);
  expect(files().sort()).toEqual(['c', 'd', 'e'].map((name) => kept.idOf(text(name))).sort());
  const small = outputs(1, { bounds: { bytes: 200, outputs: 500, ageMs: 7 * DAY_MS } });
  keepOf(small, 'f', 0);
  expect(files()).toEqual([kept.idOf(text('f'))]);
});

test('a folder that cannot be written costs the way back, and says so', () => {
  writeFileSync(join(folder.path, 'file'), '');
  expect(outputs(1, { dataFolder: join(folder.path, 'file') }).keep(withoutSecrets('x'), ABOUT)).toBe(false);
  expect(warnings).toHaveLength(1);
});

test.each<[range: string, lines: string]>([
  ['1', 'l1\n'],
  ['2-3', 'l2\nl3\n'],
  ['4-6', 'l4\n… 4 other lines @5\n'],
  ['6-7', '… 4 other lines @5\n'],
  ['8-10', '… 4 other lines @5\nl9\nl10\n'],
  ['9-', 'l9\nl10\n'],
  ['20-', ''],
])('lines %s of an output whose middle is not kept', (range, lines) => {
  const text = withoutSecrets('l1\nl2\nl3\nl4\nl9\nl10\n');
  const kept = outputs();
  kept.keep(text, { ...ABOUT, lines: 10, missing: { line: 5, lines: 4, at: 12 } });
  const found = readKept(kept.idOf(text), { kept, analyzer: testAnalyzer(), range: parseLineRange(range) });
  expect(found.text).toBe(lines);
});

test.each(['0', '3-2', 'a', '-3', '1-2-3', ''])('“%s” is no range', (range) => {
  expect(() => parseLineRange(range)).toThrow(/give A-B/);
});

test('an id under which nothing is kept is told with the mend', () => {
  expect(() => readKept('12345678', { kept: outputs(), analyzer: testAnalyzer() })).toThrow(/winnow compress --list/);
});
