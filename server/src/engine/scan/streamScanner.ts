import type { Automaton } from './automaton.ts';
import { HitBuffer } from './hitBuffer.ts';
import { scan } from './scanner.ts';
import { StreamTail } from './streamTail.ts';

/** Receives a hit: the keyword's index and its range in the whole stream, in UTF-16 units. */
export type OnStreamHit = (keyword: number, start: number, end: number) => void;

/**
 * Scans a text that comes in parts, and gives the hits that a scan of the whole would give, in the same order. Between
 * parts it holds what a hit or a word boundary may still reach back to: some units more than the longest keyword, however
 * long the stream is and however its parts are cut (between the halves of a surrogate pair, too).
 */
export class StreamScanner {
  readonly #automaton: Automaton;
  readonly #found = new HitBuffer();
  readonly #tail: StreamTail;

  constructor(automaton: Automaton) {
    this.#automaton = automaton;
    this.#tail = new StreamTail(automaton.lengths.reduce((most, length) => Math.max(most, length), 0));
  }

  /** Units held until the next part. */
  get unitsHeld(): number {
    return this.#tail.text.length;
  }

  /** Scans the next part; a hit at its very end may be reported only with what follows. */
  push(part: string, onHit: OnStreamHit): void {
    if (part === '') return;
    this.#tail.append(part);
    this.#scan(this.#tail.decided, onHit);
    this.#tail.shorten();
  }

  /** Reports what the last part left open. Offsets of what is pushed later begin after it, as if in one text. */
  finish(onHit: OnStreamHit): void {
    this.#scan(this.#tail.text.length, onHit);
  }

  #scan(end: number, onHit: OnStreamHit): void {
    const tail = this.#tail;
    this.#found.clear();
    scan(this.#automaton, tail.text, this.#found, tail.scanFrom, end);
    for (let hit = 0; hit < this.#found.count; hit++) {
      if (this.#found.end(hit) <= tail.reported) continue;
      onHit(this.#found.keyword(hit), tail.offsetOf(this.#found.start(hit)), tail.offsetOf(this.#found.end(hit)));
    }
  }
}
