import type { CompiledRules } from './compileRules.ts';
import type { ContentMatches } from './evaluate.ts';
import type { KeywordContainment } from './keywordContainment.ts';
import type { ParsedRules } from './parseRules.ts';
import type { AnyRule, RulePlace } from './rule.ts';

export interface CheckOptions {
  /** Why a content pattern cannot be run, by the pattern; what the engine that runs them says. */
  readonly patternFaults?: ReadonlyMap<string, string>;
  /** What running the content patterns on a sample gave; samples of content rules without an answer are passed over. */
  readonly contentOf?: (sample: string) => ContentMatches | undefined;
}

/** What each of the checks looks at. */
export interface CheckContext extends Pick<ParsedRules, 'rules' | 'places'> {
  readonly compiled: CompiledRules;
  readonly containment: KeywordContainment;
  readonly placeOf: (rule: AnyRule) => RulePlace;
}
