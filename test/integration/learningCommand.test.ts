import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { StatsResult } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');

const home = temporaryFolder();
const workspace = temporaryFolder({
  'src/pay.ts': 'export function pay(invoice: string): string {\n  return invoice;\n}\n',
  'src/ledger.ts': 'export function post(): string {\n  return "books";\n}\n',
});
afterAll(() => {
  home.remove();
  workspace.remove();
});

function winnow(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args, '--workspace', workspace.path], {
    env: { ...process.env, WINNOW_HOME: home.path },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const learned = () => (JSON.parse(winnow('stats', '--json').stdout) as StatsResult).learned;

test('a pin of a person is learned from, a batch is not, stats tell it and forget it', () => {
  expect(winnow('stats').stdout).toMatch(/^learned +nothing yet$/m);
  const tasks = temporaryFolder({ 'in.jsonl': '{"id": 1, "query": "how to pay?", "pins": ["src/pay.ts"]}\n' });
  expect(winnow('batch', '--in', join(tasks.path, 'in.jsonl'), '--out', '-').code).toBe(0);
  tasks.remove();
  expect(learned()).toBeUndefined();

  const asked = ['optimize', '--query', 'how to pay an invoice?', '--pin', 'src/ledger.ts:1-3', '--json'] as const;
  for (let times = 0; times < 2; times++) expect(winnow(...asked).code).toBe(0);
  expect(learned()).toMatchObject({ feedback: { pin: 1 }, files: [{ path: 'src/ledger.ts', lift: 0.02 }] });
  const { stdout } = winnow('stats');
  expect(stdout).toMatch(/^learned +from 1 question: 1 pin, 0 exclude, 0 accept, 0 open$/m);
  expect(stdout).toMatch(/^ {2}src\/ledger\.ts +lifted by 0\.020$/m);

  expect(winnow('stats', '--reset-learning').stdout).toMatch(/^learned +nothing yet$/m);
  expect(learned()).toBeUndefined();
});

test.each<[name: string, args: readonly string[], code: number, message: RegExp]>([
  ['bench without --self', ['bench'], 2, /say --self/],
  ['bench where nothing has a past', ['bench', '--self'], 3, /has no past: it is in no git repository/],
])('%s', (_, args, code, message) => {
  const run = winnow(...args);
  expect(run.code).toBe(code);
  expect(run.stderr).toMatch(message);
});
