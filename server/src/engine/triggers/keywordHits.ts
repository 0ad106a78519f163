import type { Span } from '../text/span.ts';
import type { CompiledRules } from './compileRules.ts';
import type { TriggerHit } from './rule.ts';

/** A hit as a scan reports it: `keyword` is an index in `CompiledRules.keywords`. */
export interface KeywordHit extends Span {
  readonly keyword: number;
}

/** The hits of one text by keyword. Hits of other keywords (a shared automaton has more) are passed over. */
export class KeywordHits {
  readonly #byKeyword = new Map<number, KeywordHit[]>();
  readonly #compiled: CompiledRules;

  constructor(compiled: CompiledRules, hits: readonly KeywordHit[]) {
    this.#compiled = compiled;
    for (const hit of hits) {
      if (hit.keyword >= compiled.keywords.length) continue;
      const known = this.#byKeyword.get(hit.keyword);
      if (known) known.push(hit);
      else this.#byKeyword.set(hit.keyword, [hit]);
    }
  }

  /** Hits of any of the keywords, by rising start. */
  of(keywords: readonly number[]): readonly KeywordHit[] {
    const hits = keywords.flatMap((keyword) => this.#byKeyword.get(keyword) ?? []);
    return hits.sort((a, b) => a.start - b.start || a.end - b.end);
  }

  stands(keywords: readonly number[]): boolean {
    return keywords.some((keyword) => this.#byKeyword.has(keyword));
  }

  /** The keyword as the rules file spells it. */
  text(keyword: number): string {
    return this.#compiled.keywords[keyword]?.text ?? '';
  }

  named({ keyword, start, end }: KeywordHit, rule: string): TriggerHit {
    return { rule, keyword: this.text(keyword), start, end };
  }
}
