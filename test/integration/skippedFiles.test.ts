import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  METHODS,
  type ExplainResult,
  type OptimizeResult,
  type SkippedFilesResult,
  type StatsResult,
} from '../../shared/src/protocol.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const folder = temporaryFolder({
  '.git/HEAD': 'ref: refs/heads/main\n',
  '.git/info/exclude': '# none yet\nprivate.ts\n',
  '.gitignore': 'build/\n\n*.log\n',
  '.winnowignore': '*.snap\n',
  'src/.gitignore': '!keep.log\ngenerated.ts\n',
  'src/walrus.ts': 'export const walrus = 1;\n',
  'src/keep.log': 'walrus\n',
  'src/other.log': 'walrus\n',
  'src/generated.ts': 'export const walrus = 2;\n',
  'src/walrus.snap': 'walrus\n',
  'build/walrus.js': 'walrus\n',
  'dist/walrus.js': 'walrus\n',
  'src/dist/walrus.ts': 'export const walrus = 3;\n',
  'private.ts': 'export const walrus = 4;\n',
  'large.ts': `// walrus ${'x'.repeat(3_000_000)}\n`,
  'walrus.bin': 'walrus\0',
});
const home = temporaryFolder();
let server: RunningServer;

beforeAll(async () => {
  const capabilities = { workspace: { configuration: true } };
  server = await startServer({ folder: folder.path, home: home.path, capabilities });
  server.client.onRequest('workspace/configuration', (params) =>
    (params as { items: { section: string }[] }).items.map(({ section }) =>
      section === 'files.exclude' ? { dist: true, '**/*.ts': { when: '$(basename).js' } } : null,
    ),
  );
});
afterAll(async () => {
  await server.stop();
  folder.remove();
  home.remove();
});

test('a pack lists what was left out, and why', async () => {
  const result = await server.client.request<OptimizeResult>(METHODS.optimize, { query: 'walrus', budget: 2000 });
  expect(result.chunks.map(({ path }) => path).sort()).toEqual(['src/dist/walrus.ts', 'src/keep.log', 'src/walrus.ts']);
  expect(result.filesSkipped).toEqual([
    { path: 'build/', reason: 'ignored' },
    { path: 'dist/', reason: 'excluded' },
    { path: 'large.ts', reason: 'too large' },
    { path: 'private.ts', reason: 'ignored' },
    { path: 'src/generated.ts', reason: 'ignored' },
    { path: 'src/other.log', reason: 'ignored' },
    { path: 'src/walrus.snap', reason: 'ignored' },
    { path: 'walrus.bin', reason: 'binary' },
  ]);
});

test('they are listed for who asks, and counted by reason', async () => {
  const { total, files } = await server.client.request<SkippedFilesResult>(METHODS.skippedFiles, {});
  expect(total).toBe(8);
  expect(files).toContainEqual({ path: 'large.ts', reason: 'too large' });
  const { filesSkipped, skippedByReason } = await server.client.request<StatsResult>(METHODS.stats, {});
  expect(filesSkipped).toBe(8);
  expect(Object.entries(skippedByReason)[0]).toEqual(['ignored', 5]);
  expect(skippedByReason).toEqual({ ignored: 5, excluded: 1, 'too large': 1, binary: 1 });
});

test.each<[string, ExplainResult['skipped']]>([
  ['src/walrus.ts', undefined],
  ['src/other.log', { path: 'src/other.log', reason: 'ignored by .gitignore:3' }],
  ['src/generated.ts', { path: 'src/generated.ts', reason: 'ignored by src/.gitignore:2' }],
  ['src/walrus.snap', { path: 'src/walrus.snap', reason: 'ignored by .winnowignore:1' }],
  ['build/walrus.js', { path: 'build/', reason: 'ignored by .gitignore:1' }],
  ['private.ts', { path: 'private.ts', reason: 'ignored by .git/info/exclude:2' }],
  ['dist/walrus.js', { path: 'dist/', reason: 'excluded by ./dist' }],
  ['large.ts', { path: 'large.ts', reason: 'too large: winnow.maxFileBytes is the limit' }],
  ['walrus.bin', { path: 'walrus.bin', reason: 'binary' }],
  ['no/such.ts', { path: 'no/such.ts', reason: 'not in the workspace: paths are relative to its folder, with “/”' }],
])('explain says of %s why it is not in', async (path, expected) => {
  const { skipped } = await server.client.request<ExplainResult>(METHODS.explain, { query: 'walrus', path });
  expect(skipped).toEqual(expected);
});
