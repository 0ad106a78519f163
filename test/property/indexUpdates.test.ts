import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Analyzer } from '../../server/src/engine/analyze.ts';
import { parseQuery } from '../../server/src/engine/ranking/query.ts';
import { rank } from '../../server/src/engine/ranking/rank.ts';
import { SegmentBuilder } from '../../server/src/engine/ranking/segmentBuilder.ts';
import { SegmentSet } from '../../server/src/engine/ranking/segmentSet.ts';
import type { Segment } from '../../server/src/engine/ranking/segment.ts';
import type { RedactedText } from '../../server/src/engine/secrets/redact.ts';
import { fromSealed, storedIndex, toSealed, unchangedFiles } from '../../server/src/workspace/storedIndex.ts';
import { testDigest } from '../helpers/testDigest.ts';

const NO_RULES = { immediate: [], compound: [], context: [], negative: [], priorities: [] };
const analyzer = new Analyzer({ rules: NO_RULES, digest: testDigest });

const paths = fc.constantFrom('a.ts', 'b.ts', 'lib/c.ts', 'lib/deep/d.md', 'test/e.test.ts', 'z/parse.ts');
const line = fc.constantFrom(
  'export function parseBudget(text: string) {',
  '  return budget.tokens;',
  '}',
  'class TokenCounter {}',
  '# How budgets are parsed',
  'const parse = 1;',
  '',
);
const content = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`);
const change = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), path: paths, content }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), path: paths }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rename' as const), path: paths, to: paths }) },
);
/** Changes that are taken in together; `restart` then goes through what is kept on disk. */
const step = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 4 }), restart: fc.boolean() });

const QUESTIONS = ['how is the budget parsed?', 'TokenCounter', 'tokens of parse', 'lib/c.ts'];

function build(files: ReadonlyMap<string, string>, only: Iterable<string> = files.keys()): Segment {
  const builder = new SegmentBuilder();
  for (const path of [...only].sort()) {
    const text = files.get(path);
    if (text !== undefined) builder.add(analyzer.analyze({ path, text }));
  }
  return builder.finish();
}

/** What the index holds and says, without where in it that stands. */
function answers(segments: SegmentSet) {
  const parts = segments.parts();
  const ranked = QUESTIONS.map((question) =>
    rank({ parts, query: parseQuery(question as RedactedText) }).map(
      ({ part, file, chunk, score, signals, matched }) => {
        const { segment } = parts[part]!;
        const { path, language, role } = segment.files[file]!;
        const lines = [segment.chunkStartLine[chunk], segment.chunkEndLine[chunk]];
        return { path, language, role, lines, tokens: segment.chunkTokens[chunk], score, signals, matched };
      },
    ),
  );
  return { files: segments.fileCount, chunks: segments.chunkCount, ranked };
}

/** Through what is kept on disk. */
function restarted(segments: SegmentSet): SegmentSet {
  const state = { sizeBytes: 1, mtimeMs: 2.5, ctimeMs: 3.25, inode: 4 };
  const stored = fromSealed(
    toSealed(storedIndex({ parts: segments.parts(), notRead: new Map(), past: [], digests: [] }, () => state)),
  );
  const kept = stored.segments.flatMap(({ segment }) => segment.files.map(({ path }) => path));
  const { fresh } = unchangedFiles(stored, new Map(kept.map((path) => [path, state])));
  const again = new SegmentSet();
  again.add(stored.segments.map(({ segment }) => segment));
  again.remove(kept.filter((path) => !fresh.has(path)));
  return again;
}

test('an index that was updated and kept, in any order, answers as one built anew', () => {
  fc.assert(
    fc.property(fc.dictionary(paths, content), fc.array(step, { maxLength: 6 }), (first, steps) => {
      const files = new Map(Object.entries(first));
      let index = new SegmentSet();
      index.add([build(files)]);
      for (const { changes, restart } of steps) {
        const touched = new Set<string>();
        for (const one of changes) {
          touched.add(one.path);
          if (one.kind === 'write') files.set(one.path, one.content);
          const text = files.get(one.path);
          if (one.kind !== 'write') files.delete(one.path);
          if (one.kind === 'rename' && text !== undefined) {
            touched.add(one.to);
            files.set(one.to, text);
          }
        }
        index.remove(touched);
        index.add([build(files, touched)]);
        if (restart) index = restarted(index);
        const fresh = new SegmentSet();
        fresh.add([build(files)]);
        expect(answers(index)).toEqual(answers(fresh));
      }
    }),
    { numRuns: 25 },
  );
});

test('many small updates leave few segments, and none that is mostly dead', () => {
  const index = new SegmentSet();
  const files = new Map<string, string>();
  for (let at = 0; at < 200; at++) files.set(`f${at}.ts`, `export const value${at} = ${at};\n`);
  index.add([build(files)]);
  for (let at = 0; at < 150; at++) {
    index.remove([`f${at}.ts`]);
    index.add([build(files, [`f${at}.ts`])]);
  }
  const dead = index
    .parts()
    .map(({ segment, live }) => segment.files.filter((_, file) => live?.(file) === false).length);
  expect(index.fileCount).toBe(200);
  expect(dead.length).toBeLessThan(8);
  expect(dead.every((count, at) => 2 * count <= index.parts()[at]!.segment.files.length)).toBe(true);
});
