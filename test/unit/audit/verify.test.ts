import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Chain, CHAIN_START } from '../../../server/src/audit/chain.ts';
import { readHead, writeHead } from '../../../server/src/audit/head.ts';
import { verifyFiles, verifyTrail } from '../../../server/src/audit/verify.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';
import { append, chain, contents, modeOf, verify } from './trails.ts';

const FIRST = 'audit-000001.jsonl';

let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const path = (name = FIRST) => join(folder.path, name);
const linesOf = (name = FIRST) => readFileSync(path(name), 'utf8').split('\n').slice(0, -1);

function rewrite(lines: readonly string[], name = FIRST) {
  writeFileSync(path(name), lines.map((line) => `${line}\n`).join(''));
}

test('a record says what left and never the question', () => {
  append(folder.path, ['where is the budget?']);
  const [begin, pack] = linesOf().map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(begin).toMatchObject({ seq: 1, kind: 'begin', file: FIRST, after: null, prev: '0'.repeat(64) });
  expect(pack).toMatchObject({
    seq: 2,
    kind: 'pack',
    surface: 'cli',
    outcome: 'packed',
    tokens: 40,
    files: [
      { path: 'src/a.ts', lines: [[1, 9], [20, 21]] }, // prettier-ignore
      { path: 'src/ä.ts', lines: [[3, 4]] },
    ],
    redactions: { jwt: 2 },
    heldBack: { classified: 2 },
  });
  expect(linesOf().join()).not.toContain('budget?');
  expect([modeOf(folder.path, FIRST), modeOf(folder.path, 'head.json')]).toEqual([0o600, 0o600]);
});

test('what was written by and by, over several files, is sound', () => {
  for (const query of ['a', 'b', 'c', 'd', 'e', 'f']) append(folder.path, [query, `${query} again`], 1500);
  expect(contents(folder.path).size).toBeGreaterThan(2);
  const { problems, records, files } = verify(folder.path);
  expect(problems).toEqual([]);
  expect(records).toBe(12 + files);
});

type Lines = readonly string[];
const changes: readonly (readonly [name: string, change: (lines: Lines) => Lines, kind: string, line: number])[] = [
  ['changed', (lines) => lines.with(2, lines[2]!.replace('"tokens":40', '"tokens":41')), 'changed', 3],
  ['changed, the last', (lines) => lines.with(5, lines[5]!.replace('cli', 'lsp')), 'changed', 6],
  ['removed', (lines) => lines.toSpliced(2, 1), 'removed', 3],
  ['swapped', (lines) => lines.with(2, lines[3]!).with(3, lines[2]!), 'reordered', 3],
  ['repeated', (lines) => lines.toSpliced(4, 0, lines[2]!), 'inserted', 5],
  ['made up', (lines) => lines.toSpliced(3, 0, '{"seq":4}'), 'inserted', 4],
  ['blank', (lines) => lines.toSpliced(3, 0, ''), 'inserted', 4],
  ['cut off the end', (lines) => lines.slice(0, -2), 'truncated', 5],
  ['cut off the beginning', (lines) => lines.slice(2), 'removed', 1],
];

describe('a line that was', () => {
  test.each(changes)('%s is named', (_name, change, kind, line) => {
    append(folder.path, ['a', 'b', 'c', 'd', 'e']);
    rewrite(change(linesOf()));
    expect(verify(folder.path).problems[0]).toMatchObject({ kind, line, file: FIRST });
  });

  test('cut off is named after more was written too', () => {
    append(folder.path, ['a', 'b', 'c']);
    rewrite(linesOf().slice(0, -1));
    append(folder.path, ['d', 'e']);
    expect(verify(folder.path).problems).toMatchObject([{ kind: 'removed', line: 4 }]);
  });
});

test('lines cut off the end together with the head are found', () => {
  append(folder.path, ['a', 'b', 'c']);
  rewrite(linesOf().slice(0, -1));
  rmSync(path('head.json'));
  expect(verify(folder.path).problems).toMatchObject([{ kind: 'truncated' }]);
  append(folder.path, ['d']);
  expect(verify(folder.path).problems).toMatchObject([{ kind: 'truncated' }]);
});

test.each([
  ['removed', () => rmSync(path('audit-000002.jsonl'))],
  ['renamed', () => renameSync(path('audit-000002.jsonl'), path('audit-000009.jsonl'))],
])('a whole file that was %s is found', (_name, change) => {
  append(folder.path, ['a', 'b', 'c', 'd', 'e', 'f'], 900);
  change();
  expect(verify(folder.path).problems.length).toBeGreaterThan(0);
});

test('a file that lost its last line break is found, unless it is the last one', () => {
  append(folder.path, ['a', 'b', 'c', 'd', 'e', 'f'], 900);
  writeFileSync(path(), readFileSync(path(), 'utf8').slice(0, -1));
  expect(verify(folder.path).problems).toMatchObject([{ kind: 'truncated', file: FIRST }]);
});

test('the newest file that was removed is found, after more was written too', () => {
  append(folder.path, ['a', 'b', 'c'], 900);
  rmSync(path([...contents(folder.path).keys()].at(-1)));
  expect(verify(folder.path).problems).toMatchObject([{ kind: 'truncated' }]);
  append(folder.path, ['d'], 900);
  expect(verify(folder.path).problems).toMatchObject([{ kind: 'removed' }]);
});

