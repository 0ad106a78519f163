import { expect, test } from 'vitest';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { BlockSource } from '../../../server/src/engine/pack/blockSource.ts';
import { createRenderer } from '../../../server/src/engine/pack/render.ts';
import { PolicyClassifier } from '../../../server/src/engine/policy/classifier.ts';
import { OPEN_POLICY, type Policy } from '../../../server/src/engine/policy/policy.ts';
import type { SegmentPart } from '../../../server/src/engine/ranking/mergeSegments.ts';
import type { Level } from '../../../server/src/engine/secrets/rule.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { githubToken } from '../../helpers/samples.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const analyzer = new Analyzer({ rules: parseRules('').rules, digest: testDigest });
const method = (name: string) => [
  `  ${name}(): void {`,
  ...Array.from({ length: 30 }, (_, at) => `    this.${name}Step${at}();`),
  '  }',
  '',
];
const CLASS = ['export class Harbour {', ...method('arrive'), ...method('leave'), ...method('count'), '}'];

interface Given {
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly policy?: Partial<Policy>;
  readonly highestLevel?: Level;
}

/** The files' chunks, in the order of the files, as an index would hold them. */
function sourceOf({ files, policy = {}, highestLevel = 'internal' }: Given): BlockSource {
  const analyses = Object.entries(files).map(([path, lines]) => analyzer.analyze({ path, text: lines.join('\n') }));
  const fileChunks = [0];
  for (const { chunks } of analyses) fileChunks.push((fileChunks.at(-1) ?? 0) + chunks.length);
  const all = analyses.flatMap(({ chunks }) => chunks);
  const segment = {
    files: analyses.map(({ path }) => ({ path })),
    fileChunks,
    chunkStartLine: all.map(({ startLine }) => startLine),
    chunkEndLine: all.map(({ endLine }) => endLine),
  };
  return new BlockSource({
    parts: [{ segment }] as unknown as readonly SegmentPart[],
    analyzer,
    tokenizer: { count: (text) => text.length, countUpTo: (text) => text.length },
    renderer: createRenderer('plain'),
    load: (path) => analyses.find((one) => one.path === path),
    highestLevel,
    classifier: new PolicyClassifier({ ...OPEN_POLICY, ...policy }),
    compaction: 'none',
  });
}

const block = (firstChunk: number, lastChunk = firstChunk) => ({ file: 0, firstChunk, lastChunk, tokens: 0, score: 1 });

test('a block inside of a class shows the line that declares it, priced as it is shown', () => {
  const source = sourceOf({ files: { 'a.ts': CLASS } });
  const oriented = source.orient(block(1), [block(1)]);
  expect(oriented?.context).toEqual([0]);
  const piece = source.of({ ...block(1), ...oriented });
  expect(piece.text.split('\n').slice(1, 3)).toEqual(['export class Harbour { // …', '  leave(): void {']);
  expect([piece.tokens, piece.block.startLine]).toEqual([oriented?.tokens, 35]);
});

test('a line that another block shows is not shown twice', () => {
  const source = sourceOf({ files: { 'a.ts': CLASS } });
  expect(source.orient(block(1), [block(0), block(1)])).toBeUndefined();
});

test('a line of a chunk that may not leave orients nobody', () => {
  const files = { 'a.ts': [`export class Harbour { key = '${githubToken()}';`, ...CLASS.slice(1)] };
  expect(sourceOf({ files }).orient(block(1), [block(1)])).toBeUndefined();
  const allowed = sourceOf({ files, highestLevel: 'classified' });
  const oriented = { ...block(1), ...allowed.orient(block(1), [block(1)]) };
  expect(allowed.redactions(oriented).map(({ line }) => line)).toEqual([1]);
  expect(allowed.of(oriented).text).not.toContain(githubToken());
});

test('an outline shows what a chunk declares, and nothing else', () => {
  const source = sourceOf({
    files: { 'a.py': ['class A:', '    def b(self):', '        c()', '', '    def d(self):', '        e()'] },
  });
  const outlined = source.outline(0, 0);
  expect(outlined?.outline).toEqual([0, 1, 4]);
  const piece = source.of({ ...block(0), ...outlined });
  expect(piece.text.split('\n').slice(1, 4)).toEqual(['class A:', '    def b(self): # …', '    def d(self): # …']);
  expect(source.raw({ ...block(0), ...outlined })).toBe('class A:\n    def b(self):\n    def d(self):\n');
});

test('too few declarations are no outline', () => {
  expect(sourceOf({ files: { 'a.py': ['def b():', '    c()'] } }).outline(0, 0)).toBeUndefined();
});

test('what another file says already is a copy, once that file is taken', () => {
  const source = sourceOf({
    files: { 'a.ts': CLASS, 'vendor/a.ts': [...CLASS.slice(0, 20), '// Vendored.', ...CLASS.slice(20)] },
  });
  expect(source.isCopy(1, 3)).toBe(false);
  for (const chunk of [0, 1, 2]) source.take(0, chunk);
  expect([source.isCopy(1, 3), source.isCopy(0, 0)]).toEqual([true, false]);
  expect(source.refusal(1, 3)).toEqual({ why: 'copy', of: 'a.ts' });
});

test('why a chunk cannot be had', () => {
  const files = { 'a.ts': CLASS };
  const held = sourceOf({ files, policy: { levels: [{ glob: 'a.ts', level: 'sensitive' }] } });
  expect([held.price(0, 0, 0), held.refusal(0, 0)]).toEqual([undefined, { why: 'held back', level: 'sensitive' }]);
  const never = sourceOf({ files, policy: { neverInclude: ['a.ts'] } });
  expect([never.price(0, 0, 0), never.refusal(0, 0)]).toEqual([undefined, { why: 'held back', level: 'never' }]);
  expect(sourceOf({ files }).refusal(0, 0)).toEqual({ why: 'gone' });
});
