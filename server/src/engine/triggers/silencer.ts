import type { Span } from '../text/span.ts';
import type { CompiledNegative, CompiledRules } from './compileRules.ts';
import type { KeywordHit, KeywordHits } from './keywordHits.ts';
import type { NegativeRule } from './rule.ts';
import { SpanSet } from './spanSet.ts';
import type { TextScopes } from './textScopes.ts';

/** A stretch of text in which a negative rule holds, and the hit that made it so. */
interface Silence extends Span {
  readonly cause: KeywordHit;
}

/** Why a hit does not count, for the user. */
export interface SilencedBy {
  readonly negative: string;
  /** One-based line of the pattern. */
  readonly line: number;
}

interface ActiveNegative {
  readonly rule: NegativeRule;
  readonly silences: SpanSet<Silence>;
}

/**
 * What the negative rules say of one text. A pattern silences, from the rules that its negative rule names (or from
 * all), the hits that touch its scope: the pattern itself (`match`), its lines (`line`) or everything (`document`).
 * It does not where an `unless_contains` keyword stands in that scope; for `match` one must overlap the pattern.
 * Context rules have no hits: only a `document` scope silences them. A rule with `exclude_agents` silences no hits.
 */
export class Silencer {
  readonly #active: readonly ActiveNegative[];
  readonly #scopes: TextScopes;

  constructor(compiled: CompiledRules, hits: KeywordHits, scopes: TextScopes) {
    this.#scopes = scopes;
    this.#active = compiled.negative
      .map((negative) => ({ rule: negative.rule, silences: silencesOf(negative, hits, scopes) }))
      .filter(({ silences }) => silences.size > 0);
  }

  /** What silences a hit of a rule, if anything does. */
  ofHit(rule: RuleId, hit: Span): SilencedBy | undefined {
    for (const { rule: negative, silences } of this.#active) {
      const silence = concerns(negative, rule) && !negative.excludeAgents && silences.overlapping(hit);
      if (silence) return this.#describe(negative, silence);
    }
    return undefined;
  }

  /** What silences a whole document for a rule, if anything does. */
  ofDocument(rule: RuleId): SilencedBy | undefined {
    for (const { rule: negative, silences } of this.#active) {
      const silence = negative.scope === 'document' && silences.first;
      if (silence && concerns(negative, rule) && !negative.excludeAgents) return this.#describe(negative, silence);
    }
    return undefined;
  }

  /** The rule's agents without those that some negative rule excludes. */
  agentsOf(rule: RuleId & { readonly agents: readonly string[] }): readonly string[] {
    const excluded = this.#active.flatMap(({ rule: negative }) =>
      concerns(negative, rule) ? (negative.excludeAgents ?? []) : [],
    );
    return excluded.length === 0 ? rule.agents : rule.agents.filter((agent) => !excluded.includes(agent));
  }

  #describe({ name }: NegativeRule, { cause }: Silence): SilencedBy {
    return { negative: name, line: this.#scopes.lineAt(cause.start) + 1 };
  }
}

interface RuleId {
  readonly kind: string;
  readonly name: string;
}

function concerns({ triggers }: NegativeRule, { kind, name }: RuleId): boolean {
  return triggers.length === 0 || triggers.includes(name) || triggers.includes(`${kind}_triggers.${name}`);
}

function silencesOf({ rule, patterns, unless }: CompiledNegative, hits: KeywordHits, scopes: TextScopes) {
  const causes = hits.of(patterns);
  if (causes.length === 0) return new SpanSet<Silence>([]);
  const excuses = new SpanSet(hits.of(unless));
  const silences = causes.map((cause): Silence => ({ ...scopeOf(rule, cause, scopes), cause }));
  return new SpanSet(silences.filter((silence) => !excuses.overlapping(silence)));
}

function scopeOf(rule: NegativeRule, cause: KeywordHit, scopes: TextScopes): Span {
  if (rule.scope === 'document') return { start: 0, end: scopes.text.length };
  if (rule.scope === 'line') return scopes.linesOf(cause);
  return { start: cause.start, end: cause.end };
}
