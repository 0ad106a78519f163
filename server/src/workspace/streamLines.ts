import { isAscii } from 'node:buffer';
import { countLineFeeds, lineFeedEnds } from '../engine/scan/lineKernel.ts';
import { countUpTo } from '../engine/text/countUpTo.ts';

/** Units of what came before the last part that are kept: more than a hit of it may be reported late. */
const TAIL_UNITS = 16;

/** Which lines, ended by LF, the last part of a stream lies on. Offsets are UTF-16 units of the whole stream. */
export class StreamLines {
  /** Units and line feeds before the last part. */
  #units = 0;
  #feeds = 0;
  #tail = '';
  #text = '';
  #bytes: Uint8Array = new Uint8Array(0);
  #partFeeds = 0;
  #ends: Uint32Array | undefined;

  /** Line feeds of all parts. */
  get lineFeeds(): number {
    return this.#feeds + this.#partFeeds;
  }

  /** Takes the next part: its text, and its bytes, which may be written over after the last question about it. */
  next(text: string, bytes: Uint8Array): void {
    this.#units += this.#text.length;
    this.#feeds += this.#partFeeds;
    this.#tail = `${this.#tail}${this.#text.slice(-TAIL_UNITS)}`.slice(-TAIL_UNITS);
    this.#text = text;
    this.#bytes = bytes;
    this.#partFeeds = countLineFeeds(bytes);
    this.#ends = undefined;
  }

  /** One-based line of an offset within the last part or just before it. */
  lineOf(offset: number): number {
    const at = offset - this.#units;
    if (at < 0) return this.#feeds + 2 - this.#tail.slice(at).split('\n').length;
    return this.#feeds + 1 + countUpTo(this.#feedEnds(), at);
  }

  /** In units of the part: for ASCII its bytes tell them, faster than its text. */
  #feedEnds(): Uint32Array {
    this.#ends ??=
      this.#text.length === this.#bytes.length && isAscii(this.#bytes)
        ? lineFeedEnds(this.#bytes)
        : Uint32Array.from(this.#text.matchAll(/\n/g), ({ index }) => index + 1);
    return this.#ends;
  }
}