test('under another key nothing is sound', () => {
  append(folder.path, ['a']);
  expect(verifyTrail(folder.path, new Chain(Buffer.alloc(32, 8))).problems.length).toBeGreaterThan(1);
});

describe('a write that was cut off', () => {
  /** As `kill -9` leaves it: the head is not there yet. */
  function crash(keep: (text: string) => string) {
    append(folder.path, ['a', 'b']);
    const head = readFileSync(path('head.json'));
    append(folder.path, ['c']);
    writeFileSync(path('head.json'), head);
    writeFileSync(path(), keep(readFileSync(path(), 'utf8')));
  }

  test.each([
    ['in the middle of a line', (text: string) => text.slice(0, -40)],
    ['after its first byte', (text: string) => text.slice(0, text.lastIndexOf('{') - text.length + 1)],
  ])('%s is told, then set aside and recorded', (_name, keep) => {
    crash(keep);
    const torn = readFileSync(path(), 'utf8');
    expect(verify(folder.path).problems).toMatchObject([{ kind: 'torn', line: 4 }]);
    append(folder.path, ['d']);
    expect(verify(folder.path)).toMatchObject({ problems: [], torn: 1 });
    expect(readFileSync(path(), 'utf8').startsWith(`${torn}\n`)).toBe(true);
    expect(linesOf()[4]).toContain('"kind":"torn"');
  });

  test.each([
    ['before its line break', (text: string) => text.slice(0, -1)],
    ['before the head was written', (text: string) => text],
  ])('%s loses nothing', (_name, keep) => {
    crash(keep);
    expect(verify(folder.path).problems).toEqual([]);
    append(folder.path, ['d']);
    expect(verify(folder.path)).toMatchObject({ problems: [], torn: 0, records: 5 });
  });

  test('the place of what was set aside cannot be used to hide a change', () => {
    crash((text) => text.slice(0, -40));
    append(folder.path, ['d']);
    rewrite(linesOf().with(3, 'something else'));
    expect(verify(folder.path).problems[0]).toMatchObject({ kind: 'changed' });
  });

  test.each([undefined, 0, 1, 60])('as the first file began, %s bytes in, goes on there', (bytes) => {
    writeHead(folder.path, chain, { file: FIRST, bytes: 0, ...CHAIN_START });
    if (bytes !== undefined) writeFileSync(path(), 'x'.repeat(bytes));
    append(folder.path, ['a']);
    append(folder.path, ['b']);
    expect(verify(folder.path)).toMatchObject({ files: 1, problems: [], torn: (bytes ?? 0) === 0 ? 0 : 1 });
  });

  test.each([0, 1, 60])('as a new file began, %i bytes in, goes on there', (bytes) => {
    append(folder.path, ['a', 'b'], 900);
    const [last = ''] = [...contents(folder.path).keys()].slice(-1);
    const next = last.replace(/\d+/, (number) => String(Number(number) + 1).padStart(6, '0'));
    writeFileSync(path(next), 'x'.repeat(bytes));
    append(folder.path, ['c']);
    expect(verify(folder.path)).toMatchObject({ problems: [], torn: bytes === 0 ? 0 : 1 });
  });
});

test('any one mutation of the trail is found', () => {
  append(folder.path, ['a', 'b', 'c', 'd', 'e', 'f'], 1500);
  const files = [...contents(folder.path)];
  const head = readHead(folder.path, chain);
  expect(verifyFiles(files, head, chain).problems).toEqual([]);
  const mutations = fc.record({
    file: fc.nat(files.length - 1),
    at: fc.nat(100_000),
    length: fc.integer({ min: 1, max: 900 }),
    byte: fc.nat(255),
    kind: fc.constantFrom('change', 'remove', 'insert', 'truncate', 'remove line', 'swap lines', 'repeat line'),
  });
  fc.assert(
    fc.property(mutations, (mutation) => {
      const [name, before] = files[mutation.file]!;
      const after = mutate(before, mutation);
      if (after.equals(before)) return;
      const { problems } = verifyFiles(files.with(mutation.file, [name, after]), head, chain);
      expect(problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly byte: number;
  readonly kind: string;
}

function mutate(content: Buffer, { at, length, byte, kind }: Mutation): Buffer {
  const place = at % content.length;
  const cut = Math.min(length, content.length - place);
  const bytes = Buffer.alloc(length % 7 === 0 ? length : 1, byte);
  const lines = content.toString('latin1').split('\n').slice(0, -1);
  const line = at % lines.length;
  const other = (line + 1 + (length % Math.max(1, lines.length - 1))) % lines.length;
  switch (kind) {
    case 'change':
      return Buffer.concat([content.subarray(0, place), bytes.subarray(0, 1), content.subarray(place + 1)]);
    case 'remove':
      return Buffer.concat([content.subarray(0, place), content.subarray(place + cut)]);
    case 'insert':
      return Buffer.concat([content.subarray(0, place), bytes, content.subarray(place)]);
    case 'truncate':
      return content.subarray(0, place);
    case 'remove line':
      return joined(lines.toSpliced(line, 1));
    case 'swap lines':
      return joined(lines.with(line, lines[other]!).with(other, lines[line]!));
    default:
      return joined(lines.toSpliced(other, 0, lines[line]!));
  }
}

function joined(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
}
