import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { METHODS } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const CLI = join(REPOSITORY, 'dist/cli.cjs');
/** Put together here, so that no token stands in this file. */
const SECRET = `AKIA${[...'QWLT'].map((letter) => `${letter}4XN`).join('')}`;

let folder: TemporaryFolder;
let workspace: string;
let environment: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = temporaryFolder({
    'workspace/src/budget.ts': 'export function fitBudget(tokens: number): boolean {\n  return tokens < 8000;\n}\n',
    'workspace/src/key.ts': `export const budgetKey = '${SECRET}';\n`,
    'workspace/certs/budget.p12': 'budget\n',
  });
  workspace = join(folder.path, 'workspace');
  environment = { ...process.env, WINNOW_HOME: join(folder.path, 'home'), WINNOW_POLICY: '' };
});
afterEach(() => folder.remove());

function winnow(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args, '--workspace', workspace], {
    env: environment,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

interface ShownRecord {
  readonly kind: string;
  readonly surface?: string;
  readonly outcome?: string;
  readonly files?: readonly { readonly path: string }[];
  readonly redactions?: object;
  readonly heldBack?: object;
}

function records(): readonly ShownRecord[] {
  const shown = JSON.parse(winnow('audit', 'show', '--json').stdout) as { readonly records: readonly ShownRecord[] };
  return shown.records.filter(({ kind }) => kind === 'pack');
}

function verify() {
  const { code, stdout } = winnow('audit', 'verify', '--json');
  return { code, ...(JSON.parse(stdout) as { readonly records: number; readonly problems: readonly object[] }) };
}

function trailFile(): string {
  const home = join(folder.path, 'home', 'audit');
  return join(home, readdirSync(home)[0]!, 'audit-000001.jsonl');
}

test('of a workspace that was never asked about verify does not say that it is sound', () => {
  expect(winnow('audit', 'verify')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nothing was recorded/) });
});

test('every question is recorded as what became of it, and nothing that was said in it', () => {
  expect(winnow('optimize', '--query', 'the walrus budget').code).toBe(0);
  expect(winnow('optimize', '--query', 'the walrus budget').code).toBe(0);
  expect(winnow('optimize', '--query', 'walrus', '--include', 'nowhere/**').code).toBe(0);
  expect(records()).toMatchObject([
    {
      surface: 'cli',
      outcome: 'packed',
      redactions: { 'aws-access-key-id': 1 },
      heldBack: { classified: 1 },
      files: expect.arrayContaining([{ path: 'src/budget.ts', lines: [[1, 3]] }]),
    },
    { outcome: 'packed' },
    { outcome: 'empty', files: [] },
  ]);
  const text = readFileSync(trailFile(), 'utf8');
  expect(text).not.toContain('walrus');
  expect(text).not.toContain(SECRET);
  expect(statSync(trailFile()).mode & 0o777).toBe(0o600);
});

test('show, export and verify agree, and verify names what was changed, removed or reordered', () => {
  for (const query of ['budget', 'tokens', 'key']) winnow('optimize', '--query', query);
  expect(winnow('audit', 'verify')).toMatchObject({ code: 0, stdout: 'sound · 4 records · 1 file\n' });
  expect(winnow('audit', 'show').stdout.match(/ packed /g)).toHaveLength(3);
  expect(winnow('audit', 'show', '--since', '2030-01-01').stderr).toContain('no records');
  expect(winnow('audit', 'show', '--since', 'lately').code).toBe(2);
  expect(winnow('audit').code).toBe(2);
  const sound = readFileSync(trailFile(), 'utf8');
  expect(winnow('audit', 'export').stdout).toBe(sound);
  expect(winnow('audit', 'export', '--since', '1h', '--out', join(folder.path, 'out.jsonl')).code).toBe(0);
  expect(readFileSync(join(folder.path, 'out.jsonl'), 'utf8')).toBe(sound);

  const lines = sound.split('\n').slice(0, -1);
  for (const [changed, expected] of [
    [lines.with(1, lines[1]!.replace('"cli"', '"lsp"')), /^changed {2}audit-000001\.jsonl:2 /],
    [lines.toSpliced(2, 1), /^removed {2}audit-000001\.jsonl:3 /],
    [lines.with(1, lines[2]!).with(2, lines[1]!), /^reordered {2}audit-000001\.jsonl:2 /],
    [lines.slice(0, -1), /^truncated {2}audit-000001\.jsonl:4 /],
  ] as const) {
    writeFileSync(trailFile(), changed.map((line) => `${line}\n`).join(''));
    const { code, stdout } = winnow('audit', 'verify');
    expect(stdout).toMatch(expected);
    expect(code).toBe(1);
  }
});

test('a trail whose key is gone says so', () => {
  winnow('optimize', '--query', 'budget');
  writeFileSync(join(folder.path, 'home', 'key'), '');
  const { code, stderr } = winnow('audit', 'verify');
  expect(code).toBe(3);
  expect(stderr).toContain('put the file “key” back');
});

function startBatch(questions: number) {
  const tasks = join(folder.path, 'tasks.jsonl');
  writeFileSync(
    tasks,
    Array.from({ length: questions }, (_, id) => `${JSON.stringify({ id, query: `budget ${id}` })}\n`).join(''),
  );
  const args = ['batch', '--in', tasks, '--out', '-', '--workspace', workspace];
  return spawn(process.execPath, [CLI, ...args], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
}

test('two processes write one trail', async () => {
  const writers = [startBatch(150), startBatch(150)];
  const codes = await Promise.all(
    writers.map(async (writer) => {
      writer.stdout.resume();
      const [code] = (await once(writer, 'exit')) as [number];
      return code;
    }),
  );
  expect(codes).toEqual([0, 0]);
  expect(verify()).toMatchObject({ code: 0, records: 301, problems: [] });
});

test('a process that is killed while it writes breaks nothing', async () => {
  for (let round = 0; round < 5; round++) {
    const writer = startBatch(5000);
    await once(writer.stdout, 'data');
    writer.stdout.resume();
    await delay(50 + round * 37);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }
  expect(winnow('optimize', '--query', 'budget').code).toBe(0);
  expect(verify()).toMatchObject({ code: 0, problems: [] });
  expect(records().length).toBeGreaterThan(10);
});

test('the language server records too, and not in a workspace that is not trusted', async () => {
  const home = join(folder.path, 'home');
  for (const trusted of [false, true]) {
    const server = await startServer({ folder: workspace, home, initializationOptions: { trusted } });
    await server.client.request(METHODS.optimize, { query: 'budget' });
    await server.stop();
    expect(existsSync(join(home, 'audit'))).toBe(trusted);
  }
  expect(records()).toMatchObject([{ surface: 'lsp', outcome: 'packed' }]);
});
