import type { Span } from '../text/span.ts';
import type { CompiledNegative, CompiledRules } from './compileRules.ts';
import type { KeywordHits } from './keywordHits.ts';
import { SpanSet } from './spanSet.ts';
import type { TextScopes } from './textScopes.ts';

/** Why a hit does not count, for the user. */
export interface SilencedBy {
  readonly negative: string;
  /** One-based line of the pattern. */
  readonly line: number;
}

/** A negative rule whose patterns stand in the text: where it holds, and the hits that make it so. */
interface ActiveNegative {
  readonly negative: CompiledNegative;
  readonly silences: SpanSet;
  /** Rank of the pattern's hit, by number of the silence. */
  readonly causes: Int32Array;
  /** Rank of an `unless_contains` keyword that lifted it everywhere. */
  readonly liftedBy: number | undefined;
}

/**
 * What the negative rules say of one text. A pattern silences, from the rules that its negative rule names (or from
 * all), the hits that touch its scope: the pattern itself (`match`), its lines (`line`) or everything (`document`).
 * It does not where an `unless_contains` keyword stands in that scope; for `match` one must overlap the pattern.
 * Context rules have no hits: only a `document` scope silences them. A rule with `exclude_agents` silences no hits.
 */
export class Silencer {
  readonly #active: readonly ActiveNegative[];
  readonly #lifted: readonly ActiveNegative[];
  readonly #scopes: TextScopes;
  readonly #found: KeywordHits;

  constructor(compiled: CompiledRules, found: KeywordHits, scopes: TextScopes) {
    this.#scopes = scopes;
    this.#found = found;
    const standing = compiled.negative.flatMap((negative) => activate(negative, found, scopes) ?? []);
    this.#active = standing.filter(({ silences }) => silences.size > 0);
    this.#lifted = standing.filter(({ silences }) => silences.size === 0);
  }

  /** Those of a rule's hits that count. */
  surviving(rule: RuleId, hits: Int32Array): Int32Array {
    let surviving = hits;
    for (const { negative, silences } of this.#active) {
      if (!silencesHitsOf(negative, rule)) continue;
      const { starts, ends } = this.#found;
      surviving = surviving.filter((hit) => silences.overlapping(starts[hit]!, ends[hit]!) < 0);
    }
    return surviving;
  }

  /** What silences the first of a rule's hits that does not count. */
  ofHits(rule: RuleId, hits: Int32Array): SilencedBy | undefined {
    const { starts, ends } = this.#found;
    for (const hit of hits) {
      for (const active of this.#active) {
        if (!silencesHitsOf(active.negative, rule)) continue;
        const silence = active.silences.overlapping(starts[hit]!, ends[hit]!);
        if (silence >= 0) return this.#describe(active, silence);
      }
    }
    return undefined;
  }

  /** What silences a whole document for a rule, if anything does. */
  ofDocument(rule: RuleId): SilencedBy | undefined {
    const active = this.#active.find(
      ({ negative }) => negative.rule.scope === 'document' && silencesHitsOf(negative, rule),
    );
    return active && this.#describe(active, 0);
  }

  /** The rule's agents without those that some negative rule excludes. */
  agentsOf(rule: RuleId & { readonly agents: readonly string[] }): readonly string[] {
    const excluded = this.#active.flatMap(({ negative }) =>
      concerns(negative, rule) ? (negative.rule.excludeAgents ?? []) : [],
    );
    return excluded.length === 0 ? rule.agents : rule.agents.filter((agent) => !excluded.includes(agent));
  }

  /** True when any negative rule holds somewhere in the text. */
  get holds(): boolean {
    return this.#active.length > 0;
  }

  /** The negative rules whose patterns stand here and yet silence nothing, each with the hit that lifts it. */
  get lifted(): readonly { readonly negative: string; readonly by: number }[] {
    return this.#lifted.map(({ negative, liftedBy }) => ({ negative: negative.rule.name, by: liftedBy ?? 0 }));
  }

  #describe({ negative, causes }: ActiveNegative, silence: number): SilencedBy {
    const cause = this.#found.starts[causes[silence]!] ?? 0;
    return { negative: negative.rule.name, line: this.#scopes.lineAt(cause) + 1 };
  }
}

interface RuleId {
  readonly kind: string;
  readonly name: string;
}

function concerns({ silenced }: CompiledNegative, { kind, name }: RuleId): boolean {
  return silenced.size === 0 || silenced.has(name) || silenced.has(`${kind}_triggers.${name}`);
}

function silencesHitsOf(negative: CompiledNegative, rule: RuleId): boolean {
  return !negative.rule.excludeAgents && concerns(negative, rule);
}

function activate(negative: CompiledNegative, found: KeywordHits, scopes: TextScopes): ActiveNegative | undefined {
  const patterns = found.of(negative.patterns);
  if (patterns.length === 0) return undefined;
  const unless = found.of(negative.unless);
  const excuses = new SpanSet(
    unless.map((hit) => found.starts[hit]!),
    unless.map((hit) => found.ends[hit]!),
  );
  const [starts, ends, causes] = [new Int32Array(patterns.length), new Int32Array(patterns.length), patterns.slice()];
  let count = 0;
  let liftedBy: number | undefined;
  for (const cause of patterns) {
    const { start, end } = scopeOf(negative, { start: found.starts[cause]!, end: found.ends[cause]! }, scopes);
    const excuse = excuses.overlapping(start, end);
    if (excuse >= 0) {
      liftedBy ??= unless[excuse];
      continue;
    }
    starts[count] = start;
    ends[count] = end;
    causes[count++] = cause;
    // One silence of the whole document is as good as many.
    if (negative.rule.scope === 'document') break;
  }
  const silences = new SpanSet(starts.subarray(0, count), ends.subarray(0, count));
  return { negative, silences, causes, liftedBy };
}

function scopeOf({ rule }: CompiledNegative, cause: Span, scopes: TextScopes): Span {
  if (rule.scope === 'document') return { start: 0, end: scopes.text.length };
  return rule.scope === 'line' ? scopes.linesOf(cause.start, cause.end) : cause;
}
