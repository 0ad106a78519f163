import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PostingsWriter } from '../../../server/src/engine/ranking/postingsWriter.ts';
import type { Segment } from '../../../server/src/engine/ranking/segment.ts';
import { SegmentBuilder, type IndexableFile } from '../../../server/src/engine/ranking/segmentBuilder.ts';
import { hashOf, keyOf, visitTerms } from '../../../server/src/engine/ranking/terms.ts';

/** Every piece of every identifier, one by one, in a map of maps. */
class SlowIndex {
  readonly #postings = new Map<number, Map<number, number>>();
  readonly words: number[] = [];

  add({ path, text, chunks }: IndexableFile): void {
    for (const [at, { start, end, definitions }] of chunks.entries()) {
      const chunk = this.words.length;
      let words = 0;
      visitTerms(text, start, end, {
        word: (hash) => {
          words++;
          this.#post(keyOf(hash, 'word'), chunk);
        },
        identifier: (hash) => this.#post(keyOf(hash, 'identifier'), chunk),
      });
      for (const name of definitions) {
        this.#post(keyOf(hashOf(name), 'definition'), chunk);
        const word = (hash: number) => this.#post(keyOf(hash, 'definitionWord'), chunk);
        visitTerms(name, 0, name.length, { word, identifier: () => {} });
      }
      const word = (hash: number) => this.#post(keyOf(hash, 'path'), chunk);
      if (at === 0) visitTerms(path, 0, path.length, { word, identifier: () => {} });
      this.words.push(words);
    }
  }

  #post(key: number, chunk: number): void {
    const counts = this.#postings.get(key) ?? new Map<number, number>();
    counts.set(chunk, Math.min(255, (counts.get(chunk) ?? 0) + 1));
    this.#postings.set(key, counts);
  }

  finish(): Pick<Segment, 'keys' | 'offsets' | 'postings'> {
    const keys = [...this.#postings.keys()].sort((a, b) => a - b);
    const writer = new PostingsWriter(64);
    const offsets = [0];
    for (const key of keys) {
      writer.startTerm();
      for (const [chunk, count] of this.#postings.get(key)!) writer.write(chunk, count);
      offsets.push(writer.length);
    }
    return { keys: Int32Array.from(keys), offsets: Uint32Array.from(offsets), postings: writer.finish() };
  }
}

/** A file whose every part is a chunk that declares its first words. */
function fileOf(path: string, parts: readonly string[]): IndexableFile {
  let end = 0;
  const chunks = parts.map((part, at) => {
    const start = end;
    end += part.length;
    return {
      startLine: at + 1,
      endLine: at + 1,
      start,
      end,
      definitions: part.split(/[ .\n]/, at % 3).filter(Boolean),
    };
  });
  return { path, language: 'plaintext', role: 'source', text: parts.join(''), chunks };
}

function check(files: readonly IndexableFile[], builder = new SegmentBuilder()): void {
  const slow = new SlowIndex();
  for (const file of files) {
    slow.add(file);
    builder.add(file);
  }
  const { keys, offsets, postings, chunkWords } = builder.finish();
  expect({ keys, offsets, postings }).toEqual(slow.finish());
  expect(Array.from(chunkWords)).toEqual(slow.words);
}

const rows: readonly (readonly [what: string, parts: readonly string[]])[] = [
  ['nothing', []],
  [
    'humps and underscores',
    ['parseHTTPServer2Go __proto__ $a_b $$ _ x sha256sum 4 42 0x1F getURLs HTMLElement A1 aB\n'],
  ],
  ['other scripts', ['größe Größe naïveCase 変数 переменнаяИмя x² 𝒳variable \ud800 a\udc00b e\u0301te İstanbul\n']],
  ['runs of 63, 64 and 65 units', [63, 64, 65].map((units) => `${'q'.repeat(units)} ${'Ab'.repeat(units / 2)}\n`)],
  ['one term 127, 128, 255, 256 and 1,000 times', [127, 128, 255, 256, 1000].map((n) => 'again '.repeat(n))],
  ['stop words', ['the use of this and that; theUseOf this_and_that parse\n']],
  ['distances of two and three bytes', Array.from({ length: 20_000 }, (_, n) => (n % 9999 === 0 ? 'rare ' : 'n '))],
];

test.each(rows)('%s', (_, parts) => {
  check([fileOf('src/someFolder/file_name.ts', parts), fileOf('größe/変数.md', parts)]);
});

test('random identifiers, also while another segment is being built', () => {
  const unit = fc.constantFrom(...'abAB01_$ .\nßé変'.split(''));
  const part = fc.string({ unit, maxLength: 60 });
  const file = fc.tuple(part, fc.array(part, { maxLength: 5 })).map(([path, parts]) => fileOf(path, parts));
  fc.assert(
    fc.property(fc.array(file, { maxLength: 6 }), fc.nat(5000), (files, expected) => {
      const other = new SegmentBuilder();
      if (files[0]) other.add(files[0]);
      check(files, new SegmentBuilder(expected));
      check(files.slice(1), new SegmentBuilder());
      expect(other.finish().files).toHaveLength(Math.min(1, files.length));
    }),
    { numRuns: 80 },
  );
});

test('tables and memory that grow: 60,000 terms from the smallest', () => {
  const words = (from: number) => Array.from({ length: 20_000 }, (_, n) => `name${(from + n).toString(36)}`).join(' ');
  check([fileOf('a.ts', [words(0), words(10_000)]), fileOf('b.ts', [words(40_000)])]);
});
