import type { EditableText, TextEdit } from '../text/editableText.ts';
import type { Span } from '../text/span.ts';
import { DISGUISE_CONTEXT, disguisesIn, disguiseWindows, searchDisguised, type DisguisedMatch } from './disguise.ts';
import type { SecretRule } from './rule.ts';

interface Search {
  readonly window: Span;
  readonly matches: readonly DisguisedMatch[];
}

/**
 * The disguised secrets of a text that is being edited: always those of the whole. Where disguises stand is told from
 * two units around each; a window is searched again when an edit touches it, or when it became another window.
 */
export class LiveDisguises {
  readonly #text: EditableText;
  readonly #rules: readonly SecretRule[];
  #disguises: readonly number[];
  #searches: readonly Search[] = [];

  constructor(text: EditableText, rules: readonly SecretRule[]) {
    this.#text = text;
    this.#rules = rules;
    this.#disguises = disguisesIn(text.toString(), 0, text.length);
    this.#search(new Map());
  }

  get matches(): readonly DisguisedMatch[] {
    return this.#searches.flatMap(({ matches }) => matches);
  }

  /** Takes in an edit that the text went through. Returns how many units were searched again. */
  edit({ start, end, text: inserted }: TextEdit): number {
    const newEnd = start + inserted.length;
    const from = start - DISGUISE_CONTEXT;
    const found = disguisesIn(this.#text, Math.max(0, from), newEnd + DISGUISE_CONTEXT);
    if (this.#disguises.length === 0 && found.length === 0) return 0;
    const by = newEnd - end;
    this.#disguises = [
      ...this.#disguises.filter((at) => at < from),
      ...found,
      ...this.#disguises.filter((at) => at >= end + DISGUISE_CONTEXT).map((at) => at + by),
    ];
    const known = new Map<number, Search>();
    for (const search of this.#searches) {
      const { window } = search;
      if (window.end + DISGUISE_CONTEXT <= start) known.set(window.start, search);
      else if (window.start - DISGUISE_CONTEXT >= end) known.set(window.start + by, moved(search, by));
    }
    return this.#search(known);
  }

  #search(known: ReadonlyMap<number, Search>): number {
    let units = 0;
    this.#searches = disguiseWindows(this.#disguises, this.#text.length).map((window) => {
      const before = known.get(window.start);
      if (before?.window.end === window.end) return before;
      units += window.end - window.start;
      return { window, matches: searchDisguised(this.#text, window, this.#rules) };
    });
    return units;
  }
}

function moved({ window, matches }: Search, by: number): Search {
  return {
    window: { start: window.start + by, end: window.end + by },
    matches: matches.map(({ rule, matchStart, start, end }) => ({
      rule,
      matchStart: matchStart + by,
      start: start + by,
      end: end + by,
    })),
  };
}
