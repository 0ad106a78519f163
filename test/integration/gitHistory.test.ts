import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { GitHistory, type GitPatience } from '../../server/src/workspace/gitHistory.ts';
import { headCommit, readGitLog } from '../../server/src/workspace/gitLog.ts';
import { fileLayout } from '../helpers/fileLayout.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const folders: TemporaryFolder[] = [];
afterEach(() => folders.splice(0).forEach((one) => one.remove()));

function folder(): string {
  const made = temporaryFolder();
  folders.push(made);
  return made.path;
}

function git(where: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', ['-C', where, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' });
}

function commit(where: string, message: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(where, path, '..'), { recursive: true });
    writeFileSync(join(where, path), content);
  }
  git(where, 'add', '-A');
  git(where, 'commit', '-qm', message);
}

function repository(): string {
  const where = folder();
  git(where, 'init', '-q', '-b', 'main');
  commit(where, 'First', { 'src/a.ts': '1', 'docs/Größe\tmit "allem".md': '1' });
  commit(where, 'Second\n\nwith a body', { 'src/a.ts': '2', 'src/b.ts': '1' });
  return where;
}

async function log(where: string, since?: string) {
  const commits = await readGitLog(where, since === undefined ? {} : { since });
  return (commits ?? []).map(({ message, paths }) => [message, ...paths]);
}

test('commits come newest first, with the paths they changed', async () => {
  const where = repository();
  const first = ['First', 'docs/Größe\tmit "allem".md', 'src/a.ts'];
  expect(await log(where)).toEqual([['Second\n\nwith a body', 'src/a.ts', 'src/b.ts'], first]);
  expect(await log(join(where, 'src'))).toEqual([
    ['Second\n\nwith a body', 'a.ts', 'b.ts'],
    ['First', 'a.ts'],
  ]);
});

