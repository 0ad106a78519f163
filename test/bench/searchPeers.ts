/** What the benchmarks use of MiniSearch. */
export interface MiniSearch {
  add(document: { readonly id: number; readonly text: string }): void;
  search(query: string): readonly { readonly id: number }[];
}

export interface MiniSearchModule {
  readonly default: new (options: {
    readonly fields: readonly string[];
    readonly tokenize: (text: string) => readonly string[];
    readonly processTerm: (term: string) => string;
  }) => MiniSearch;
}

/** What the benchmarks use of FlexSearch. */
export interface FlexSearch {
  add(id: number, text: string): void;
  search(query: string, options: { readonly limit: number; readonly suggest: boolean }): readonly number[];
}

export interface FlexSearchModule {
  readonly default: {
    readonly Index: new (options: {
      readonly tokenize: 'strict';
      readonly encode: (text: string) => readonly string[];
    }) => FlexSearch;
  };
}

/** Lower-case runs of letters, digits and `_`: the terms of code, without stemming. */
export function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9_]{2,32}/g) ?? [];
}

export function createMiniSearch(module: MiniSearchModule): MiniSearch {
  return new module.default({ fields: ['text'], tokenize: words, processTerm: (term) => term });
}

export function createFlexSearch(module: FlexSearchModule): FlexSearch {
  return new module.default.Index({ tokenize: 'strict', encode: words });
}

const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have how i if in into is it its may me ' +
    'my no not of on or our should so such that the their them then there these they this to was we were what when ' +
    'where which while who will with would you your also just only more than too very via use used using'
  ).split(' '),
);

/** A question without the words that say nothing; Winnow drops such words itself. */
export function withoutStopWords(query: string): string {
  return words(query)
    .filter((word) => !STOP_WORDS.has(word))
    .join(' ');
}
