import { describe, expect, test } from 'vitest';
import { folderNames } from '../../../client/src/folderNames.ts';
import { chunkAt, nextNodes, packNodes, type PackNode } from '../../../client/src/packView/packNodes.ts';
import type { OptimizeResult, PackChunk } from '../../../shared/src/protocol.ts';

const chunk = (path: string, startLine: number, more: Partial<PackChunk> = {}): PackChunk => ({
  path,
  startLine,
  endLine: startLine + 8,
  tokens: 100,
  score: 1 / startLine,
  reasons: ['names'],
  redactions: 0,
  ...more,
});

const NONE_HELD_BACK = { public: 0, internal: 0, sensitive: 0, classified: 0, never: 0 };

const RESULT: OptimizeResult = {
  query: 'q',
  format: 'markdown',
  budget: 1000,
  tokens: 400,
  rawTokens: 500,
  fileTokens: 900,
  text: '',
  compaction: { level: 'lossless', savedTokens: 0, passes: {} },
  chunks: [chunk('src/b.ts', 1), chunk('src/a.ts', 20, { redactions: 2 }), chunk('src/b.ts', 10, { score: 3 })],
  triggers: { fired: ['bugs', 'bugs'], agents: ['bugs', 'tester'], mode: 'parallel' },
  redactions: [
    { rule: 'token', path: 'src/a.ts', line: 21, level: 'classified' },
    { rule: 'token', path: 'src/a.ts', line: 21, level: 'classified' },
  ],
  heldBack: 3,
  heldBackByLevel: { ...NONE_HELD_BACK, classified: 2, never: 1 },
  cacheLevel: 'memory',
  latencyMs: 3,
  stages: {},
  filesSeen: 12,
  filesSkipped: [
    { path: 'x.png', reason: 'binary' },
    { path: 'y.png', reason: 'binary' },
    { path: 'z', reason: 'too large' },
  ],
  degraded: [],
  memory: { rss: 0, heapUsed: 0 },
};

const shown = (filter = '', pins: readonly string[] = [], excludes: readonly string[] = []) =>
  packNodes({ pack: 'winnow-pack:/p', result: RESULT, pins, excludes, filter });

/** The tree as indented lines. */
function outline(nodes: readonly PackNode[], indent = ''): string {
  return nodes
    .flatMap((node) => {
      const inside = 'children' in node ? outline(node.children(), `${indent}  `) : '';
      return [`${indent}${label(node)}`, ...(inside === '' ? [] : [inside])];
    })
    .join('\n');
}

function label(node: PackNode): string {
  const pinned = 'isPinned' in node && node.isPinned ? ' pinned' : '';
  switch (node.kind) {
    case 'file':
      return `${node.path} ${node.tokens} ${node.score} ${node.redactions}${pinned}`;
    case 'chunk':
      return `:${node.startLine}-${node.endLine}${pinned}`;
    case 'group':
      return `${node.group} ${node.count}`;
    case 'next':
      return `+ ${node.path} ${node.tokens}`;
    case 'excluded':
      return `- ${node.glob} (${node.path ?? 'glob'})`;
    case 'unmetPin':
      return `? ${node.pin} of ${node.path}`;
    case 'heldBack':
    case 'skipped':
      return `${node.kind} ${node.reason} ${node.count} ${node.examples.join(',')}`.trim();
    case 'redaction':
      return `${node.rule} ${node.path}:${node.startLine}`;
    case 'trigger':
    case 'agent':
      return `${node.kind} ${node.name}`;
    case 'nextGroup':
    case 'origin':
      return node.kind;
  }
}

const ids = (nodes: readonly PackNode[]): readonly string[] =>
  nodes.flatMap((node) => [node.id, ...('children' in node ? ids(node.children()) : [])]);

describe('the Pack view', () => {
  test('files in the order of the pack with their blocks, then what was left out, replaced and fired', () => {
    const pins = ['src/b.ts:5-6', 'gone.ts:1-2'];
    expect(outline(shown('', pins, ['docs/**', String.raw`a\[1\].ts`]))).toBe(`src/b.ts 200 3 0
  :1-9 pinned
  :10-18
src/a.ts 100 0.05 2
  :20-28
nextGroup
leftOut 7
  ? gone.ts:1-2 of gone.ts
  - docs/** (glob)
  - a\\[1\\].ts (a[1].ts)
  heldBack classified 2
  heldBack never 1
  skipped binary 2 x.png,y.png
  skipped too large 1 z
redactions 2
  token src/a.ts:21
  token src/a.ts:21
triggers 3
  trigger bugs
  agent bugs
  agent tester
origin`);
  });

  test('a pinned file and its blocks', () => {
    expect(
      outline(shown('', ['src/a.ts']))
        .split('\n')
        .slice(3, 5),
    ).toEqual(['src/a.ts 100 0.05 2 pinned', '  :20-28 pinned']);
  });

  test.each([
    ['B.TS', ['src/b.ts']],
    ['src a', ['src/a.ts']],
    ['@redacted', ['src/a.ts']],
    ['@pinned', ['src/b.ts']],
    ['@pinned a.ts', []],
    ['nothing', []],
  ])('the filter %j', (filter, expected) => {
    const paths = shown(filter, ['src/b.ts:10-12']).map((node) => (node.kind === 'file' ? node.path : node.kind));
    expect(paths).toEqual(expected);
  });

  test('every node has an id of its own, the same in the next pack', () => {
    const nodes = shown('', ['x.ts', 'x.ts'], ['y/**', 'y/**']);
    expect(new Set(ids(nodes)).size).toBe(ids(nodes).length);
    expect(ids(shown('', ['x.ts', 'x.ts'], ['y/**', 'y/**']))).toEqual(ids(nodes));
  });

  test('an empty pack of nothing says only what would enter and where it came from', () => {
    const result = { ...RESULT, chunks: [], redactions: [], filesSkipped: [], heldBackByLevel: NONE_HELD_BACK };
    const empty = { ...result, triggers: { ...RESULT.triggers, fired: [], agents: [] } };
    const nodes = packNodes({ pack: 'p', result: empty, pins: [], excludes: [], filter: '' });
    expect(outline(nodes)).toBe('nextGroup\norigin');
  });
});

test('what would enter next can be pinned', () => {
  const next = [{ path: 'c.ts', startLine: 3, endLine: 9, tokens: 50 }];
  expect(nextNodes('winnow-pack:/p', { next })).toMatchObject([{ pack: 'winnow-pack:/p', path: 'c.ts', startLine: 3 }]);
});

test.each([
  ['src/b.ts', 12, 12, 10],
  ['src/b.ts', 9, 10, 1],
  ['src/b.ts', 0, Infinity, 1],
  ['src/b.ts', 40, 50, undefined],
  ['src/c.ts', 1, 9, undefined],
])('the block that holds %s %i-%i', (path, startLine, endLine, expected) => {
  expect(chunkAt(RESULT.chunks, { path, startLine, endLine })?.startLine).toBe(expected);
});

test('folders of one name are numbered', () => {
  expect(folderNames(['/a/app', '/b/app', '/c/lib', '/d/app'])).toEqual(['app', 'app-2', 'lib', 'app-3']);
});
