import { afterAll, expect, test } from 'vitest';
import { SETTINGS } from '../../../shared/src/settings.ts';
import { withWorkspaceConfig } from '../../../server/src/lsp/workspaceDefaults.ts';
import { parseSettings } from '../../../server/src/lsp/settings.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const folder = temporaryFolder({
  'plain/a.ts': '',
  'own/.winnow/config.json': '{"budget": 3000, "format": "xml", "compaction": "none", "exclude": ["gen/**"]}',
  'other/.winnow/config.json': '{"budget": 5000}',
  'broken/.winnow/config.json': '{"budget": "many"}',
});
afterAll(() => folder.remove());

interface Given {
  readonly roots: readonly string[];
  readonly settings?: object;
  readonly trusted?: boolean;
}

function budgetOf({ roots, settings = {}, trusted = true }: Given) {
  const lines: string[] = [];
  const log = { info: () => {}, warn: (line: string) => lines.push(line), error: () => {} };
  const workspace = { roots: roots.map((name) => ({ name, folder: `${folder.path}/${name}` })), trusted };
  const found = withWorkspaceConfig(
    parseSettings(settings, () => {}),
    workspace,
    log,
  );
  const { 'winnow.budget': budget, 'winnow.format': format, 'winnow.exclude': exclude } = found;
  return { budget, format, exclude, lines: lines.length };
}

const SHIPPED = { budget: SETTINGS['winnow.budget'].default, format: 'markdown', exclude: [], lines: 0 };
const OWN = { budget: 3000, format: 'xml', exclude: ['gen/**'], lines: 0 };

test.each<[string, Given, object]>([
  ['what is shipped', { roots: ['plain'] }, SHIPPED],
  ['before it the workspace’s file', { roots: ['own'] }, OWN],
  ['before that what is set', { roots: ['own'], settings: { budget: 900 } }, { ...OWN, budget: 900 }],
  ['globs of both', { roots: ['own'], settings: { exclude: ['x'] } }, { ...OWN, exclude: ['x', 'gen/**'] }],
  ['of several folders the first with a file', { roots: ['plain', 'own', 'other'] }, OWN],
  ['of a broken file nothing but a line in the log', { roots: ['broken'] }, { ...SHIPPED, lines: 1 }],
  ['nothing of a workspace that is not trusted', { roots: ['own'], trusted: false }, SHIPPED],
])('there holds %s', (_, given, expected) => {
  expect(budgetOf(given)).toEqual(expected);
});
