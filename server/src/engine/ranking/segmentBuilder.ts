import type { Chunk } from '../chunks/chunk.ts';
import { Growable } from './growable.ts';
import { IdentifierTable } from './identifierTable.ts';
import { PostingsWriter } from './postingsWriter.ts';
import type { Segment, SegmentFile } from './segment.ts';
import { hashOf, keyOf, kindOf, LONGEST_IDENTIFIER, visitTerms } from './terms.ts';
import { TermTable } from './termTable.ts';

/** One file ready to be indexed. */
export interface IndexableFile extends SegmentFile {
  /** Text without secrets, that the chunks' offsets refer to. */
  readonly text: string;
  readonly chunks: readonly Chunk[];
}

/**
 * Code has about so many characters a token. Exact counts come when a chunk is about to enter a pack; until then this
 * only tells what cannot fit.
 */
const CHARACTERS_PER_TOKEN = 3.6;

/** A posting is packed as chunk << 8 | count: a word more often in a chunk than this counts no more. */
const COUNT_BITS = 8;
const MOST_COUNT = (1 << COUNT_BITS) - 1;

/** Collects files, then sorts their postings once. */
export class SegmentBuilder {
  readonly #files: SegmentFile[] = [];
  readonly #fileChunks = new Growable(64);
  readonly #startLine = new Growable(64);
  readonly #endLine = new Growable(64);
  readonly #words = new Growable(64);
  readonly #tokens = new Growable(64);
  readonly #terms = new TermTable();
  readonly #identifiers = new IdentifierTable();
  readonly #postingTerm = new Growable(1 << 12);
  readonly #posting = new Growable(1 << 12);
  /** Entries of the identifiers of the chunk at hand, each once, and how often each stands in it. */
  readonly #seen = new Growable(1 << 9);
  readonly #seenCount = new Growable(1 << 9);
  /** For each term, the chunk of its newest posting plus one, and that posting: side by side, for the cache's sake. */
  #newest = new Uint32Array(1 << 12);
  #chunk = 0;

  add(file: IndexableFile): void {
    const { path, language, role, text } = file;
    this.#files.push({ path, language, role });
    this.#fileChunks.push(this.#chunk);
    for (const [at, chunk] of file.chunks.entries()) {
      this.#startLine.push(chunk.startLine);
      this.#endLine.push(chunk.endLine);
      this.#tokens.push(Math.ceil((chunk.end - chunk.start) / CHARACTERS_PER_TOKEN));
      this.#words.push(this.#addText(text, chunk.start, chunk.end));
      for (const name of chunk.definitions) {
        this.#post(this.#terms.intern(keyOf(hashOf(name), 'definition')));
        visitTerms(name, 0, name.length, this.#definitionVisitor);
      }
      // The path belongs to the file: its terms are posted once, with the first chunk.
      if (at === 0) visitTerms(path, 0, path.length, this.#pathVisitor);
      this.#chunk++;
    }
  }

  finish(): Segment {
    this.#fileChunks.push(this.#chunk);
    return {
      files: this.#files,
      fileChunks: this.#fileChunks.trimmed(),
      chunkStartLine: this.#startLine.trimmed(),
      chunkEndLine: this.#endLine.trimmed(),
      chunkWords: this.#words.trimmed(),
      chunkTokens: this.#tokens.trimmed(),
      ...this.#sortedPostings(),
    };
  }

  readonly #definitionVisitor = {
    word: (hash: number) => this.#post(this.#terms.intern(keyOf(hash, 'definitionWord'))),
    identifier: () => {},
  };
  readonly #pathVisitor = {
    word: (hash: number) => this.#post(this.#terms.intern(keyOf(hash, 'path'))),
    identifier: () => {},
  };

