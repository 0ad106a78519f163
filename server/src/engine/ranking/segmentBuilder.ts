import type { Chunk } from '../chunks/chunk.ts';
import { Growable } from './growable.ts';
import type { Segment, SegmentFile } from './segment.ts';
import { TermKernel } from './termKernel.ts';

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

/** Collects files, then hands out what is known of them. */
export class SegmentBuilder {
  readonly #files: SegmentFile[] = [];
  readonly #fileChunks = new Growable(64);
  readonly #startLine = new Growable(64);
  readonly #endLine = new Growable(64);
  readonly #words = new Growable(64);
  readonly #tokens = new Growable(64);
  readonly #terms: TermKernel;

  /** `expectedUnits`: about how much text will come, where that is known. */
  constructor(expectedUnits = 0) {
    this.#terms = TermKernel.take(expectedUnits);
  }

  add({ path, language, role, text, chunks }: IndexableFile): void {
    const terms = this.#terms;
    this.#files.push({ path, language, role });
    this.#fileChunks.push(this.#words.length);
    terms.useText(text);
    for (const [at, chunk] of chunks.entries()) {
      this.#startLine.push(chunk.startLine);
      this.#endLine.push(chunk.endLine);
      this.#tokens.push(Math.ceil((chunk.end - chunk.start) / CHARACTERS_PER_TOKEN));
      // The path belongs to the file: its terms are posted once, with the first chunk.
      if (at === 0) terms.addPath(path);
      for (const name of chunk.definitions) terms.addDefinition(name);
      this.#words.push(terms.addText(chunk.start, chunk.end));
      terms.endChunk();
    }
  }

  finish(): Segment {
    this.#fileChunks.push(this.#words.length);
    const terms = this.#terms.finish();
    TermKernel.leave(this.#terms);
    return {
      files: this.#files,
      fileChunks: this.#fileChunks.trimmed(),
      chunkStartLine: this.#startLine.trimmed(),
      chunkEndLine: this.#endLine.trimmed(),
      chunkWords: this.#words.trimmed(),
      chunkTokens: this.#tokens.trimmed(),
      ...terms,
    };
  }
}
