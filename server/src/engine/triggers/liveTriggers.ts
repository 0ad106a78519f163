import type { TextEdit } from '../text/editableText.ts';
import type { Span } from '../text/span.ts';
import type { CompiledRules } from './compileRules.ts';
import type { ContentMatches, evaluate } from './evaluate.ts';
import type { FiredRule, TriggerHit, TriggerResult } from './rule.ts';

type Evaluated = ReturnType<typeof evaluate>;

/** What fires, without the places: those are for {@link LiveTriggers.hits} to tell. */
export interface FiredRules extends Omit<TriggerResult, 'fired'> {
  readonly fired: readonly Omit<FiredRule, 'hits'>[];
}

/** So many edits are cheaper to evaluate anew than to go through for each hit. */
const MOST_EDITS = 200;

interface Known {
  readonly evaluated: Evaluated;
  readonly content: ContentMatches | undefined;
  /** The edits since, none of which changed what fires. */
  readonly edits: TextEdit[];
}

/**
 * What a document that is being edited fires. Rules look at the whole document, so they are evaluated when somebody
 * asks; but an edit that leaves all hits as they are and no line break another than it was only moves them, unless a
 * rule looks at words or sentences.
 */
export class LiveTriggers {
  readonly #evaluate: (content: ContentMatches | undefined) => Evaluated;
  readonly #looksAtWords: boolean;
  #known: Known | undefined;

  constructor(rules: CompiledRules, evaluate: (content: ContentMatches | undefined) => Evaluated) {
    this.#evaluate = evaluate;
    this.#looksAtWords = rules.compound.some(
      ({ rule }) => rule.within.unit === 'words' || rule.within.unit === 'sentence',
    );
  }

  /** Takes in an edit; `onlyMoves` says that hits and line breaks beside it are the same. */
  edit(edit: TextEdit, onlyMoves: boolean): void {
    const known = this.#known;
    if (!known || !onlyMoves || this.#looksAtWords || known.edits.length === MOST_EDITS) this.#known = undefined;
    else known.edits.push(edit);
  }

  result(content?: ContentMatches): FiredRules {
    return this.#current(content).evaluated;
  }

  /** The hits of fired rules, by rising start; with `spans` only those that touch one of them. */
  hits(content?: ContentMatches, spans?: readonly Span[]): readonly TriggerHit[] {
    const { evaluated, edits } = this.#current(content);
    if (!spans) return edits.length === 0 ? evaluated.hits : evaluated.hits.map((hit) => moved(hit, edits));
    const hits = new Set<TriggerHit>();
    for (const span of spans) {
      const before = edits.reduceRight(unmoved, span);
      for (const hit of evaluated.hits) {
        if (hit.start > before.end) break;
        if (hit.end >= before.start) hits.add(hit);
      }
    }
    return [...hits]
      .map((hit) => moved(hit, edits))
      .filter((hit) => spans.some(({ start, end }) => hit.start <= end && hit.end >= start))
      .sort((a, b) => a.start - b.start || a.end - b.end);
  }

  #current(content: ContentMatches | undefined): Known {
    if (this.#known && this.#known.content === content) return this.#known;
    this.#known = { evaluated: this.#evaluate(content), content, edits: [] };
    return this.#known;
  }
}

/** Where a hit stands after edits beside it. */
function moved(hit: TriggerHit, edits: readonly TextEdit[]): TriggerHit {
  let { start, end } = hit;
  for (const edit of edits) {
    ({ start, end } = movedSpan({ start, end }, edit));
  }
  return start === hit.start && end === hit.end ? hit : { ...hit, start, end };
}

/** What is inserted at a border of the span stays outside of it. */
export function movedSpan({ start, end }: Span, edit: TextEdit): Span {
  const moveBy = edit.text.length - (edit.end - edit.start);
  return { start: start >= edit.end ? start + moveBy : start, end: end > edit.start ? end + moveBy : end };
}

/** A span of the text before an edit that holds all that stands in `span` behind it. */
function unmoved({ start, end }: Span, edit: TextEdit): Span {
  const newEnd = edit.start + edit.text.length;
  const moveBy = newEnd - edit.end;
  return {
    start: start < edit.start ? start : Math.min(edit.start, start >= newEnd ? start - moveBy : start),
    end: end > newEnd ? end - moveBy : Math.max(edit.end, end),
  };
}
