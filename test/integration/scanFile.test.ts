import { Buffer } from 'node:buffer';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildAutomaton } from '../../server/src/engine/scan/automaton.ts';
import { HitBuffer } from '../../server/src/engine/scan/hitBuffer.ts';
import { scan } from '../../server/src/engine/scan/scanner.ts';
import { scanFile } from '../../server/src/workspace/scanFile.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const automaton = buildAutomaton([
  { text: 'memory leak', wordBounded: true },
  { text: 'deadlock', wordBounded: true },
  { text: 'ошибка', wordBounded: true },
  { text: '🐛', wordBounded: false },
]);

/** Lines of one, two, three and four bytes a character; 997 of them, so that parts cut them at every place. */
const BLOCK = Array.from({ length: 997 }, (_, line) => {
  const filler = 'é中x '.repeat(line % 13);
  return `${filler}a memory\n  leak, ${'.'.repeat(line % 7)}deadlocks or a deadlock: Ошибка 🐛\n`;
}).join('');

/** Counts hits and mixes their fields, so that 64 MB of them need not be kept. */
function digest() {
  let count = 0;
  let mixed = 0;
  return {
    add: (keyword: number, start: number, end: number) => {
      count++;
      mixed = (Math.imul(mixed, 31) + keyword + start * 7 + end) | 0;
    },
    value: () => ({ count, mixed }),
  };
}

async function digestOfFile(path: string) {
  const found = digest();
  const about = await scanFile(path, automaton, { onHit: found.add });
  return { about, found: found.value() };
}

function digestOfText(text: string) {
  const hits = new HitBuffer();
  scan(automaton, text, hits);
  const found = digest();
  for (let hit = 0; hit < hits.count; hit++) found.add(hits.keyword(hit), hits.start(hit), hits.end(hit));
  return found.value();
}

test('64 MB give the hits of the whole, and a small part of them is held at a time', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'large.log');
  const block = Buffer.from(BLOCK);
  const times = Math.ceil(64e6 / block.length);
  const file = openSync(path, 'w');
  for (let n = 0; n < times; n++) writeSync(file, block);
  closeSync(file);
  const { about, found } = await digestOfFile(path);
  expect(about.bytes).toBe(times * block.length);
  expect(about.units).toBe(times * BLOCK.length);
  expect(about.mostUnitsHeld).toBeLessThan(1_200_000);
  expect(about.lineFeeds).toBe(times * 997 * 2);
  expect(found).toEqual(digestOfText(BLOCK.repeat(times)));
  expect(found.count).toBe(times * 997 * 4);
  folder.remove();
});

const FILES: readonly (readonly [what: string, bytes: Buffer, text: string])[] = [
  ['an empty file', Buffer.alloc(0), ''],
  ['a byte order mark', Buffer.from('\ufeffdeadlock'), 'deadlock'],
  ['a mark further on', Buffer.from('a\ufeffdeadlock'), 'a\ufeffdeadlock'],
  ['bytes that are no UTF-8', Buffer.from('\xff deadlock \xc3', 'latin1'), '\ufffd deadlock \ufffd'],
];

test.each(FILES)('%s', async (_, bytes, text) => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'file.txt');
  writeFileSync(path, bytes);
  const { about, found } = await digestOfFile(path);
  expect(about).toEqual({ bytes: bytes.length, units: text.length, mostUnitsHeld: text.length, lineFeeds: 0 });
  expect(found).toEqual(digestOfText(text));
  folder.remove();
});

test('the line of every hit, in ASCII and beside, at whatever place parts are cut', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'lines.log');
  // The first megabyte is ASCII, what follows is not; parts are cut within words and line breaks.
  const line = (n: number) => `${'x'.repeat(n % 61)}deadlock${'-'.repeat(n % 5)}\r\n`;
  const text = Array.from({ length: 30_000 }, (_, n) => (n < 20_000 ? line(n) : `é${line(n)}`))
    .join('')
    .replaceAll('xd', 'x d');
  writeFileSync(path, text);
  const lines: number[] = [];
  await scanFile(path, automaton, { onHit: (_, __, end, lineOf) => lines.push(lineOf(end - 1)) });
  expect(lines).toEqual(Array.from({ length: 30_000 }, (_, n) => n + 1).filter((n) => n <= 20_000 || (n - 1) % 61 > 0));
  folder.remove();
});

test('an aborted scan stops, and a file that is not there is told of', async () => {
  const onHit = () => expect.unreachable();
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(scanFile(import.meta.filename, automaton, { onHit, signal })).rejects.toThrow('stopped');
  await expect(scanFile('/no/such/file', automaton, { onHit })).rejects.toThrow('ENOENT');
});
