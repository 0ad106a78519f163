import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hookCommand } from '../../../server/src/cli/hookCommand.ts';
import { loadRules } from '../../../server/src/cli/hookRules.ts';
import { DEFAULT_TRIGGERS } from '../../../server/src/engine/triggers/defaultRules.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';

let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder({ 'bin/winnow': '', 'node_modules/.bin/winnow': '', 'a $b `c`/cli.cjs': '' });
  vi.stubEnv('WINNOW_HOME', folder.path);
});

afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const names = () => readdirSync(join(folder.path, 'routing'));

test('rules are kept as they were read, and read again when what is kept is broken', async () => {
  const { rules } = parseRules(DEFAULT_TRIGGERS);
  expect(await loadRules(DEFAULT_TRIGGERS)).toEqual(rules);
  const [name] = names();
  const path = join(folder.path, 'routing', name!);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(rules);
  writeFileSync(path, JSON.stringify({ ...rules, immediate: [] }));
  expect(await loadRules(DEFAULT_TRIGGERS)).toEqual({ ...rules, immediate: [] });
  writeFileSync(path, '{');
  expect(await loadRules(DEFAULT_TRIGGERS)).toEqual(rules);
});

test('no more than a few files are kept', async () => {
  for (let at = 0; at < 20; at++) await loadRules(`immediate_triggers: {r: {keywords: [k${at}], agents: [a]}}`);
  expect(names()).toHaveLength(16);
});

test('a data folder that takes nothing costs no rules', async () => {
  writeFileSync(join(folder.path, 'routing'), '');
  expect(await loadRules(DEFAULT_TRIGGERS)).toEqual(parseRules(DEFAULT_TRIGGERS).rules);
});

test('the command is winnow where the PATH has one that stays, else this script; a team’s file has no script', () => {
  const entry = join(folder.path, 'a $b `c`/cli.cjs');
  const bin = join(folder.path, 'bin');
  const command = (scope: 'local' | 'project', searchPath: string) =>
    hookCommand({ scope, entry, searchPath, platform: 'linux' });
  const script = `node "${folder.path}/a \\$b \\\`c\\\`/cli.cjs" hook claude; exit 0`;
  expect(command('local', `${bin}:/no/such`)).toBe(script);
  chmodSync(join(bin, 'winnow'), 0o755);
  chmodSync(join(folder.path, 'node_modules/.bin/winnow'), 0o755);
  expect(command('local', bin)).toBe('winnow hook claude; exit 0');
  expect(command('project', bin)).toBe('winnow hook claude; exit 0');
  expect(command('local', `${folder.path}/node_modules/.bin:bin:`)).toBe(script);
  expect(command('project', '')).toBeUndefined();
});
