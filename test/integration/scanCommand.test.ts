import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const CLI = join(REPOSITORY, 'dist/cli.cjs');
const SECRET = githubToken(3);
const IDENTITY = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];

let folder: TemporaryFolder;
let home: TemporaryFolder;

interface Report {
  readonly findings: readonly { readonly path: string; readonly rule: string; readonly allowedBy?: string }[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

const environment = () => ({ ...process.env, WINNOW_HOME: home.path, GIT_CONFIG_GLOBAL: '/dev/null' });

function winnow(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'scan', ...args, '--workspace', folder.path], {
    env: environment(),
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const json = (...args: readonly string[]): Report => JSON.parse(winnow(...args, '--json').stdout) as Report;

function git(...args: readonly string[]): void {
  execFileSync('git', [...IDENTITY, ...args], { cwd: folder.path, env: environment(), stdio: 'pipe' });
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder.path, path)), { recursive: true });
  writeFileSync(join(folder.path, path), content);
}

beforeAll(() => {
  folder = temporaryFolder({ 'a.ts': 'export {};\n' });
  home = temporaryFolder();
});

afterAll(() => {
  folder?.remove();
  home?.remove();
});

test('outside of a repository the mend is told', () => {
  const { code, stderr } = winnow('--staged');
  expect(code).toBe(3);
  expect(stderr).toMatch(/is it a git repository\?\n$/);
});

test('what is staged counts, not what the file holds: before the first commit too', () => {
  git('init', '-q');
  write('secret.ts', `key = "${SECRET}"\n`);
  git('add', 'secret.ts');
  write('secret.ts', 'key = read()\n');
  write('other.ts', `key = "${SECRET}"\n`);
  expect(json('--staged').findings.map(({ path }) => path)).toEqual(['secret.ts']);
  const { code, stdout, stderr } = winnow('--staged');
  expect(code).toBe(1);
  expect(stdout + stderr).not.toContain(SECRET);
});

test('without a finding the exit code is 0', () => {
  git('add', 'secret.ts', 'a.ts');
  expect(winnow('--staged')).toMatchObject({ code: 0, stdout: '' });
});

test('names of every kind, and each file that is skipped with its reason', () => {
  git('commit', '-qm', 'first');
  write('a b/"ü\n.ts', `key = "${SECRET}"\n`);
  write('image.bin', Buffer.from([0, 1, 2, 0]));
  write('large.txt', 'x'.repeat(2_100_000));
  symlinkSync('a.ts', join(folder.path, 'link'));
  git('rm', '-q', 'secret.ts');
  git('add', 'a b', 'image.bin', 'large.txt', 'link');
  const { findings, skipped } = json('--staged');
  expect(findings.map(({ path }) => path)).toEqual(['a b/"ü\n.ts']);
  expect(skipped).toEqual([
    { path: 'image.bin', reason: 'binary' },
    { path: 'large.txt', reason: 'too large' },
    { path: 'link', reason: 'symbolic link' },
  ]);
  expect(winnow('--staged', '--verbose').stderr).toContain('skipped: image.bin (binary)\n');
});

test('a scan of the workspace tells what it skips too', () => {
  expect(json().skipped).toEqual(expect.arrayContaining([{ path: 'large.txt', reason: 'too large' }]));
});

test('paths and --staged exclude each other', () => {
  expect(winnow('--staged', 'a.ts').code).toBe(2);
});

test('a value is allowed by its fingerprint in the configuration', () => {
  const allowedBy = json('--staged', '--fingerprints').findings[0]?.allowedBy;
  expect(allowedBy).toMatch(/^[0-9a-f]{16}$/);
  write('.winnow/config.json', JSON.stringify({ secrets: { allow: [allowedBy] } }));
  expect(winnow('--staged')).toMatchObject({ code: 0, stderr: '0 secrets in 1 text\n' });
});

test('a fingerprint that is none is told with its mend', () => {
  write('.winnow/config.json', JSON.stringify({ secrets: { allow: ['all'] } }));
  const { code, stderr } = winnow('--staged');
  expect(code).toBe(3);
  expect(stderr).toMatch(/secrets\.allow\.0 must be a fingerprint of 16 hexadecimal digits/);
});

test('the data of people is found where the configuration asks for it', () => {
  const mail = ['vera', 'winnow-mail.org'].join('@');
  const people = temporaryFolder({ 'people.txt': `write to ${mail}\n` });
  const found = () => {
    const args = [CLI, 'scan', '--json', '--workspace', people.path];
    const { stdout } = spawnSync(process.execPath, args, { env: environment(), encoding: 'utf8' });
    expect(stdout).not.toContain(mail);
    return (JSON.parse(stdout) as Report).findings.map(({ path, rule }) => ({ path, rule }));
  };
  expect(found()).toEqual([]);
  mkdirSync(join(people.path, '.winnow'));
  writeFileSync(join(people.path, '.winnow/config.json'), '{"secrets": {"personalData": true}}');
  expect(found()).toEqual([{ path: 'people.txt', rule: 'email-address' }]);
  people.remove();
});