  /** Posts the terms of `text[start, end)`; returns the number of words. */
  #addText(text: string, start: number, end: number): number {
    this.#seen.length = 0;
    this.#seenCount.length = 0;
    let at = start;
    while (at < end) {
      let unit = text.charCodeAt(at);
      if (kindOf(unit) === 0) {
        at++;
        continue;
      }
      const from = at;
      // Two independent hashes (FNV-1a and a base-31 polynomial): together 64 bits.
      let first = 0;
      let second = 0;
      do {
        first = Math.imul(first ^ unit, 0x01000193);
        second = (Math.imul(second, 31) + unit) | 0;
        at++;
        unit = at < end ? text.charCodeAt(at) : 0;
      } while (kindOf(unit) !== 0);
      const length = at - from;
      if (length < 2 || length > LONGEST_IDENTIFIER) continue;
      const entry = this.#identifiers.find(first, second);
      this.#see(entry < 0 ? this.#learn(text, from, at, first, second) : entry);
    }
    return this.#postSeen();
  }

  /** A chunk says its identifiers several times: they are counted first, and posted once. */
  #see(entry: number): void {
    const lists = this.#identifiers.lists.values;
    const place = lists[entry + 2]!;
    if (place < this.#seen.length && this.#seen.values[place] === entry) {
      this.#seenCount.values[place]! += 1;
      return;
    }
    lists[entry + 2] = this.#seen.length;
    this.#seen.push(entry);
    this.#seenCount.push(1);
  }

  #postSeen(): number {
    const lists = this.#identifiers.lists.values;
    let words = 0;
    for (let place = 0; place < this.#seen.length; place++) {
      const entry = this.#seen.values[place]!;
      const count = this.#seenCount.values[place]!;
      words += lists[entry]! * count;
      const last = entry + 3 + lists[entry + 1]!;
      for (let at = entry + 3; at < last; at++) this.#post(lists[at]!, count);
    }
    return words;
  }

  #learn(text: string, start: number, end: number, first: number, second: number): number {
    const words: number[] = [];
    let identifier: number | undefined;
    visitTerms(text, start, end, {
      word: (hash) => words.push(this.#terms.intern(keyOf(hash, 'word'))),
      identifier: (hash) => {
        identifier = this.#terms.intern(keyOf(hash, 'identifier'));
      },
    });
    return this.#identifiers.add(first, second, { words, identifier });
  }

  #post(term: number, count = 1): void {
    const at = term * 2;
    while (at >= this.#newest.length) this.#growNewest();
    if (this.#newest[at] === this.#chunk + 1) {
      const newest = this.#newest[at + 1]!;
      const posting = this.#posting.values[newest]!;
      this.#posting.values[newest] = posting + Math.min(count, MOST_COUNT - (posting & MOST_COUNT));
      return;
    }
    this.#newest[at] = this.#chunk + 1;
    this.#newest[at + 1] = this.#posting.length;
    this.#postingTerm.push(term);
    this.#posting.push(((this.#chunk << COUNT_BITS) | Math.min(count, MOST_COUNT)) >>> 0);
  }

  #growNewest(): void {
    const grown = new Uint32Array(this.#newest.length * 2);
    grown.set(this.#newest);
    this.#newest = grown;
  }

  /** Counting sort by term (chunks stay in order), terms in the order of their keys, then packed. */
  #sortedPostings(): Pick<Segment, 'keys' | 'offsets' | 'postings'> {
    const { keys, order } = this.#terms.sorted();
    const total = this.#posting.length;
    const termOf = this.#postingTerm.values;
    const posting = this.#posting.values;
    const counts = new Uint32Array(keys.length);
    for (let at = 0; at < total; at++) counts[termOf[at]!]! += 1;
    // Where each term's postings begin once sorted; ends become known as the cursors arrive there.
    const cursor = new Uint32Array(keys.length);
    let next = 0;
    for (const term of order) {
      cursor[term] = next;
      next += counts[term]!;
    }
    const sorted = new Uint32Array(total);
    for (let at = 0; at < total; at++) sorted[cursor[termOf[at]!]!++] = posting[at]!;
    const writer = new PostingsWriter(total * 2);
    const offsets = new Uint32Array(keys.length + 1);
    let at = 0;
    for (const [rank, term] of order.entries()) {
      writer.startTerm();
      for (const last = cursor[term]!; at < last; at++)
        writer.write(sorted[at]! >>> COUNT_BITS, sorted[at]! & MOST_COUNT);
      offsets[rank + 1] = writer.length;
    }
    return { keys, offsets, postings: writer.finish() };
  }
}