test('worktrees, shallow clones and submodules have their past; what is no repository has none', async () => {
  const where = repository();
  const beside = join(folder(), 'beside');
  git(where, 'worktree', 'add', '-q', '-b', 'other', beside);
  commit(beside, 'Third', { 'c.ts': '1' });
  expect((await log(beside)).map(([message]) => message)).toEqual(['Third', 'Second\n\nwith a body', 'First']);
  const shallow = join(folder(), 'shallow');
  git(where, 'clone', '-q', '--depth', '1', `file://${where}`, shallow);
  expect((await log(shallow)).map(([message]) => message)).toEqual(['Second\n\nwith a body']);
  git(shallow, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', where, 'sub');
  expect(await log(join(shallow, 'sub'))).toHaveLength(2);
  const empty = folder();
  expect([await headCommit(empty), await log(empty)]).toEqual([undefined, []]);
  git(empty, 'init', '-q');
  expect([await headCommit(empty), await log(empty)]).toEqual([undefined, []]);
  expect(await log(join(empty, 'not there'))).toEqual([]);
});

const EVER = ['c.ts', 'docs/Größe\tmit "allem".md', 'only.ts', 'src/a.ts', 'src/b.ts'];

test('a new commit is added to what is known; another branch begins anew', async () => {
  const where = repository();
  const history = new GitHistory([{ name: 'root', folder: where }]);
  const paths = async () => {
    await history.look();
    await history.read();
    const recent = history.current?.recent(fileLayout(EVER)) ?? [];
    return EVER.filter((_, at) => recent[at]! > 0);
  };
  expect(history.current).toBeUndefined();
  expect(await paths()).toEqual(['docs/Größe\tmit "allem".md', 'src/a.ts', 'src/b.ts']);
  const before = history.stamp;
  commit(where, 'Third', { 'c.ts': '1' });
  expect(await paths()).toContain('c.ts');
  expect(history.stamp).not.toBe(before);
  git(where, 'checkout', '-q', '--orphan', 'fresh');
  git(where, 'rm', '-qrf', '.');
  commit(where, 'Fresh', { 'only.ts': '1' });
  expect(await paths()).toEqual(['only.ts']);
  expect((await log(where)).map(([message]) => message)).toEqual(['Fresh']);
});

test('what was kept of the past needs no reading again, and is caught up with', async () => {
  const where = repository();
  const roots = [{ name: 'root', folder: where }];
  const read = async (kept: GitHistory | undefined) => {
    const history = new GitHistory(roots);
    if (kept) history.restore(kept.kept());
    const restored = history.kept()[0]!.commits.length;
    await history.look();
    await history.read();
    return { history, restored };
  };
  const first = await read(undefined);
  commit(where, 'Third', { 'c.ts': '1' });
  const second = await read(first.history);
  expect([first.restored, second.restored]).toEqual([0, 2]);
  expect(second.history.kept()).toEqual((await read(undefined)).history.kept());
  git(where, 'reset', '-q', '--hard', 'HEAD~2');
  expect((await read(second.history)).history.kept()).toEqual((await read(undefined)).history.kept());
});

test('no configuration of a repository makes reading it run a program', async () => {
  const where = repository();
  const trap = join(folder(), 'ran');
  const program = join(folder(), 'program');
  writeFileSync(program, `#!/bin/sh\ntouch '${trap}'\nexit 0\n`, { mode: 0o755 });
  const settings = {
    'log.showSignature': 'true',
    'gpg.program': program,
    'core.fsmonitor': program,
    'core.pager': program,
    'pager.log': program,
    'diff.external': program,
    'core.sshCommand': program,
    'diff.all.textconv': program,
    'diff.all.command': program,
  };
  for (const [name, value] of Object.entries(settings)) git(where, 'config', name, value);
  mkdirSync(join(where, '.git/info'), { recursive: true });
  writeFileSync(join(where, '.git/info/attributes'), '* diff=all filter=all\n');
  expect(await log(where)).toHaveLength(2);
  expect(await headCommit(where)).toMatch(/^[0-9a-f]{40}$/);
  expect(existsSync(trap)).toBe(false);
});

async function problemsOf(where: string, patience?: GitPatience, given?: GitHistory): Promise<readonly string[]> {
  const history = given ?? new GitHistory([{ name: 'root', folder: where }], patience);
  await history.look();
  await history.read();
  return history.problems;
}

test.each<[string, (where: string) => void, RegExp | undefined]>([
  ['a whole repository', () => {}, undefined],
  ['no repository', (where) => rmSync(join(where, '.git'), { recursive: true }), undefined],
  ['no commit', (where) => git(where, 'update-ref', '-d', 'HEAD'), undefined],
  ['a broken repository', (where) => rmSync(join(where, '.git/objects'), { recursive: true }), /log” fails; is git/],
  ['objects that are missing', (where) => rmSync(objectOf(where, 'HEAD~1^{tree}')), /are all its objects there\?$/],
])('%s: what does not count is told', async (_, change, says) => {
  const where = repository();
  change(where);
  const problems = await problemsOf(where);
  expect(problems).toEqual(says ? [expect.stringMatching(says)] : []);
  if (says) expect(problems[0]).toContain(`the past of ${where} does not count`);
});

function objectOf(where: string, revision: string): string {
  const id = git(where, 'rev-parse', revision).trim();
  return join(where, '.git/objects', id.slice(0, 2), id.slice(2));
}

test('a git that does not answer is waited for once a commit, and no longer than it may', async () => {
  const where = repository();
  const before = process.env['PATH'];
  const programs = folder();
  writeFileSync(
    join(programs, 'git'),
    '#!/bin/sh\ncase "$*" in *rev-parse*) exec "$REAL" "$@";; esac\nexec sleep 60\n',
    {
      mode: 0o755,
    },
  );
  process.env['REAL'] = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  process.env['PATH'] = `${programs}:${before}`;
  try {
    const history = new GitHistory([{ name: 'root', folder: where }], { lookMs: 20_000, readMs: 100 });
    const told = [expect.stringContaining('git did not answer within 0.1 s')];
    expect(await problemsOf(where, undefined, history)).toEqual(told);
    // Were git asked again, it would be the real one, which answers.
    process.env['PATH'] = before;
    expect(await problemsOf(where, undefined, history)).toEqual(told);
    commit(where, 'Third', { 'c.ts': '1' });
    expect(await problemsOf(where, undefined, history)).toEqual([]);
  } finally {
    process.env['PATH'] = before;
    delete process.env['REAL'];
  }
});

test('an aborted reading ends with its reason', async () => {
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(readGitLog(repository(), { signal })).rejects.toThrow('stopped');
});
