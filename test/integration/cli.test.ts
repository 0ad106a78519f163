import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExplainResult, OptimizeResult } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');

/** Put together here, so that no token stands in this file. */
const SECRET = `AKIA${[...'QWLT'].map((letter) => `${letter}4XN`).join('')}`;

let folder: string;
let workspace: string;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-cli-'));
  workspace = join(folder, 'workspace');
  environment = { ...process.env, WINNOW_HOME: join(folder, 'home') };
  const files = {
    'src/budget.ts': `/** Keeps a pack within its budget. */\nexport function fitBudget(tokens: number, budget: number): boolean {\n  return tokens <= budget;\n}\n`,
    'src/settings.ts': `export const region = 'north';\nexport const accessKey = '${SECRET}'; // of the budget\n`,
    'docs/notes.md': '# Notes\n\nThe budget counts tokens.\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(workspace, path, '..'), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  writeFileSync(join(workspace, 'image.bin'), Buffer.from([0, 1, 2, 0]));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function winnow(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args, '--workspace', workspace], {
    env: environment,
    encoding: 'utf8',
    input,
  });
  return { code: status, stdout, stderr };
}

function json<T>(args: readonly string[], input?: string): T {
  return JSON.parse(winnow([...args, '--json'], input).stdout) as T;
}

test('optimize prints the pack, one summary line, and no secret', () => {
  const { code, stdout, stderr } = winnow(['optimize', '--query', 'which access key has the budget?', '--no-cache']);
  expect(code).toBe(0);
  expect(stdout).toContain('fitBudget');
  expect(stdout).toMatch(/\[REDACTED:aws-access-key-id:[0-9a-f]+\]/);
  expect(stdout + stderr).not.toContain(SECRET);
  expect(stderr).toMatch(/^[\d,]+ of 8,000 tokens .* 1 redaction .* cache: none\n$/);
});

test('optimize --json is one document; the second comes from the cache', () => {
  const args = ['optimize', '--query', '-', '--budget', '600', '--format', 'xml'];
  const first = json<OptimizeResult>(args, 'how is the budget kept?\n');
  expect(first).toMatchObject({
    query: 'how is the budget kept?',
    budget: 600,
    cacheLevel: 'none',
    filesSeen: 3,
    degraded: [],
  });
  expect(first.tokens).toBeLessThanOrEqual(600);
  expect(first.chunks.map(({ path }) => path)).toContain('src/budget.ts');
  expect(first.filesSkipped).toContainEqual({ path: 'image.bin', reason: 'binary' });
  const second = json<OptimizeResult>(args, 'how is the budget kept?\n');
  expect(second).toMatchObject({ text: first.text, cacheLevel: 'sqlite' });
});

test('optimize writes the pack to --out, and figures tell of three runs', () => {
  const out = join(folder, 'pack.md');
  const { stdout } = winnow(['optimize', '--query', 'budget', '--out', out, '--figures', '--include', 'src/**']);
  expect(readFileSync(out, 'utf8')).toContain('fitBudget');
  expect(readFileSync(out, 'utf8')).not.toContain('notes.md');
  for (const row of ['wall time', 'second run', 'third run', 'raw tokens', 'net', 'memory'])
    expect(stdout).toContain(row);
});

test('scan finds the secret, tells where, and never what', () => {
  const { code, stdout, stderr } = winnow(['scan', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [
      { rule: 'aws-access-key-id', path: 'src/settings.ts', startLine: 2, startColumn: 27, endLine: 2, endColumn: 47 },
    ],
  });
  const outputs = [stdout, stderr, winnow(['scan']).stdout, winnow(['scan', '--format', 'sarif']).stdout];
  expect(outputs.join('')).not.toContain(SECRET);
  expect(JSON.parse(outputs[3]!)).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [{ ruleId: 'aws-access-key-id' }] }],
  });
});

test('scan takes paths and standard input; nothing found is exit code 0', () => {
  expect(winnow(['scan', join(workspace, 'docs')])).toMatchObject({ code: 0, stdout: '' });
  expect(winnow(['scan', join(workspace, 'src/settings.ts')]).code).toBe(1);
  expect(winnow(['scan', '-'], `key = ${SECRET}`).code).toBe(1);
  expect(winnow(['scan', join(workspace, 'no-such')]).code).toBe(2);
});

test('redact prints the text with placeholders and nothing else', () => {
  const { code, stdout, stderr } = winnow(['redact'], `a\r\nkey = "${SECRET}"\nb`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^a\r\nkey = "\[REDACTED:aws-access-key-id:[0-9a-f]+\]"\nb$/);
  expect(stderr).toBe('1 redaction\n');
  expect(winnow(['redact', join(workspace, 'docs/notes.md')]).stdout).toBe('# Notes\n\nThe budget counts tokens.\n');
});

