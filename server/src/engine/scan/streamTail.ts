import { isWhiteSpace } from './wordBoundary.ts';

/** Units beside a hit that its word boundaries may depend on: two characters, each of two units. */
const BOUNDARY_UNITS = 4;
/** A longer run of white space is shortened to one unit: for the hits across it the rest changes nothing. */
const LONGEST_RUN = 32;

/** From `at` on, offsets in the stream are `shift` more than in the text at hand. */
interface Shift {
  readonly at: number;
  readonly shift: number;
}

/** The last stretch of a stream: what its next hits may reach back to, and what of it has been reported. */
export class StreamTail {
  readonly #longest: number;
  #text = '';
  #scanFrom = 0;
  #reported = 0;
  #shifts: readonly Shift[] = [{ at: 0, shift: 0 }];

  /** `longest`: units of the longest keyword, a run of white space counted as one. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  get text(): string {
    return this.#text;
  }

  /** Where hits may begin; what stands before is there for word boundaries only. */
  get scanFrom(): number {
    return this.#scanFrom;
  }

  /** Hits that end here or before have been reported. */
  get reported(): number {
    return this.#reported;
  }

  /** The hits that end here or before do not depend on what follows the text. */
  get decided(): number {
    return Math.max(this.#reported, this.#text.length - BOUNDARY_UNITS);
  }

  append(part: string): void {
    this.#text += part;
  }

  /** Offset in the stream. */
  offsetOf(at: number): number {
    const last = this.#shifts.findLast((shift) => shift.at <= at);
    return at + (last?.shift ?? 0);
  }

  /** Takes the decided hits for reported, and drops what none of the others reaches back to. */
  shorten(): void {
    this.#reported = this.decided;
    let at = this.#reported;
    for (let left = this.#longest; left > 0 && at > 0; left--) {
      if (!isWhiteSpace(this.#text.charCodeAt(--at))) continue;
      const end = at + 1;
      while (at > 0 && isWhiteSpace(this.#text.charCodeAt(at - 1))) at--;
      if (end - at > LONGEST_RUN) this.#remove(at + 1, end);
    }
    const first = Math.max(0, at - BOUNDARY_UNITS);
    this.#remove(0, first);
    this.#scanFrom = at - first;
  }

  /** Takes `[from, to)`, which lies before what is not reported, out of the text at hand. */
  #remove(from: number, to: number): void {
    if (from === to) return;
    const units = to - from;
    const moved = this.#shifts.filter((shift) => shift.at > to);
    this.#shifts = [
      ...this.#shifts.filter((shift) => shift.at < from),
      { at: from, shift: this.offsetOf(to) - from },
      ...moved.map(({ at, shift }) => ({ at: at - units, shift: shift + units })),
    ];
    this.#text = this.#text.slice(0, from) + this.#text.slice(to);
    this.#reported -= units;
  }
}
