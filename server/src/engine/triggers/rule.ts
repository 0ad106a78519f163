import type { Span } from '../text/span.ts';

/** Texts by which a rule is checked: those on which it must fire, and those on which it must not. */
export interface RuleSamples {
  readonly examples?: readonly string[];
  readonly nearMisses?: readonly string[];
}

/** How a rule is shown. */
export interface RuleLook {
  readonly description?: string;
  /** One of `RULE_COLORS`. */
  readonly color?: string;
}

/** A rule that fires wherever one of its keywords stands. */
export interface ImmediateRule extends RuleSamples, RuleLook {
  readonly kind: 'immediate';
  readonly name: string;
  readonly keywords: readonly string[];
  readonly agents: readonly string[];
}

/** A rule over several keywords of one document. */
export interface CompoundRule extends RuleSamples, RuleLook {
  readonly kind: 'compound';
  readonly name: string;
  /** Every group must be met by at least one of its alternatives. */
  readonly all: readonly (readonly string[])[];
  readonly any: readonly string[];
  readonly none: readonly string[];
  /** How near to one another the hits must stand. */
  readonly within:
    { readonly unit: 'document' | 'line' | 'sentence' } | { readonly unit: 'words'; readonly count: number };
  readonly agents: readonly string[];
  readonly mode: 'parallel' | 'sequential';
}

/** A rule over the document itself: one of its extension, its language and its content. */
export interface ContextRule extends RuleSamples, Pick<RuleLook, 'description'> {
  readonly kind: 'context';
  /** The key that it stands under: `.js|.ts`, `typescript|go`, a regular expression. */
  readonly name: string;
  /** Lower-case, with the dot, or whole file names; empty when the rule is about something else. */
  readonly extensions: readonly string[];
  /** VS Code's language identifiers, lower-case; empty when the rule is about something else. */
  readonly languages: readonly string[];
  /** Regular expression source; run only where the caller supplies a bounded matcher. */
  readonly contentPattern?: string;
  readonly agents: readonly string[];
}

/** A rule that silences others. */
export interface NegativeRule extends RuleSamples, Pick<RuleLook, 'description'> {
  readonly kind: 'negative';
  readonly name: string;
  readonly patterns: readonly string[];
  readonly unlessContains: readonly string[];
  readonly scope: 'match' | 'line' | 'document';
  /** Names of the rules it silences; empty means all. */
  readonly triggers: readonly string[];
  /** When present the rule silences no hit; it takes these agents out of the result instead. */
  readonly excludeAgents?: readonly string[];
}

/** Orders what fired: the highest priority first. */
export interface PriorityRule {
  /** `section.NAME`, a rule, a section, an agent or a phrase of the text; see `priorities.ts`. */
  readonly condition: string;
  readonly priority: number;
  /** When present, and the condition holds, those of these agents that were called stand first, in this order. */
  readonly agents?: readonly string[];
}

export type FiringRule = ImmediateRule | CompoundRule | ContextRule;
export type AnyRule = FiringRule | NegativeRule | PriorityRule;

/** Colours that a rule's keywords can be shown in. */
export const RULE_COLORS = ['red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'purple', 'pink', 'gray'] as const;

/** The sections of a rules file that hold named rules. */
export type RuleSection = 'immediate_triggers' | 'compound_triggers' | 'context_triggers' | 'negative_triggers';

export interface TriggerRules {
  readonly immediate: readonly ImmediateRule[];
  readonly compound: readonly CompoundRule[];
  readonly context: readonly ContextRule[];
  readonly negative: readonly NegativeRule[];
  readonly priorities: readonly PriorityRule[];
}

/** What kind of thing is wrong in a rules file; quick fixes go by it. */
export type RuleProblemCode =
  | 'yaml'
  | 'bare-list'
  | 'limit'
  | 'value'
  | 'unknown-key'
  | 'unknown-rule'
  | 'duplicate-key'
  | 'duplicate'
  | 'duplicate-rule'
  | 'no-agents'
  | 'dead'
  | 'shadowed'
  | 'over-broad'
  | 'priority-conflict'
  | 'pattern'
  | 'example'
  | 'near-miss';

/** Something wrong in a rules file: what, where (offsets in the file) and the mend. */
export interface RuleProblem extends Span {
  readonly code: RuleProblemCode;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** The other place that it is about: the rule that shadows this one, the first of two duplicates. */
  readonly related?: Span;
}

/** A text of a rules file and where it stands, quotes included. */
export interface PlacedText {
  readonly text: string;
  readonly span: Span;
}

/** Where a rule stands in its file. Offsets are UTF-16 units of the source. */
export interface RulePlace {
  readonly section: RuleSection | 'priority_rules';
  /** The name of the rule; of a priority rule its condition, of a context rule its key. */
  readonly name: string;
  readonly nameSpan: Span;
  /** From the key to the end of the value. */
  readonly span: Span;
  /** In the order in which they are read, repeated ones too; a part of a `pattern` has a span of its own. */
  readonly keywords: readonly (PlacedText & { readonly field: KeywordField })[];
  readonly agents: readonly PlacedName[];
  /** The rules that a negative rule names, as they are spelt there. */
  readonly triggers: readonly PlacedName[];
}

export interface PlacedName {
  readonly name: string;
  readonly span: Span;
}

/** The keys of a rule that hold keywords or sample texts. */
export type KeywordField =
  'keywords' | 'pattern' | 'all' | 'any' | 'none' | 'patterns' | 'unless_contains' | 'examples' | 'near_misses';

/** A keyword that stands in the text, and the rule it belongs to. */
export interface TriggerHit extends Span {
  readonly rule: string;
  readonly keyword: string;
}

export interface FiredRule {
  readonly rule: string;
  readonly kind: 'immediate' | 'compound' | 'context';
  readonly agents: readonly string[];
  readonly priority: number;
  /** Why, in words for the user: "keyword “fix bug” (2×)". */
  readonly reason: string;
  readonly hits: readonly TriggerHit[];
}

/** Why a rule that came near did not fire. */
export interface UnfiredRule {
  readonly rule: string;
  readonly reason: string;
}

export interface TriggerResult {
  /** Highest priority first. */
  readonly fired: readonly FiredRule[];
  /** Each agent once, in priority order. */
  readonly agents: readonly string[];
  readonly mode: 'parallel' | 'sequential';
  readonly notFired: readonly UnfiredRule[];
}
