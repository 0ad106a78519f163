import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AuditLog } from '../../../server/src/audit/auditLog.ts';
import { Chain } from '../../../server/src/audit/chain.ts';
import { withFileLock } from '../../../server/src/audit/fileLock.ts';
import { readTrail } from '../../../server/src/audit/readTrail.ts';
import { toPending } from '../../../server/src/audit/record.ts';
import { verifyTrail } from '../../../server/src/audit/verify.ts';
import { UserError } from '../../../server/src/base/errors.ts';
import { silentLogger } from '../../../server/src/base/logger.ts';
import { audited } from '../../../server/src/pipeline/auditEvents.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';
import { packed } from './trails.ts';

const key = Buffer.alloc(32, 5);
let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const trail = () => join(folder.path, 'trail');
const records = () => [...readTrail(trail(), new Chain(key))].map(({ record }) => record);

test('two logs of one trail take turns', async () => {
  const logs = [1, 2].map(() => new AuditLog({ folder: trail(), key, log: silentLogger, maxFileBytes: 2000 }));
  for (let round = 0; round < 5; round++) {
    for (const log of logs) log.record(packed(`question ${round}`));
    await Promise.all(logs.map((log) => log.flush()));
  }
  await Promise.all(logs.map((log) => log.close()));
  expect(verifyTrail(trail(), new Chain(key)).problems).toEqual([]);
  expect(records().filter((record) => record?.kind === 'pack')).toHaveLength(10);
  expect(existsSync(join(trail(), 'lock'))).toBe(false);
});

test.each([
  ['a pack for each', false],
  ['one pack for all', true],
])('equal questions have equal digests, under this key only: %s', async (_name, shared) => {
  const log = new AuditLog({ folder: trail(), key, log: silentLogger });
  const one = packed('a');
  for (const query of ['a', 'b', 'a']) log.record(shared ? { ...one, query } : packed(query));
  await log.close();
  const [, first, second, third] = records().map((record) => record && 'query' in record && record.query);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(third).toBe(first);
  expect(second).not.toBe(first);
});

test('a pack that is handed out again for the same question is digested once', () => {
  const made: string[] = [];
  const digest = (text: string) => String(made.push(text));
  const digests = { keyed: digest, plain: digest };
  const event = packed('a');
  const [first, again] = [1, 2].map(() => toPending({ ...event }, '').bodyJson(digests));
  expect(again).toBe(first);
  expect(made).toHaveLength(2);
  for (const change of [{ query: 'b' }, { budget: 1 }, { surface: 'lsp' as const }])
    expect(toPending({ ...event, ...change }, '').bodyJson(digests)).not.toBe(first);
});

test('without a record nothing is written', async () => {
  await new AuditLog({ folder: trail(), key, log: silentLogger }).close();
  expect(existsSync(trail())).toBe(false);
});

test('what comes faster than it is written is counted', async () => {
  const log = new AuditLog({ folder: trail(), key, log: silentLogger, maxPending: 4 });
  for (let at = 0; at < 7; at++) log.record({ surface: 'lsp', query: '', outcome: 'failed' });
  await log.close();
  expect(records().at(-1)).toMatchObject({ kind: 'dropped', count: 3 });
});

test('a trail that cannot be written is told once, and its records wait', async () => {
  writeFileSync(trail(), 'a file in its place');
  const errors: string[] = [];
  const log = new AuditLog({ folder: trail(), key, log: { ...silentLogger, error: (text) => errors.push(text) } });
  log.record(packed('a'));
  await log.flush();
  await log.flush();
  expect(errors).toEqual([expect.stringContaining('cannot be written')]);
  expect(log.problem).toMatch(/what is handed out is not recorded/);
  await log.close();
  expect(errors.at(-1)).toContain('1 records could not be written and are lost');
});

test.each([
  ['of a process that is gone', `999999999 ${hostname()}`, true],
  ['of this process', `${process.pid} ${hostname()}`, false],
  ['of another machine', '999999999 elsewhere.invalid', false],
  ['that is being made', '', false],
])('a lock %s', async (_name, owner, had) => {
  mkdirSync(trail());
  writeFileSync(join(trail(), 'lock'), owner);
  let ran = 0;
  expect(await withFileLock(join(trail(), 'lock'), 5, () => ran++)).toBe(had);
  expect(ran).toBe(had ? 1 : 0);
  if (!had) expect(readFileSync(join(trail(), 'lock'), 'utf8')).toBe(owner);
});

test.each([
  ['failed', () => new UserError('the question is empty')],
  ['failed', () => new Error('a bug')],
  ['cancelled', () => new DOMException('stopped', 'AbortError')],
])('an answer that was never given is recorded as %s', async (outcome, error) => {
  const log = new AuditLog({ folder: trail(), key, log: silentLogger });
  const answer = audited({ trail: log, surface: 'mcp' }, 'walrus', () => Promise.reject(error()));
  await expect(answer).rejects.toThrow();
  await log.close();
  expect(records().at(-1)).toEqual(expect.objectContaining({ kind: 'pack', surface: 'mcp', outcome }));
  expect(records().at(-1)).not.toHaveProperty('pack');
});

test('a lock that nobody finished making is taken over', async () => {
  const lock = join(trail(), 'lock');
  mkdirSync(trail());
  writeFileSync(lock, '');
  utimesSync(lock, new Date(0), new Date(0));
  expect(await withFileLock(lock, 5, () => {})).toBe(true);
});
