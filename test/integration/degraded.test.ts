import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../server/src/base/logger.ts';
import { createPipeline } from '../../server/src/services.ts';
import { SETTINGS } from '../../shared/src/settings.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder({ 'workspace/src/budget.ts': 'export const budget = 8000;\n' });
  process.env['WINNOW_HOME'] = home();
});
afterEach(() => {
  delete process.env['WINNOW_HOME'];
  folder.remove();
});

const home = (...names: readonly string[]) => join(folder.path, 'home', ...names);
const workspace = () => join(folder.path, 'workspace');

function open() {
  return createPipeline(
    {
      surface: 'lsp',
      roots: [{ name: 'workspace', folder: workspace() }],
      trusted: true,
      exclude: [],
      maxFileBytes: SETTINGS['winnow.maxFileBytes'].default,
      defaults: { budget: 2000, format: 'markdown', highestLevel: 'sensitive' },
    },
    silentLogger,
  );
}

const QUERY = 'which budget';

/** What a part that a pack can do without leaves behind, and what ruins it. */
const ROWS: readonly (readonly [part: string, ruin: () => void, says: RegExp | undefined])[] = [
  ['nothing', () => {}, undefined],
  ['the past', () => ruinRepository(), /^the past of .*workspace does not count: “git -C .* log” fails/],
  ['what was learned', () => ruinLearned(), /^what was learned could not be read: it begins anew/],
  ['the audit trail', () => ruinTrail(), /^the audit trail cannot be written/],
  ['the cache on disk', () => overwrite(home('cache.sqlite')), undefined],
];

function ruinRepository(): void {
  execFileSync('git', ['-C', workspace(), 'init', '-q']);
  rmSync(join(workspace(), '.git/objects'), { recursive: true });
}
const overwrite = (path: string) => writeFileSync(path, 'no file of Winnow’s');
function ruinLearned(): void {
  const name = readdirSync(home('learned')).find((one) => !one.endsWith('.lock')) ?? '';
  overwrite(home('learned', name));
}
function ruinTrail(): void {
  rmSync(home('audit'), { recursive: true, force: true });
  mkdirSync(home(), { recursive: true });
  overwrite(home('audit'));
}

test.each(ROWS)('a pack without %s is a pack, and says what it lacks', async (_, ruin, says) => {
  const before = open();
  expect(await before.feedback({ kind: 'pin', query: QUERY, chunks: [{ path: 'src/budget.ts' }] })).toEqual({
    recorded: true,
  });
  expect((await before.optimize({ query: QUERY })).degraded).toEqual([]);
  await before.close();
  ruin();
  const pipeline = open();
  await pipeline.optimize({ query: QUERY });
  // What goes behind an answer fails behind it, and is told with the next.
  await until(() => !says || pipeline.stats().degraded.length > 0);
  const { chunks, degraded } = await pipeline.optimize({ query: QUERY });
  expect(chunks).toHaveLength(1);
  expect(degraded).toEqual(says ? [expect.stringMatching(says)] : []);
  expect(pipeline.stats().degraded).toEqual(degraded);
  await pipeline.close();
});

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !isSo(); turn++) await new Promise((resolve) => void setTimeout(resolve, 25));
}
