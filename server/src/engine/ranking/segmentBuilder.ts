import type { Chunk } from '../chunks/chunk.ts';
import type { Segment, SegmentFile } from './segment.ts';
import { hashIdentifier, keyOf, visitTerms } from './terms.ts';

/** One file ready to be indexed. */
export interface IndexableFile extends SegmentFile {
  /** Text without secrets, that the chunks' offsets refer to. */
  readonly text: string;
  readonly chunks: readonly Chunk[];
}

/** Collects files, then sorts their postings once. */
export class SegmentBuilder {
  readonly #estimateTokens: (text: string, start: number, end: number) => number;
  readonly #files: SegmentFile[] = [];
  readonly #fileChunks = new Growable(1024);
  readonly #startLine = new Growable(4096);
  readonly #endLine = new Growable(4096);
  readonly #words = new Growable(4096);
  readonly #tokens = new Growable(4096);
  readonly #table = new TermTable();
  /** Parallel: term number, and chunk; counts are kept apart because most are 1. */
  readonly #postingTerm = new Growable(1 << 16);
  readonly #postingChunk = new Growable(1 << 16);
  readonly #postingCount = new Growable(1 << 16);
  #chunk = 0;
  #chunkWordCount = 0;

  constructor(estimateTokens: (text: string, start: number, end: number) => number) {
    this.#estimateTokens = estimateTokens;
  }

  get fileCount(): number {
    return this.#files.length;
  }

