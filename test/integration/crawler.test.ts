import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { crawl, type CrawlOptions } from '../../server/src/workspace/crawler.ts';
import { ignoresCase } from '../../server/src/workspace/pathCase.ts';

const OPTIONS: CrawlOptions = { exclude: [], maxFileBytes: 1_000_000 };
let base = '';
let root = '';

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'winnow-crawl-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

beforeEach(() => {
  root = join(base, 'work');
  mkdirSync(root);
  mkdirSync(join(base, 'home'));
  vi.stubEnv('HOME', join(base, 'home'));
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
  rmSync(join(base, 'home'), { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const empty = (...paths: string[]) => write(Object.fromEntries(paths.map((path) => [path, ''])));
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });

/** Tracked and untracked files that are not ignored, links left out, in byte order. */
function gitFiles(folder = root): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return listed.split('\0').filter(Boolean);
}

const paths = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path);
const byBytes = (list: readonly string[]) => [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

async function checkAgainstGit(folder = root): Promise<readonly string[]> {
  const { files } = await crawl(folder, OPTIONS);
  expect(paths(files)).toEqual(byBytes(gitFiles(folder)));
  return paths(files);
}

test('nested ignore files, negation, directories, anchors, globstars, spaces, CR LF', async () => {
  git('init', '-q');
  write({
    '.gitignore':
      '# comment\n*.log\n!keep.log\n/anchored\nbuild/\na/**/b\nlib/\ntrailing \nescaped\\ \n\\#hash\nx[0-9].txt\nignored/*\n!ignored/kept.txt\n',
    'front/.gitignore': '!lib/\r\nonly-here\r\n*.tmp\r\n',
    'front/deep/.gitignore': '!special.tmp\n!dir.log/\n/local',
    '.git/info/exclude': 'excluded\n',
  });
  empty(
    'a.log',
    'keep.log',
    'x/keep.log',
    'anchored',
    'x/anchored',
    'build/out',
    'x/build/out',
    'y/build',
    'a/b',
    'a/x/b',
    'a/x/y/b/c',
    'a/c',
  );
  empty(
    'lib/a.ts',
    'front/lib/a.ts',
    'front/lib/b.log',
    'only-here',
    'front/only-here',
    'front/x.tmp',
    'x.tmp',
    'front/deep/special.tmp',
  );
  empty(
    'front/deep/other.tmp',
    'front/deep/dir.log/a',
    'front/deep/local',
    'trailing',
    'escaped ',
    'escaped',
    '#hash',
    'x1.txt',
    'xa.txt',
  );
  empty(
    'ignored/kept.txt',
    'ignored/other.txt',
    'excluded',
    'x/excluded',
    'é/ü.txt',
    'a-b',
    'a.b',
    '\u{1f600}',
    '\uffee',
    'line\nbreak',
    'tab\t',
  );
  const found = await checkAgainstGit();
  expect(found).toEqual(
    expect.arrayContaining([
      'keep.log',
      'front/lib/a.ts',
      'front/deep/dir.log/a',
      'front/deep/special.tmp',
      'line\nbreak',
    ]),
  );
  expect(found).not.toEqual(expect.arrayContaining(['front/lib/b.log']));
});

test('random patterns on random trees: the files are those of git', async () => {
  const names = ['a', 'b', 'ab', 'foo', 'foo.log', 'keep.log', '.x', 'a b', '[x]', 'é', 'a\\b', 'c ', '!n', '#h', 'A'];
  const pieces = [
    'a',
    'b',
    'foo',
    '*',
    '**',
    '?',
    '*.log',
    'keep.log',
    '[a-b]',
    '[!a]',
    '[]x]',
    '[[:alpha:]]',
    '[a',
    '\\*',
    '\\[x\\]',
    'f*',
    '*o',
  ].concat([
    '\\a',
    'é',
    '*a*',
    '[^b-]',
    '[a-]',
    '[[:none:]]',
    'c\\ ',
    'c ',
    '\\#h',
    '[b-a]',
    '[a/b]',
    '\\',
    '***',
    'a**',
    '**b',
    '[[:upper:]]*',
  ]);
  let state = 12_345;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  const pick = (list: readonly string[]) => list[random(list.length)] ?? '';
  const pattern = () => {
    const parts = Array.from({ length: 1 + random(3) }, () => pick(pieces) + (random(5) ? '' : pick(pieces)));
    return (
      (random(5) ? '' : '!') +
      (random(4) ? '' : '/') +
      parts.join('/') +
      (random(4) ? '' : '/') +
      (random(8) ? '' : ' ') +
      (random(8) ? '' : '\r')
    );
  };
  for (let round = 0; round < 25; round++) {
    git('init', '-q');
    const folders = [''];
    for (let made = 0; made < 12; made++) folders.push(`${pick(folders)}${pick(names)}/`);
    for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
    for (let made = 0; made < 40; made++) {
      const path = pick(folders) + pick(names);
      if (!folders.includes(`${path}/`)) empty(path);
    }
    for (const folder of folders) {
      if (folder === '' || random(3) === 0)
        write({ [`${folder}.gitignore`]: Array.from({ length: 1 + random(6) }, pattern).join('\n') });
    }
    await checkAgainstGit();
    rmSync(root, { recursive: true });
    mkdirSync(root);
  }
});

test("the user's excludes file: the default place, and the one that the configuration names", async () => {
  git('init', '-q');
  const home = join(base, 'home');
  mkdirSync(join(home, '.config/git'), { recursive: true });
  writeFileSync(join(home, '.config/git/ignore'), '*.default\n');
  empty('a.default', 'a.named', 'a');
  expect(await checkAgainstGit()).toEqual(['a', 'a.named']);
  writeFileSync(join(home, '.gitconfig'), '[core]\n\texcludesFile = ~/named\n');
  writeFileSync(join(home, 'named'), '*.named\n');
  expect(await checkAgainstGit()).toEqual(['a', 'a.default']);
});

test('a folder inside of a repository obeys the ignore files above it, unless they ignore the folder itself', async () => {
  git('init', '-q');
  write({ '.gitignore': '*.log\n/packages/a/out\nhidden/\n', 'packages/.gitignore': '*.tmp\n' });
  empty('packages/a/x.log', 'packages/a/x.tmp', 'packages/a/out', 'packages/a/in', 'hidden/x.log', 'hidden/a');
  expect(await checkAgainstGit(join(root, 'packages/a'))).toEqual(['in']);
  expect(paths((await crawl(join(root, 'hidden'), OPTIONS)).files)).toEqual(['a', 'x.log']);
});

test('a linked worktree obeys the exclude file of its repository', async () => {
  git('init', '-q');
  empty('a');
  git('add', 'a');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'a');
  write({ '.git/info/exclude': 'excluded\n' });
  git('worktree', 'add', '-q', 'tree');
  empty('tree/excluded', 'tree/b');
  expect(await checkAgainstGit(join(root, 'tree'))).toEqual(['a', 'b']);
});