test('triggers says what fires and where; problems of a rules file have a place', () => {
  const rules = join(folder, 'rules.yaml');
  writeFileSync(rules, 'immediate_triggers:\n  bugs:\n    keywords: [fix bug]\n    agents: [fixer]\n    bogus: 1\n');
  expect(json(['triggers', '--rules', rules], 'so\nplease fix bug 7')).toMatchObject({
    fired: [
      {
        rule: 'bugs',
        kind: 'immediate',
        agents: ['fixer'],
        hits: [{ keyword: 'fix bug', startLine: 2, startColumn: 8, endLine: 2, endColumn: 15 }],
      },
    ],
    agents: ['fixer'],
    notFired: [],
    problems: [{ line: 5, column: 5 }],
  });
  expect(winnow(['triggers', '--rules', rules, '--explain'], 'fix bug').stdout).toMatch(/bugs .*agents: fixer\n  1:1 /);
});

test('triggers names the agents for a prompt that is given as an argument', () => {
  const prompt = winnow(['triggers', '--json', '--text', 'why does the login crash?']);
  expect(JSON.parse(prompt.stdout)).toMatchObject({ agents: ['debugger'], mode: 'parallel' });
  expect(winnow(['triggers', '--text', 'bug', 'a.ts'])).toMatchObject({ code: 2 });
});

test('triggers runs content patterns, and says which gave no answer', () => {
  const rules = join(folder, 'content.yaml');
  writeFileSync(
    rules,
    'context_triggers:\n  content_patterns:\n    "(a+)+$": [a]\n    "^SELECT": [b]\n    "(a{1000}){1000}": [c]\n',
  );
  expect(json(['triggers', '--rules', rules], `x\nSELECT 1;\n${'a'.repeat(50_000)}!`)).toMatchObject({
    agents: ['b'],
    notFired: [{ rule: '(a{1000}){1000}', reason: expect.stringContaining('invalid repeat count') }],
  });
});

test('triggers --check tells every problem of the rules, and checks their examples', () => {
  const rules = join(folder, 'checked.yaml');
  const check = (source: string) => {
    writeFileSync(rules, source);
    return winnow(['triggers', '--check', '--rules', rules]);
  };
  expect(winnow(['triggers', '--check'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ rules, \d+ keywords, \d+ examples checked, 0 problems\n$/),
  });
  const rule = 'immediate_triggers: { bugs: { keywords: [crash, io], agents: [a] } }\n';
  expect(check(rule)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/checked\.yaml:1:49: “io” is too short.* \[over-broad\]\n1 rule, 2 keywords/),
  });
  const content = (near: string) =>
    `context_triggers: { content_patterns: { ^SELECT: { agents: [b], examples: ["x\\nSELECT 1"], near_misses: [${near}] } } }\n`;
  expect(check(content('a SELECT'))).toMatchObject({
    code: 0,
    stdout: '1 rule, 0 keywords, 2 examples checked, 0 problems\n',
  });
  expect(check(content('SELECT 2'))).toMatchObject({ code: 1, stdout: expect.stringContaining('[near-miss]') });
  expect(JSON.parse(winnow(['triggers', '--check', '--rules', rules, '--json']).stdout)).toMatchObject({
    rules: 1,
    keywords: 0,
    examples: 2,
    problems: [{ code: 'near-miss', severity: 'error', line: 1, column: 106, endLine: 1 }],
  });
});

test('triggers --schema prints the schema of rules files', () => {
  expect(JSON.parse(winnow(['triggers', '--schema']).stdout)).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: { immediate_triggers: { type: 'object' } },
  });
});

test('explain ranks chunks with a verdict', () => {
  const result = json<ExplainResult>(['explain', '--query', 'fit budget', '--path', 'src/budget.ts']);
  expect(result.chunks[0]).toMatchObject({ path: 'src/budget.ts', included: true });
  expect(winnow(['explain', '--query', 'fit budget']).stdout).toContain('src/budget.ts:1-4');
});

test('stats counts files and lists those that were skipped', () => {
  const stats = json<{ files: number; filesSkippedList: object[] }>(['stats']);
  expect(stats).toMatchObject({
    files: 3,
    filesSkipped: 1,
    filesSkippedList: [{ path: 'image.bin', reason: 'binary' }],
  });
});

