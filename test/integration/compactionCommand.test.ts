import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { COMPACTION_LEVELS, type CompactionLevel, type OptimizeResult } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');
const METHODS = ['dock', 'load', 'sail'].map((name) =>
  [
    '    /**',
    `     * Ships ${name} in the harbour.`,
    '     * More about it.',
    '     */',
    `    ${name}(ship: string): string {`,
    '        // The tide decides.',
    `        const token = "${githubToken()}";`,
    `        return ship + "  ${name}  " + token;`,
    '    }',
    '',
    '',
    '',
  ].join('\n'),
);
const HARBOUR = ['/*', ' * Copyright 2020 The Harbour', ' */', 'export class Harbour {', ...METHODS, '}', ''].join(
  '\n',
);

const home = temporaryFolder();
const workspace = temporaryFolder({ 'src/harbour.ts': HARBOUR });
afterAll(() => {
  home.remove();
  workspace.remove();
});

function winnow(...args: readonly string[]) {
  const given = ['optimize', '--workspace', workspace.path, '--query', 'how do ships sail from the harbour?', ...args];
  return spawnSync(process.execPath, [ENTRY, ...given], {
    env: { ...process.env, WINNOW_HOME: home.path },
    encoding: 'utf8',
  });
}

function packed(...args: readonly string[]): OptimizeResult {
  return JSON.parse(winnow('--json', ...args).stdout) as OptimizeResult;
}

const packs = new Map<CompactionLevel, OptimizeResult>(
  COMPACTION_LEVELS.map((level) => [level, packed('--compact', level)]),
);
const of = (level: CompactionLevel) => packs.get(level)!;

test('each level saves more than the one before, on the same lines, and says what each pass saved', () => {
  const saved = COMPACTION_LEVELS.map((level) => of(level).compaction.savedTokens);
  expect(saved).toEqual(saved.toSorted((a, b) => a - b));
  expect(new Set(saved).size).toBe(COMPACTION_LEVELS.length);
  for (const level of COMPACTION_LEVELS) {
    const { compaction, chunks, rawTokens } = of(level);
    expect(compaction.level).toBe(level);
    expect(Object.values(compaction.passes).reduce((sum, tokens) => sum + tokens, 0)).toBe(compaction.savedTokens);
    expect([chunks[0]?.startLine, chunks.at(-1)?.endLine]).toEqual([1, HARBOUR.split('\n').length - 1]);
    expect(rawTokens).toBe(of('none').rawTokens);
  }
});

test('at none lines stand as they do in the file; lossless keeps comments; an outline keeps what is declared', () => {
  expect(of('none').text).toContain('     * More about it.\n     */\n    sail(ship: string): string {\n');
  expect(of('lossless').text).toContain('\nMore about it.\n*/\n sail(ship: string): string {\n // The tide decides.\n');
  expect(of('nocomments').text).not.toMatch(/tide|More|Copyright/);
  expect(of('outline').text).toContain(' /** Ships sail in the harbour. */\n sail(ship: string): string { // …\n }\n');
});

test('literals and placeholders stay; what is left out is not told as redacted', () => {
  for (const level of ['none', 'lossless', 'nocomments'] as const) {
    expect(of(level).text).toContain('ship + "  sail  "');
    expect(of(level).text.match(/\[REDACTED:/g)).toHaveLength(3);
    expect(of(level).redactions).toHaveLength(3);
  }
  expect(of('outline').redactions).toEqual([]);
});

test('lossless is the default, and the workspace may say otherwise', () => {
  expect(packed().compaction.level).toBe('lossless');
  const other = temporaryFolder({ '.winnow/config.json': '{"compaction": "nocomments"}', 'a.ts': HARBOUR });
  expect(packed('--workspace', other.path).compaction.level).toBe('nocomments');
  other.remove();
});

test('figures show what was saved', () => {
  expect(winnow('--figures').stdout).toMatch(/^compaction +−\d+ +tokens, lossless/m);
  expect(winnow('--compact', 'everything').stderr).toMatch(/none, lossless, nocomments, outline/);
});
