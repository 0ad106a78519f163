import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSegments } from '../../../server/src/engine/ranking/mergeSegments.ts';
import { findPostings, readPostings, type Segment } from '../../../server/src/engine/ranking/segment.ts';
import { SegmentBuilder, type IndexableFile } from '../../../server/src/engine/ranking/segmentBuilder.ts';
import { countWords, keyOf } from '../../../server/src/engine/ranking/terms.ts';

const VOCABULARY = ['alpha', 'beta', 'gamma', 'delta', 'parse', 'budget', 'token'];
const lines = fc.array(
  fc.array(fc.constantFrom(...VOCABULARY), { maxLength: 6 }).map((words) => words.join(' ')),
  { minLength: 1, maxLength: 6 },
);

/** A file whose every line is a chunk. */
function fileOf(path: string, content: readonly string[]): IndexableFile {
  const text = content.map((line) => `${line}\n`).join('');
  let start = 0;
  const chunks = content.map((line, at) => {
    const chunk = { startLine: at + 1, endLine: at + 1, start, end: start + line.length + 1, definitions: [] };
    start = chunk.end;
    return chunk;
  });
  return { path, language: 'plaintext', role: 'source', text, chunks };
}

function build(files: readonly IndexableFile[]): Segment {
  const builder = new SegmentBuilder();
  for (const file of files) builder.add(file);
  return builder.finish();
}

/** `path:line` → count, for one word. */
function found(segment: Segment, word: string): Record<string, number> {
  const [hash = 0] = countWords(word).keys();
  const result: Record<string, number> = {};
  const range = findPostings(segment, keyOf(hash, 'word'));
  if (!range) return result;
  const most = range.end - range.start;
  const run = { chunks: new Uint32Array(most), counts: new Uint32Array(most) };
  const end = readPostings(segment.postings, range, run);
  for (let at = 0; at < end; at++) {
    const chunk = run.chunks[at]!;
    const file = segment.fileChunks.findLastIndex((first, place) => place < segment.files.length && first <= chunk);
    result[`${segment.files[file]?.path}:${segment.chunkStartLine[chunk]}`] = run.counts[at]!;
  }
  return result;
}

/** The slow reference: split every line. */
function expected(files: ReadonlyMap<string, readonly string[]>, word: string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [path, content] of files) {
    content.forEach((line, at) => {
      const count = line.split(' ').filter((one) => one === word).length;
      if (count > 0) result[`${path}:${at + 1}`] = count;
    });
  }
  return result;
}

test('postings are what a search line by line finds', () => {
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 5 }), (contents) => {
      const files = new Map(contents.map((content, at) => [`f${at}`, content]));
      const segment = build([...files].map(([path, content]) => fileOf(path, content)));
      for (const word of VOCABULARY) expect(found(segment, word)).toEqual(expected(files, word));
    }),
    { numRuns: 60 },
  );
});

test('merged segments without their dead files equal one built from what is left', () => {
  fc.assert(
    fc.property(fc.array(lines, { minLength: 2, maxLength: 6 }), fc.nat(), fc.nat(), (contents, cut, dead) => {
      const files = contents.map((content, at) => fileOf(`f${at}`, content));
      const at = cut % files.length;
      const gone = dead % files.length;
      const first = build(files.slice(0, at));
      const second = build(files.slice(at));
      const live = (segment: Segment) => (file: number) => segment.files[file]?.path !== `f${gone}`;
      const merged = mergeSegments([
        { segment: first, live: live(first) },
        { segment: second, live: live(second) },
      ]);
      expect(merged).toEqual(build(files.filter((_, index) => index !== gone)));
    }),
    { numRuns: 60 },
  );
});
