import type { Automaton } from '../scan/automaton.ts';
import { HitBuffer } from '../scan/hitBuffer.ts';
import { scan } from '../scan/scanner.ts';
import type { CompiledRules } from './compileRules.ts';

/** Keywords of hostile shape stand in one another millions of times; beyond this many hits each stands in itself only. */
const MOST_HITS = 500_000;

/** Which keywords stand in which: where "fix bug" is hit, so is "bug". */
export class KeywordContainment {
  readonly #compiled: CompiledRules;
  readonly #automaton: Automaton;
  readonly #contained = new Map<number, ReadonlySet<number>>();
  readonly #buffer = new HitBuffer();
  #hitsLeft = MOST_HITS;

  constructor(compiled: CompiledRules, automaton: Automaton) {
    this.#compiled = compiled;
    this.#automaton = automaton;
  }

  /** The keywords that are hit wherever this one is, itself among them. */
  within(keyword: number): ReadonlySet<number> {
    let contained = this.#contained.get(keyword);
    if (!contained) {
      contained = this.#scan(keyword);
      this.#contained.set(keyword, contained);
    }
    return contained;
  }

  #scan(keyword: number): ReadonlySet<number> {
    const contained = new Set([keyword]);
    if (this.#hitsLeft <= 0) return contained;
    this.#buffer.clear();
    scan(this.#automaton, this.#compiled.keywords[keyword]?.text ?? '', this.#buffer);
    this.#hitsLeft -= this.#buffer.count;
    for (let hit = 0; hit < this.#buffer.count; hit++) contained.add(this.#buffer.keyword(hit));
    return contained;
  }
}