test('init never overwrites; the workspace’s configuration gives defaults, and a broken one is told', () => {
  const own = ['--workspace', join(folder, 'fresh')];
  mkdirSync(join(folder, 'fresh/.winnow'), { recursive: true });
  const config = join(folder, 'fresh/.winnow/config.json');
  writeFileSync(config, '{"budget": 321, "colour": 1}');
  // The last --workspace wins, so ours is put after the helper's.
  const run = (args: readonly string[]) =>
    spawnSync(process.execPath, [ENTRY, ...args, ...own], { env: environment, encoding: 'utf8' });
  expect(JSON.parse(run(['init', '--json']).stdout)).toEqual({
    files: [
      { path: '.winnow/triggers.yaml', created: true },
      { path: '.winnow/config.json', created: false },
    ],
  });
  expect(readFileSync(config, 'utf8')).toContain('321');
  const { stdout, stderr } = run(['optimize', '--query', 'q', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ budget: 321 });
  expect(stderr).toContain('“colour” is not known');
  expect(JSON.parse(run(['optimize', '--query', 'q', '--json', '--budget', '654']).stdout)).toMatchObject({
    budget: 654,
  });
  writeFileSync(config, '{"budget": }');
  expect(run(['optimize', '--query', 'q'])).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(/^error: .*config\.json.* is not JSON: correct it.*\n$/),
  });
  expect(run(['doctor']).status).toBe(1);
});

test('doctor checks everything and finds nothing wrong here', () => {
  const { code, stdout } = winnow(['doctor', '--json']);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string }[] };
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Node', 'vocabulary', 'disk cache', 'trigger rules']),
  );
  expect(code).toBe(0);
});

test('batch streams results, answers bad lines, and goes on where a killed run stopped', () => {
  const [tasks, out] = [join(folder, 'tasks.jsonl'), join(folder, 'results.jsonl')];
  const lines = [
    '{"id":"a","query":"budget"}',
    'nonsense',
    '{"id":2,"query":" "}',
    '{"id":"c","query":"notes","budget":300}',
  ];
  writeFileSync(tasks, `${lines.join('\n')}\n`);
  const args = ['batch', '--in', tasks, '--out', out, '--concurrency', '1'];
  const results = () =>
    readFileSync(out, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as OptimizeResult & { error?: string });
  expect(winnow(args)).toMatchObject({ code: 1, stderr: '2 tasks done, 2 failed\n' });
  expect(results()).toMatchObject([
    { id: 'a' },
    { id: null, error: expect.any(String) },
    { id: 2, error: expect.any(String) },
    { id: 'c', budget: 300 },
  ]);
  const whole = readFileSync(out, 'utf8');

  truncateSync(out, Buffer.byteLength(whole) - 30);
  expect(winnow([...args, '--resume']).stderr).toMatch(/^1 task done, 1 failed, 2 in the results already/);
  expect(results().map(({ id }) => id)).toEqual(['a', null, 2, null, 'c']);

  const piped = winnow(['batch', '--in', '-', '--out', '-'], `${lines[0]}\n`);
  expect(piped.code).toBe(0);
  expect(JSON.parse(piped.stdout)).toMatchObject({ id: 'a', cacheLevel: 'sqlite' });
});

test.each([
  [['optimise'], /did you mean “winnow optimize”/],
  [['optimize', '--qury', 'x'], /did you mean --query/],
  [['optimize'], /--query is missing/],
  [['optimize', '--query', 'x', '--pin', 'a:3-1'], /no lines/],
  [['lsp'], /--stdio/],
])('misuse %j is exit code 2 and one line', (args, message) => {
  const { code, stdout, stderr } = winnow(args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('what cannot be written is exit code 3, with a stack only when asked', () => {
  const args = ['optimize', '--query', 'budget', '--out', join(folder, 'no/such/pack.md')];
  expect(winnow(args)).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/^error: --out .* cannot be written .*\n$/),
  });
  expect(winnow([...args, '--verbose']).stderr).toMatch(/\n\s+at /);
});

test('a reader that has had enough is no failure', async () => {
  const tasks = Array.from({ length: 3000 }, (_, id) => JSON.stringify({ id, query: 'budget' })).join('\n');
  const child = spawn(process.execPath, [ENTRY, 'batch', '--in', '-', '--out', '-', '--workspace', workspace], {
    env: environment,
  });
  let errors = '';
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
  child.stdin.on('error', () => {});
  child.stdin.end(tasks);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = (await once(child, 'exit')) as [number | null];
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
});

test.skipIf(process.platform === 'win32')('Ctrl-C ends a batch cleanly, and what is written is whole', async () => {
  const out = join(folder, 'interrupted.jsonl');
  const child = spawn(process.execPath, [ENTRY, 'batch', '--in', '-', '--out', out, '--workspace', workspace], {
    env: environment,
  });
  let errors = '';
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
  child.stdin.write('{"id":1,"query":"budget"}\n');
  while (!existsSync(out) || readFileSync(out, 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect({ code, errors }).toEqual({ code: 130, errors: 'interrupted\n' });
  expect(readFileSync(out, 'utf8').endsWith('}\n')).toBe(true);
});
