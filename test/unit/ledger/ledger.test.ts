import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../server/src/ledger/entry.ts';
import { Ledger } from '../../../server/src/ledger/ledger.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';

const KEY = new Uint8Array(32).fill(7);
const DAY_MS = 86_400_000;
const NOON = new Date(2026, 2, 1, 12).getTime();
const PACK: LedgerEntry = {
  kind: 'pack',
  cached: false,
  redactions: 2,
  fileTokens: 5000,
  rawTokens: 1000,
  tokens: 950,
  savedTokens: 120,
};
const OUTPUT: LedgerEntry = { kind: 'output', rawTokens: 800, tokens: 100 };
const CONVERSATION: LedgerEntry = { kind: 'conversation', schemaTokens: 400 };

let folder: TemporaryFolder;
let warnings: string[];
let nowMs: number;

beforeEach(() => {
  folder = temporaryFolder();
  warnings = [];
  nowMs = NOON;
});
afterEach(() => folder.remove());

function open({ key = KEY, roots = ['/workspace'] } = {}): Ledger {
  const log = { info: () => {}, warn: (message: string) => warnings.push(message), error: () => {} };
  return new Ledger({ dataFolder: folder.path, key, roots, wallClockMs: () => nowMs, log });
}

function fileOnDisk(): string {
  const [name = ''] = readdirSync(join(folder.path, 'ledger'));
  return join(folder.path, 'ledger', name);
}

test.each<[name: string, entries: readonly LedgerEntry[], expected: object]>([
  ['nothing is unknown', [], { questions: 0, net: { sameLines: null, wholeFiles: null } }],
  [
    'a pack: its headings are its own cost',
    [PACK],
    {
      questions: 1,
      cached: 0,
      redactions: 2,
      lineTokens: 1000,
      fileTokens: 5000,
      packTokens: 950,
      compactionTokens: 120,
      framingTokens: 70,
      net: { sameLines: 50, wholeFiles: 4050 },
    },
  ],
  [
    'whole files are never less than their lines',
    [{ ...PACK, fileTokens: 10, cached: true }],
    { cached: 1, fileTokens: 1000, net: { sameLines: 50, wholeFiles: 50 } },
  ],
  ['an output', [OUTPUT], { outputs: 1, questions: 0, net: { sameLines: 700, wholeFiles: 700 } }],
  ['tools that nobody used save nothing', [CONVERSATION], { schemaTokens: 400, net: { sameLines: null } }],
  [
    'our own tools are subtracted, below nothing if need be',
    [PACK, CONVERSATION, CONVERSATION],
    { conversations: 2, net: { sameLines: -750, wholeFiles: 3250 } },
  ],
])('%s', (_, entries, expected) => {
  const ledger = open();
  for (const entry of entries) ledger.record(entry);
  expect(ledger.summary().today).toMatchObject(expected);
});

test('what was recorded is there in the next process, by day, for this workspace and key alone', async () => {
  const first = open();
  first.record(PACK);
  nowMs += DAY_MS;
  first.record(OUTPUT);
  expect(await first.flush()).toBe(true);
  const { today, total, since, days } = open().summary();
  expect(today).toMatchObject({ questions: 0, outputs: 1 });
  expect(total).toMatchObject({ questions: 1, outputs: 1, net: { sameLines: 750 } });
  expect(since).toBe('2026-03-01');
  expect(days.map(({ day }) => day)).toEqual(['2026-03-02', '2026-03-01']);
  expect(open({ roots: ['/other'] }).summary().since).toBeNull();
});

test('several windows lose none of each other’s counts', async () => {
  const windows = Array.from({ length: 4 }, () => open());
  for (let times = 0; times < 5; times++) {
    for (const window of windows) window.record(PACK);
    await Promise.all(windows.map((window) => window.flush()));
  }
  for (const window of windows) expect(window.summary().total.questions).toBe(20);
  expect(readdirSync(join(folder.path, 'ledger'))).toHaveLength(1);
});

test('counts are shown once, written or not', async () => {
  const ledger = open();
  ledger.record(PACK);
  expect(ledger.summary().total.questions).toBe(1);
  await Promise.all([ledger.flush(), ledger.flush()]);
  expect(ledger.summary().total.questions).toBe(1);
});

test('only the newest 400 days are kept', async () => {
  const ledger = open();
  for (let day = 0; day < 450; day++) {
    ledger.record(OUTPUT);
    nowMs += DAY_MS;
  }
  await ledger.flush();
  const { total, days } = open().summary();
  expect(total.outputs).toBe(400);
  expect(days).toHaveLength(30);
});

test('the file is nobody else’s', async () => {
  const ledger = open();
  ledger.record(PACK);
  await ledger.flush();
  expect(statSync(fileOnDisk()).mode & 0o077).toBe(0);
  expect(readFileSync(fileOnDisk(), 'latin1')).not.toContain('2026');
});

test('a file that does not open is set aside, and the ledger begins anew', async () => {
  const ledger = open();
  ledger.record(PACK);
  await ledger.flush();
  const path = fileOnDisk();
  writeFileSync(path, 'broken');
  const next = open();
  expect(next.summary().since).toBeNull();
  expect(existsSync(`${path}.broken`)).toBe(true);
  expect(warnings.join()).toContain('begins anew');
  next.record(OUTPUT);
  expect(await next.flush()).toBe(true);
  expect(open().summary().total).toMatchObject({ questions: 0, outputs: 1 });
});

test('a folder that cannot be written costs the figures of the next process only', async () => {
  writeFileSync(join(folder.path, 'ledger'), 'a file');
  const ledger = open();
  ledger.record(PACK);
  expect(await ledger.flush()).toBe(false);
  expect(ledger.summary().today.questions).toBe(1);
  expect(warnings).not.toEqual([]);
});

test('reset forgets what is written and what is not', async () => {
  const ledger = open();
  ledger.record(PACK);
  await ledger.flush();
  ledger.record(PACK);
  expect(await ledger.reset()).toBe(true);
  expect(ledger.summary().since).toBeNull();
  expect(open().summary().since).toBeNull();
});
