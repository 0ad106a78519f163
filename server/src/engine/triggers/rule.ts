import type { Span } from '../text/span.ts';

/** A rule that fires wherever one of its keywords stands. */
export interface ImmediateRule {
  readonly kind: 'immediate';
  readonly name: string;
  readonly keywords: readonly string[];
  readonly agents: readonly string[];
  readonly description?: string;
  readonly color?: string;
}

/** A rule over several keywords of one document. */
export interface CompoundRule {
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

/** A rule over the document itself: its extension or its content. */
export interface ContextRule {
  readonly kind: 'context';
  readonly name: string;
  /** Lower-case, with the dot; empty when the rule is about content. */
  readonly extensions: readonly string[];
  /** Regular expression source; run only where the caller supplies a bounded matcher. */
  readonly contentPattern?: string;
  readonly agents: readonly string[];
}

/** A rule that silences others. */
export interface NegativeRule {
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

/** Something wrong in a rules file: what, where (offsets in the file) and the mend. */
export interface RuleProblem extends Span {
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

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
