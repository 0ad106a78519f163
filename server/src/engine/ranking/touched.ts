/** The chunks that a question's words touch, each once, in no order: most of an index has nothing to do with a question. */
export class Touched {
  readonly #marks: Uint8Array;
  readonly #list: Uint32Array;
  #size = 0;

  constructor(chunks: number) {
    this.#marks = new Uint8Array(chunks);
    this.#list = new Uint32Array(chunks);
  }

  add(chunk: number): void {
    if (this.#marks[chunk] !== 0) return;
    this.#marks[chunk] = 1;
    this.#list[this.#size++] = chunk;
  }

  /** Holds until `clear`, and until more are added. */
  get list(): Uint32Array {
    return this.#list.subarray(0, this.#size);
  }

  clear(): void {
    for (let at = 0; at < this.#size; at++) this.#marks[this.#list[at]!] = 0;
    this.#size = 0;
  }
}