test('a nested repository is entered and ruled by its own ignore files, and by ours above it', async () => {
  git('init', '-q');
  write({ '.gitignore': '*.log\n', '.winnowignore': '*.secret\n', 'inner/.gitignore': '*.tmp\n' });
  empty('a.log', 'inner/a.log', 'inner/a.tmp', 'inner/a.secret', 'inner/a');
  execFileSync('git', ['init', '-q', join(root, 'inner')]);
  expect(paths((await crawl(root, OPTIONS)).files)).toEqual([
    '.gitignore',
    '.winnowignore',
    'inner/.gitignore',
    'inner/a',
    'inner/a.log',
  ]);
});

test('without a repository ignore files hold all the same; ours outrank those of git', async () => {
  write({ '.gitignore': '*.log\n', '.winnowignore': '*.txt\n!keep.log\n', 'a/.winnowignore': '!a.txt\n' });
  empty('x.log', 'keep.log', 'x.txt', 'a/a.txt', 'a/b.txt', 'x');
  const { files, skipped } = await crawl(root, OPTIONS);
  expect(paths(files)).toEqual(['.gitignore', '.winnowignore', 'a/.winnowignore', 'a/a.txt', 'keep.log', 'x']);
  expect(paths(skipped)).toEqual(['a/b.txt', 'x.log', 'x.txt']);
});

