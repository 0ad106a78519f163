import { splitOutput } from '../engine/compress/outputLines.ts';
import { joinRedacted, type RedactedText } from '../engine/secrets/redact.ts';
import type { OutputHead } from './outputHead.ts';

/** Of an output that is longer than both together, so much of its beginning and of its end is kept, in UTF-16 units. */
interface KeptEnds {
  readonly head: number;
  readonly tail: number;
}

const ENDS: KeptEnds = { head: 8_000_000, tail: 8_000_000 };

/** An output as it came in, or its beginning and its end. */
export class OriginalText {
  readonly #ends: KeptEnds;
  readonly #head: RedactedText[] = [];
  readonly #tail: RedactedText[] = [];
  #headUnits = 0;
  #tailUnits = 0;
  #missingLines = 0;

  constructor(ends = ENDS) {
    this.#ends = ends;
  }

  /** Takes the next whole lines. */
  push(block: RedactedText): void {
    if (this.#tail.length === 0 && this.#headUnits + block.length <= this.#ends.head) {
      this.#head.push(block);
      this.#headUnits += block.length;
      return;
    }
    this.#tail.push(block);
    this.#tailUnits += block.length;
    while (this.#tail.length > 1 && this.#tailUnits > this.#ends.tail) {
      const dropped = this.#tail.shift()!;
      this.#tailUnits -= dropped.length;
      this.#missingLines += splitOutput(dropped).length;
    }
  }

  finish(): { readonly text: RedactedText; readonly missing: OutputHead['missing'] } {
    const text = joinRedacted([...this.#head, ...this.#tail]);
    if (this.#missingLines === 0) return { text, missing: undefined };
    const headLines = this.#head.reduce((sum, block) => sum + splitOutput(block).length, 0);
    return { text, missing: { line: headLines + 1, lines: this.#missingLines, at: this.#headUnits } };
  }
}
