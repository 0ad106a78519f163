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