test('what is left out is reported with its reason, an ignored directory once', async () => {
  write({ '.gitignore': 'out/\n', large: 'x'.repeat(50), small: 'x' });
  empty('out/a', 'out/b/c', 'vendor/deep/a', 'src/a.min.js', 'src/a.js');
  symlinkSync(root, join(root, 'loop'));
  symlinkSync('missing', join(root, 'src/dangling'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const { files, skipped } = await crawl(root, { exclude: ['vendor', '*.min.js'], maxFileBytes: 20 });
  expect(paths(files)).toEqual(['.gitignore', 'small', 'src/a.js']);
  expect(skipped).toEqual([
    { path: 'large', reason: 'too large' },
    { path: 'loop', reason: 'symbolic link' },
    { path: 'out/', reason: 'ignored', by: '.gitignore:1' },
    { path: 'pipe', reason: 'not a regular file' },
    { path: 'src/a.min.js', reason: 'excluded', by: '*.min.js' },
    { path: 'src/dangling', reason: 'symbolic link' },
    { path: 'vendor/', reason: 'excluded', by: 'vendor' },
  ]);
});

test.each<[string, readonly string[]]>([
  ['src/**', ['a.ts', 'lib/src/b.ts']],
  ['src/', ['a.ts']],
  ['./src', ['a.ts', 'lib/src/b.ts']],
  ['**/src', ['a.ts']],
  ['/a.ts', ['lib/src/b.ts', 'src/c.ts', 'src/d/e.ts']],
  ['src/*.ts', ['a.ts', 'lib/src/b.ts', 'src/d/e.ts']],
  ['{a,b}.ts', ['src/c.ts', 'src/d/e.ts']],
  ['!a.ts', ['a.ts', 'lib/src/b.ts', 'src/c.ts', 'src/d/e.ts']],
])('exclude %s', async (glob, expected) => {
  empty('a.ts', 'src/c.ts', 'src/d/e.ts', 'lib/src/b.ts');
  const found = paths((await crawl(root, { ...OPTIONS, exclude: [glob] })).files);
  expect(found).toEqual(expected);
});

test('a link in the place of an ignore file is no ignore file, as in git', async () => {
  git('init', '-q');
  write({ patterns: 'a\n' });
  empty('a');
  symlinkSync('patterns', join(root, '.gitignore'));
  expect(paths((await crawl(root, OPTIONS)).files)).toEqual(gitFiles().filter((path) => path !== '.gitignore'));
});

test('names that are no UTF-8 are reported, not thrown', async () => {
  if (process.platform !== 'linux') return;
  writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff])]), '');
  empty('good');
  const { files, skipped } = await crawl(root, OPTIONS);
  expect(paths(files)).toEqual(['good']);
  expect(skipped).toEqual([{ path: 'bad\uFFFD', reason: 'unreadable' }]);
});

test('a root that is not there is unreadable', async () => {
  expect(await crawl(join(root, 'missing'), OPTIONS)).toEqual({
    files: [],
    skipped: [{ path: './', reason: 'unreadable' }],
  });
});

test('sizes and times are those of the disk; progress grows; the same tree gives the same answer', async () => {
  for (let folder = 0; folder < 30; folder++) empty(...Array.from({ length: 20 }, (_, file) => `d${folder}/f${file}`));
  truncateSync(join(root, 'd3/f3'), 77);
  const progress: number[] = [];
  const first = await crawl(root, { ...OPTIONS, onProgress: (found) => progress.push(found) });
  expect(first.files).toHaveLength(600);
  expect(first.files.find(({ path }) => path === 'd3/f3')?.sizeBytes).toBe(77);
  expect(progress.at(-1)).toBe(600);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  const second = await crawl(root, OPTIONS);
  expect(second).toEqual({
    ...first,
    files: first.files.map((file, at) => ({ ...file, seenAtMs: second.files[at]?.seenAtMs })),
  });
});

test('an abort rejects with its reason, before and during the walk', async () => {
  for (let folder = 0; folder < 30; folder++) empty(`d${folder}/f`);
  const reason = new Error('enough');
  await expect(crawl(root, { ...OPTIONS, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const walk = crawl(root, { ...OPTIONS, signal: controller.signal, onProgress: () => controller.abort(reason) });
  await expect(walk).rejects.toBe(reason);
});

test('what git and Winnow keep for themselves is left out under every spelling of its name', async () => {
  write({ 'a.ts': '', '.GIT/config': '', 'inner/.Git/HEAD': '', '.Winnow/triggers.yaml': '', 'Winnow.Lock.json': '' });
  const { files, skipped } = await crawl(root, OPTIONS);
  expect(paths(files)).toEqual(['a.ts']);
  expect(skipped).toEqual([
    { path: '.Winnow/', reason: 'of Winnow itself' },
    { path: 'Winnow.Lock.json', reason: 'of Winnow itself' },
  ]);
});

test('an ignore file under another name than its own counts for nothing where names are told apart', async () => {
  write({ '.GitIgnore': '*.log\n', 'a.log': '', 'b.LOG': '' });
  const { files } = await crawl(root, OPTIONS);
  expect(paths(files)).toEqual(ignoresCase(root) ? ['.GitIgnore'] : ['.GitIgnore', 'a.log', 'b.LOG']);
});

test('an ignore file that is too large to be read hides its folder, and says so', async () => {
  write({
    'a.ts': '',
    'deep/.winnowignore': `secret.ts\n${'#'.repeat(1_000_001)}\n`,
    'deep/secret.ts': '',
    'deep/b.ts': '',
  });
  const { files, skipped } = await crawl(root, { ...OPTIONS, maxFileBytes: 2_000_000 });
  expect(paths(files)).toEqual(['a.ts']);
  expect(skipped).toContainEqual({ path: 'deep/secret.ts', reason: 'ignored', by: 'deep/.winnowignore:1' });
});
