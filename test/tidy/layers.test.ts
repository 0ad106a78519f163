import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';

/** Which rooms a room may look into; itself always. Imports go one way: engine and base look nowhere. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  client: ['shared'],
  'server/engine': [],
  'server/base': [],
  'server/audit': ['server/engine', 'server/base'],
  // Whether a store's URL holds a password is judged alike in the editor.
  'server/cache': ['server/engine', 'server/base', 'shared'],
  // The lock file that two processes share is the trail's.
  'server/learning': ['server/engine', 'server/base', 'server/audit'],
  // The lock file that two processes share is the trail's; what it tells of is the protocol's.
  'server/ledger': ['server/base', 'server/audit', 'shared'],
  // What it pins is the engine's; how it is told of is the protocol's.
  'server/lockfile': ['server/engine', 'server/base', 'shared'],
  'server/metrics': ['server/engine', 'server/base'],
  'server/outputs': ['server/engine', 'server/base'],
  // Rows go where the cache keeps what it keeps: its stores, breaker and faults.
  'server/rows': ['server/base', 'server/cache'],
  // How a lockfile is named is known alike in the editor.
  'server/workspace': ['server/engine', 'server/base', 'shared'],
  // The queue's connection and the team's key are the cache's.
  'server/serve': ['server/base', 'server/cache'],
  'server/pipeline': [
    'server/engine',
    'server/base',
    'server/audit',
    'server/cache',
    'server/learning',
    'server/ledger',
    'server/lockfile',
    'server/metrics',
    'server/outputs',
    'server/rows',
    'server/workspace',
    'server/services',
    'shared',
  ],
  'server/selfBench': ['server/engine', 'server/base', 'server/workspace', 'server/pipeline', 'server/services'],
  'server/services': [
    'server/engine',
    'server/base',
    'server/audit',
    'server/cache',
    'server/learning',
    'server/ledger',
    'server/metrics',
    'server/outputs',
    'server/rows',
    'server/workspace',
    'server/pipeline',
    'server/version',
    'shared',
  ],
  'server/version': [],
  'server/lsp': [
    // The editor’s tools answer as those over MCP do.
    'server/mcp',
    'server/pipeline',
    'server/metrics',
    'server/services',
    'server/version',
    'server/engine',
    'server/base',
    'server/workspace',
    'shared',
  ],
  // What it answers; only `mcp.ts` and the clients' roots speak the protocol.
  'server/mcp': ['server/pipeline', 'server/version', 'server/engine', 'server/base', 'server/workspace', 'shared'],
  'server/cli': [
    'server/lsp',
    'server/mcp',
    'server/pipeline',
    'server/selfBench',
    'server/services',
    'server/version',
    'server/engine',
    'server/base',
    'server/audit',
    'server/lockfile',
    'server/outputs',
    'server/rows',
    'server/workspace',
    'server/cache',
    'server/metrics',
    'server/serve',
    'shared',
  ],
  'server/main': ['server/lsp'],
};

/** Packages that one room alone may use: it is the room that speaks their language. */
const ONLY_IN: readonly (readonly [RegExp, string])[] = [
  [/^vscode$/, 'client'],
  [/^vscode-languageclient/, 'client'],
  [/^vscode-languageserver(?:\/|$)/, 'server/lsp'],
  [/^@modelcontextprotocol\//, 'server/mcp'],
  [/^(?:ioredis|pg|node:sqlite)$/, 'server/cache'],
  [/^bullmq$/, 'server/serve'],
  [/^prom-client$/, 'server/metrics'],
];

interface Import {
  readonly from: string;
  readonly specifier: string;
}

const files = globSync(['shared/src/**/*.ts', 'client/src/**/*.ts', 'server/src/**/*.ts'], { cwd: REPOSITORY }).map(
  (path) => path.split(sep).join('/'),
);
const imports: readonly Import[] = files.flatMap((from) => {
  const source = readFileSync(join(REPOSITORY, from), 'utf8');
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => ({ from, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
});

function roomOf(path: string): string {
  const [top = '', , second = ''] = path.split('/');
  return top === 'server' ? `server/${second.replace(/\.ts$/, '')}` : top;
}

function targetOf({ from, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(from), specifier))
    .split(sep)
    .join('/');
}

test('the walk sees the sources', () => {
  expect(files.length).toBeGreaterThan(60);
  expect(imports.length).toBeGreaterThan(200);
});

test('rooms import only what lies below them', () => {
  const wrong = imports.filter((one) => {
    const target = targetOf(one);
    if (target === undefined || target === 'package.json') return false;
    const room = roomOf(one.from);
    return roomOf(target) !== room && !MAY_IMPORT[room]?.includes(roomOf(target));
  });
  expect(wrong.map(({ from, specifier }) => `${from} → ${specifier}`)).toEqual([]);
});

test('the engine uses no Node module, and each wire language is spoken in one room', () => {
  const wrong = imports.filter(({ from, specifier }) => {
    if (from.startsWith('server/src/engine/')) return !specifier.startsWith('.') && specifier !== 'yaml';
    return ONLY_IN.some(([pattern, room]) => pattern.test(specifier) && roomOf(from) !== room);
  });
  expect(wrong.map(({ from, specifier }) => `${from} → ${specifier}`)).toEqual([]);
});

test('no import cycles', () => {
  const graph = new Map<string, string[]>();
  for (const one of imports) {
    const target = targetOf(one);
    if (target) graph.set(one.from, [...(graph.get(one.from) ?? []), target]);
  }
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(file)), file].map((path) => relative('server/src', path)).join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});

test('source files stay small enough to be one idea', () => {
  const long = files.filter((path) => readFileSync(join(REPOSITORY, path), 'utf8').split('\n').length > 400);
  expect(long).toEqual([]);
});

test('no path of a machine and no unfinished mark is committed', () => {
  const marks = /['"`\s]\/(?:home|Users|root|work)\/[a-z]|\b(?:TODO|FIXME|HACK)\b/;
  const wrong = files.filter((path) => marks.test(readFileSync(join(REPOSITORY, path), 'utf8')));
  expect(wrong).toEqual([]);
});
