import type { Span } from '../text/span.ts';
import type { CompiledRules } from './compileRules.ts';
import type { TriggerHit } from './rule.ts';

/** A hit as a scan reports it: `keyword` is an index in `CompiledRules.keywords`. */
export interface KeywordHit extends Span {
  readonly keyword: number;
}

/**
 * The hits of one text in typed arrays: a hit is its rank, the number it has by rising start (then end). Hits of other
 * keywords (a shared automaton has more) are passed over.
 */
export class KeywordHits {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly keywords: Int32Array;
  readonly #compiled: CompiledRules;
  /** Ranks grouped by keyword, each group rising; a keyword's group begins at `#groups[keyword]`. */
  readonly #ranks: Int32Array;
  readonly #groups: Int32Array;
  /** By keyword, all zero between two calls. */
  readonly #counts: Int32Array;

  constructor(compiled: CompiledRules, hits: readonly KeywordHit[]) {
    this.#compiled = compiled;
    const known = compiled.keywords.length;
    this.#counts = new Int32Array(known);
    const own = inOrder(
      hits.some(({ keyword }) => keyword >= known) ? hits.filter((hit) => hit.keyword < known) : hits,
    );
    this.starts = new Int32Array(own.length);
    this.ends = new Int32Array(own.length);
    this.keywords = new Int32Array(own.length);
    this.#groups = new Int32Array(known + 1);
    for (let rank = 0; rank < own.length; rank++) {
      const { keyword, start, end } = own[rank]!;
      this.starts[rank] = start;
      this.ends[rank] = end;
      this.keywords[rank] = keyword;
      this.#groups[keyword + 1]! += 1;
    }
    for (let keyword = 0; keyword < known; keyword++) this.#groups[keyword + 1]! += this.#groups[keyword]!;
    const next = this.#groups.slice();
    this.#ranks = new Int32Array(own.length);
    for (let rank = 0; rank < own.length; rank++) this.#ranks[next[this.keywords[rank]!]!++] = rank;
  }

  /** Ranks of the hits of any of the keywords, rising. */
  of(keywords: readonly number[]): Int32Array {
    const groups = keywords.filter((keyword) => this.count(keyword) > 0).map((keyword) => this.#group(keyword));
    return merged(groups);
  }

  stands(keywords: readonly number[]): boolean {
    return keywords.some((keyword) => this.count(keyword) > 0);
  }

  count(keyword: number): number {
    return (this.#groups[keyword + 1] ?? 0) - (this.#groups[keyword] ?? 0);
  }

  /** The keyword as the rules file spells it. */
  text(keyword: number): string {
    return this.#compiled.keywords[keyword]?.text ?? '';
  }

  keywordOf(rank: number): number {
    return this.keywords[rank] ?? 0;
  }

  /** The keywords of some hits in the order in which they first stand, and how often each does. */
  tally(hits: Int32Array): ReadonlyMap<number, number> {
    const keywords: number[] = [];
    for (let at = 0; at < hits.length; at++) {
      const keyword = this.keywords[hits[at]!]!;
      if (this.#counts[keyword]!++ === 0) keywords.push(keyword);
    }
    const counts = new Map(keywords.map((keyword) => [keyword, this.#counts[keyword]!]));
    for (const keyword of keywords) this.#counts[keyword] = 0;
    return counts;
  }

  named(hits: Int32Array, rule: string): readonly TriggerHit[] {
    const named: TriggerHit[] = [];
    for (let at = 0; at < hits.length; at++) {
      const rank = hits[at]!;
      const keyword = this.text(this.keywords[rank]!);
      named.push({ rule, keyword, start: this.starts[rank]!, end: this.ends[rank]! });
    }
    return named;
  }

  #group(keyword: number): Int32Array {
    return this.#ranks.subarray(this.#groups[keyword], this.#groups[keyword + 1]);
  }
}

/** Lists of ranks as one, rising, each rank once. */
export function merged(lists: readonly Int32Array[]): Int32Array {
  const [only] = lists;
  if (lists.length === 1 && only) return only;
  const all = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let length = 0;
  for (const list of lists) {
    all.set(list, length);
    length += list.length;
  }
  all.sort();
  let kept = 0;
  for (let at = 0; at < length; at++) if (kept === 0 || all[kept - 1] !== all[at]) all[kept++] = all[at]!;
  return all.subarray(0, kept);
}

/** A scan reports hits by rising end, which is nearly the order by start. */
function inOrder(hits: readonly KeywordHit[]): readonly KeywordHit[] {
  for (let at = 1; at < hits.length; at++) {
    if (byStart(hits[at - 1]!, hits[at]!) > 0) return hits.toSorted(byStart);
  }
  return hits;
}

function byStart(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}
