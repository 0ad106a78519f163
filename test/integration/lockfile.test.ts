import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { CheckLockResult } from '../../shared/src/lockProtocol.ts';
import { COMPACTION_LEVELS, PACK_FORMATS } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');

const source = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');
const SELECT = 'server/src/engine/selection/select.ts';
const RENDER = 'server/src/engine/pack/render.ts';

const home = temporaryFolder();
const otherHome = temporaryFolder();
const workspace = temporaryFolder({
  'src/render.ts': source(RENDER),
  [`src/block-${githubToken(9)}.ts`]: '// the selection renders a block within the budget\n',
});
afterAll(() => [home, otherHome, workspace].forEach((folder) => folder.remove()));

const inWorkspace = (path: string) => join(workspace.path, path);
const LOCK = inWorkspace('winnow.lock.json');
const QUESTION = ['--query', 'how does the selection render a block within the budget?', '--budget', '3000'] as const;

beforeEach(() => {
  writeFileSync(inWorkspace('src/select.ts'), source(SELECT));
  writeFileSync(inWorkspace('src/deploy.ts'), `export const budgetToken = '${githubToken()}';\n// the budget block\n`);
});

function winnow(args: readonly string[], dataFolder = home.path) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args, '--workspace', workspace.path], {
    env: { ...process.env, WINNOW_HOME: dataFolder },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const checked = () => {
  const { code, stdout } = winnow(['lock', '--check', '--json']);
  return { code, ...(JSON.parse(stdout) as CheckLockResult) };
};

test('a pack is pinned, made again byte for byte, and what changed is told', () => {
  const made = winnow(['optimize', ...QUESTION, '--lock']);
  expect(made.stderr).toContain(`pinned in ${LOCK}`);
  const lock = readFileSync(LOCK, 'utf8');
  expect(lock).not.toMatch(/REDACTED:[^\]]*:/);

  expect(winnow(['optimize', ...QUESTION, '--lock', '--no-cache']).stdout).toBe(made.stdout);
  expect(readFileSync(LOCK, 'utf8')).toBe(lock);
  expect(winnow(['lock'])).toMatchObject({ code: 0, stdout: made.stdout });
  // A file whose name holds a secret is pinned by its placeholder.
  expect(lock).toMatch(/"path": "src\/block-\[REDACTED:github-token\]\.ts"/);

  // A machine with another key redacts to other fingerprints, and nothing else differs.
  const elsewhere = winnow(['lock'], otherHome.path);
  expect(elsewhere.code).toBe(0);
  expect(elsewhere.stdout).not.toBe(made.stdout);
  const bare = (text: string) => text.replaceAll(/:[0-9a-f]+\]/g, ']');
  expect(bare(elsewhere.stdout)).toBe(bare(made.stdout));

  writeFileSync(inWorkspace('src/select.ts'), `// moved\n${source(SELECT)}`);
  writeFileSync(inWorkspace('src/deploy.ts'), 'export const budgetToken = load();\n// the budget block\n');
  const { code, changes, pack } = checked();
  expect([code, pack]).toEqual([1, undefined]);
  expect(changes).toContainEqual(
    expect.objectContaining({ what: 'chunk', path: 'src/select.ts', startLine: 1, movedToLine: 2 }),
  );
  expect(changes).toContainEqual(
    expect.objectContaining({ what: 'chunk', path: 'src/deploy.ts', reason: 'its lines have changed' }),
  );

  expect(winnow(['lock', '--update']).stderr).toContain('written:');
  expect(checked()).toMatchObject({ code: 0, changes: [] });
  expect(winnow(['optimize', ...QUESTION, '--pin', 'winnow.lock.json', '--json']).stdout).not.toContain('lockVersion');
});

test.each(PACK_FORMATS.map((format, at) => [format, COMPACTION_LEVELS[at]!] as const))(
  'packs as %s, compacted as %s, are made again',
  (format, compaction) => {
    const file = inWorkspace(`${format}.winnow.lock.json`);
    const options = ['--format', format, '--compact', compaction, '--budget', '1200'];
    const { stdout } = winnow(['optimize', ...QUESTION, ...options, '--lock', file]);
    expect(winnow(['lock', file])).toMatchObject({ code: 0, stdout });
  },
);

test('a lockfile lets out nothing that may not leave', () => {
  winnow(['optimize', ...QUESTION, '--lock']);
  const lock = JSON.parse(readFileSync(LOCK, 'utf8')) as object;
  const write = (change: object) => writeFileSync(LOCK, JSON.stringify({ ...lock, ...change }));
  const chunk = { startLine: 1, endLine: 1, tokens: 1, sha256: '0'.repeat(64), blockSha256: '0'.repeat(64) };

  writeFileSync(inWorkspace('.gitignore'), 'private.txt\n');
  writeFileSync(inWorkspace('private.txt'), 'nobody reads this\n');
  write({ chunks: [{ path: 'private.txt', ...chunk }] });
  expect(checked()).toMatchObject({ code: 1, changes: [{ reason: 'the file is skipped: ignored by .gitignore:1' }] });

  write({ highestLevel: 'classified', chunks: [{ path: 'secret.txt', ...chunk }] });
  writeFileSync(inWorkspace('secret.txt'), 'CLASSIFIED\nthe plan\n');
  expect(checked().changes).toMatchObject([
    { what: 'block', reason: expect.stringMatching(/^held back: it is/) as string },
  ]);

  write({ chunks: [{ path: '../outside.txt', ...chunk }] });
  expect(winnow(['lock'])).toMatchObject({ code: 3, stderr: expect.stringContaining('not a path inside') as string });
});

test.each<[name: string, args: readonly string[], code: number, message: RegExp]>([
  ['no lockfile', ['lock', 'missing.json'], 3, /there is no lockfile .*missing\.json: write one/],
  ['two wishes', ['lock', '--check', '--update'], 2, /--check or --update, not both/],
  ['a name without --lock', ['optimize', ...QUESTION, 'a.json'], 2, /“a\.json” is one too many/],
])('%s', (_, args, code, message) => {
  const run = winnow(args);
  expect(run.code).toBe(code);
  expect(run.stderr).toMatch(message);
});
