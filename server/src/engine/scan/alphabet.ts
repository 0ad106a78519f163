import { foldUnit, otherCaseLow, unitsFoldingTo } from './caseFolding.ts';
import { isWhiteSpace, WIDE_SPACES } from './wordBoundary.ts';

/** How many different units outside ASCII get a symbol of their own; the rarer ones are spelt with two symbols. */
const DIRECT_WIDE = 48;

/**
 * Maps UTF-16 code units to the automaton's symbols. Units that differ in case only, and all white space, share one.
 * Symbol 0 stands for every unit that no keyword holds.
 *
 * A table row has one cell a symbol, so thousands of Chinese characters must not mean thousands of symbols: beyond the
 * 48 most frequent, units outside ASCII are numbered and spelt as two symbols (lead, trail) from two small sets that
 * nothing else uses, which keeps rows short and spellings unambiguous.
 */
export class Alphabet {
  /** By unit: its symbol or, from `firstPair` on, `firstPair` + the number of a unit that is spelt with two. */
  readonly codes = new Uint16Array(0x10000);
  readonly firstPair: number;
  /** Lead and trail of pair number `n` are symbols `firstLead + (n >>> trailBits)` and `firstTrail + (n & trailMask)`. */
  readonly firstLead: number;
  readonly firstTrail: number;
  readonly trailBits: number;
  readonly symbolCount: number;
  /** One more than the highest code. */
  readonly codeCount: number;

  constructor(keywords: readonly string[]) {
    const { units, hasSpace } = countUnits(keywords);
    const ascii = units.filter((unit) => unit < 128);
    const wide = units.filter((unit) => unit >= 128);
    let next = 1;
    if (hasSpace) {
      for (let unit = 0; unit < 128; unit++) if (isWhiteSpace(unit)) this.codes[unit] = next;
      for (const unit of WIDE_SPACES) this.codes[unit] = next;
      next++;
    }
    for (const unit of [...ascii, ...wide.slice(0, DIRECT_WIDE)]) this.#assign(unit, next++);
    const pairs = wide.slice(DIRECT_WIDE);
    this.firstPair = next;
    pairs.forEach((unit, number) => this.#assign(unit, next + number));
    this.codeCount = next + pairs.length;
    this.trailBits = pairs.length === 0 ? 0 : Math.ceil(Math.log2(pairs.length) / 2);
    this.firstLead = next;
    this.firstTrail = next + Math.ceil(pairs.length / 2 ** this.trailBits);
    this.symbolCount = pairs.length === 0 ? next : this.firstTrail + 2 ** this.trailBits;
  }

  /** The one or two symbols of a unit. */
  spelling(unit: number): readonly number[] {
    const code = this.codes[unit] as number;
    if (code < this.firstPair) return [code];
    const pair = code - this.firstPair;
    return [this.firstLead + (pair >>> this.trailBits), this.firstTrail + (pair & ((1 << this.trailBits) - 1))];
  }

  #assign(folded: number, code: number): void {
    for (const unit of unitsFoldingTo(folded)) this.codes[unit] = code;
  }
}

/** The folded units of the keywords without white space, by falling frequency. */
function countUnits(keywords: readonly string[]) {
  const counts = new Map<number, number>();
  let hasSpace = false;
  const add = (unit: number) => counts.set(unit, (counts.get(unit) ?? 0) + 1);
  for (const keyword of keywords) {
    for (let at = 0; at < keyword.length; at++) {
      const unit = foldUnit(keyword.charCodeAt(at));
      const other = at > 0 ? otherCaseLow(keyword.charCodeAt(at - 1), unit) : undefined;
      if (isWhiteSpace(unit)) hasSpace = true;
      else add(unit);
      if (other !== undefined) add(other);
    }
  }
  const byFrequency = [...counts].sort(([a, often], [b, rarely]) => rarely - often || a - b);
  return { units: byFrequency.map(([unit]) => unit), hasSpace };
}