  add(file: IndexableFile): void {
    const { path, language, role } = file;
    this.#files.push({ path, language, role });
    this.#fileChunks.push(this.#chunk);
    let first = true;
    for (const chunk of file.chunks) {
      this.#startLine.push(chunk.startLine);
      this.#endLine.push(chunk.endLine);
      this.#tokens.push(this.#estimateTokens(file.text, chunk.start, chunk.end));
      this.#chunkWordCount = 0;
      visitTerms(file.text, chunk.start, chunk.end, this.#bodyVisitor);
      for (const name of chunk.definitions) {
        this.#post(keyOf(hashIdentifier(name), 'definition'));
        visitTerms(name, 0, name.length, this.#definitionVisitor);
      }
      // The path belongs to the file: its terms are posted once, with the first chunk.
      if (first) visitTerms(path, 0, path.length, this.#pathVisitor);
      first = false;
      this.#words.push(this.#chunkWordCount);
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

  readonly #bodyVisitor = {
    word: (hash: number) => {
      this.#chunkWordCount++;
      this.#post(keyOf(hash, 'word'));
    },
    identifier: (hash: number) => this.#post(keyOf(hash, 'identifier')),
  };
  readonly #definitionVisitor = {
    word: (hash: number) => this.#post(keyOf(hash, 'definitionWord')),
    identifier: () => {},
  };
  readonly #pathVisitor = { word: (hash: number) => this.#post(keyOf(hash, 'path')), identifier: () => {} };

  #post(key: number): void {
    const term = this.#table.intern(key);
    const posting = this.#table.lastPosting(term);
    if (posting >= 0 && this.#postingChunk.at(posting) === this.#chunk) {
      this.#postingCount.increment(posting);
      return;
    }
    this.#table.setLastPosting(term, this.#postingTerm.length);
    this.#postingTerm.push(term);
    this.#postingChunk.push(this.#chunk);
    this.#postingCount.push(1);
  }

  /** Counting sort by term (chunks stay in order), keys sorted, then packed. */
  #sortedPostings(): Pick<Segment, 'keys' | 'offsets' | 'postings'> {
    const terms = this.#table.size;
    const total = this.#postingTerm.length;
    const starts = new Uint32Array(terms + 1);
    for (let posting = 0; posting < total; posting++) starts[this.#postingTerm.at(posting) + 1]! += 1;
    for (let term = 0; term < terms; term++) starts[term + 1]! += starts[term]!;
    const cursor = starts.slice();
    const byTerm = new Uint32Array(total);
    for (let posting = 0; posting < total; posting++) byTerm[cursor[this.#postingTerm.at(posting)]!++] = posting;
    const { keys, order } = this.#table.sorted();
    const writer = new PostingsWriter(total * 2);
    const offsets = new Uint32Array(terms + 1);
    for (let rank = 0; rank < terms; rank++) {
      const term = order[rank]!;
      writer.startTerm();
      for (let at = starts[term]!; at < starts[term + 1]!; at++) {
        const posting = byTerm[at]!;
        writer.write(this.#postingChunk.at(posting), this.#postingCount.at(posting));
      }
      offsets[rank + 1] = writer.length;
    }
    return { keys, offsets, postings: writer.finish() };
  }
}

/** Packs postings as `Segment.postings` describes. */
export class PostingsWriter {
  #bytes: Uint8Array;
  #length = 0;
  #lastChunk = 0;

  constructor(capacityBytes: number) {
    this.#bytes = new Uint8Array(Math.max(64, capacityBytes));
  }

  get length(): number {
    return this.#length;
  }

  startTerm(): void {
    this.#lastChunk = 0;
  }

  write(chunk: number, count: number): void {
    const distance = chunk - this.#lastChunk;
    this.#lastChunk = chunk;
    this.#number((distance << 1) | (count > 1 ? 1 : 0));
    if (count > 1) this.#number(count);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #number(value: number): void {
    if (this.#length + 5 > this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }
}

/** Open-addressed set of term keys, numbered in order of arrival. */
class TermTable {
  #mask = (1 << 16) - 1;
  #slotKey = new Int32Array(1 << 16);
  #slotTerm = new Int32Array(1 << 16);
  readonly #keys = new Growable(1 << 15);
  readonly #last = new Growable(1 << 15);

  get size(): number {
    return this.#keys.length;
  }

  intern(key: number): number {
    let slot = this.#slotOf(key);
    if (this.#slotKey[slot] === key) return this.#slotTerm[slot]!;
    if (this.#keys.length * 2 > this.#mask) {
      this.#grow();
      slot = this.#slotOf(key);
    }
    const term = this.#keys.length;
    this.#slotKey[slot] = key;
    this.#slotTerm[slot] = term;
    this.#keys.push(key);
    this.#last.push(0);
    return term;
  }

  /** Number of the term's newest posting, or -1. Stored plus one, because fresh arrays hold 0. */
  lastPosting(term: number): number {
    return this.#last.at(term) - 1;
  }

  setLastPosting(term: number, posting: number): void {
    this.#last.set(term, posting + 1);
  }

  sorted(): { readonly keys: Int32Array; readonly order: Uint32Array } {
    const count = this.#keys.length;
    const keys = new Int32Array(count);
    for (let term = 0; term < count; term++) keys[term] = this.#keys.at(term) | 0;
    keys.sort();
    const order = new Uint32Array(count);
    for (let rank = 0; rank < count; rank++) order[rank] = this.#slotTerm[this.#slotOf(keys[rank]!)]!;
    return { keys, order };
  }

  #slotOf(key: number): number {
    let slot = (key ^ (key >>> 16)) & this.#mask;
    while (this.#slotKey[slot] !== 0 && this.#slotKey[slot] !== key) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    this.#mask = capacity - 1;
    this.#slotKey = new Int32Array(capacity);
    this.#slotTerm = new Int32Array(capacity);
    for (let term = 0; term < this.#keys.length; term++) {
      const key = this.#keys.at(term) | 0;
      const slot = this.#slotOf(key);
      this.#slotKey[slot] = key;
      this.#slotTerm[slot] = term;
    }
  }
}

/** A Uint32Array that grows. */
class Growable {
  #values: Uint32Array;
  length = 0;

  constructor(capacity: number) {
    this.#values = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Uint32Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  increment(index: number): void {
    this.#values[index]! += 1;
  }

  trimmed(): Uint32Array {
    return this.#values.slice(0, this.length);
  }
}
