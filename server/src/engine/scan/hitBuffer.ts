const FIELDS = 3;

/**
 * The hits of a scan as a flat, growing list of triples (keyword, start, end), to be cleared and used again: a scan
 * makes no object per hit. Offsets are UTF-16 code units, half-open.
 */
export class HitBuffer {
  #triples = new Int32Array(FIELDS * 64);
  #length = 0;

  get count(): number {
    return this.#length / FIELDS;
  }

  /** Forgets all hits and keeps the memory, unless a huge text has made it large. */
  clear(): void {
    this.#length = 0;
    if (this.#triples.length > KEPT_FIELDS) this.#triples = new Int32Array(FIELDS * 64);
  }

  push(keyword: number, start: number, end: number): void {
    if (this.#length === this.#triples.length) this.#grow();
    const triples = this.#triples;
    triples[this.#length] = keyword;
    triples[this.#length + 1] = start;
    triples[this.#length + 2] = end;
    this.#length += FIELDS;
  }

  /** Adds triples as they are kept. */
  append(triples: Int32Array): void {
    while (this.#length + triples.length > this.#triples.length) this.#grow();
    this.#triples.set(triples, this.#length);
    this.#length += triples.length;
  }

  /** Index, in the list that the automaton was built from, of the keyword of hit number `hit`. */
  keyword(hit: number): number {
    return this.#field(hit, 0);
  }

  start(hit: number): number {
    return this.#field(hit, 1);
  }

  end(hit: number): number {
    return this.#field(hit, 2);
  }

  #field(hit: number, field: number): number {
    const at = hit * FIELDS;
    if (!(at >= 0 && at < this.#length)) throw new RangeError(`No hit ${hit} among ${this.count}`);
    return this.#triples[at + field] as number;
  }

  #grow(): void {
    const grown = new Int32Array(this.#triples.length * 2);
    grown.set(this.#triples);
    this.#triples = grown;
  }
}

/** 3 MB of triples. */
const KEPT_FIELDS = FIELDS * 262_144;
