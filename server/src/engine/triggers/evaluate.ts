import type { CompiledCompound, CompiledRules } from './compileRules.ts';
import { KeywordHits, type KeywordHit } from './keywordHits.ts';
import { Priorities } from './priorities.ts';
import { hitsWithin } from './proximity.ts';
import { keywordReason, missingReason, silencedReason, withinReason } from './reasons.ts';
import type { ContextRule, FiredRule, ImmediateRule, TriggerHit, TriggerResult, UnfiredRule } from './rule.ts';
import { Silencer } from './silencer.ts';
import { TextScopes } from './textScopes.ts';

export interface EvaluateInput {
  readonly text: string;
  /** Hits of `CompiledRules.keywords` in the text, in any order; hits of higher numbers are passed over. */
  readonly hits: readonly KeywordHit[];
  /** The file's extension with its dot, or its name (for rules such as `Dockerfile`). */
  readonly extension?: string;
  /** Runs a user's pattern under a time bound; without it content patterns never fire. */
  readonly matchContent?: (pattern: string) => boolean;
}

/**
 * Which rules a text fires and why, which came near and did not, and which agents that calls, in order. Never runs a
 * user's regular expression. `hits` are those of the rules that fired, by rising start, each rule's keyword once a place.
 */
export function evaluate(
  compiled: CompiledRules,
  input: EvaluateInput,
): TriggerResult & { readonly hits: readonly TriggerHit[] } {
  const scopes = new TextScopes(input.text);
  const found = new KeywordHits(compiled, input.hits);
  const evaluation: Evaluation = { input, scopes, found, silencer: new Silencer(compiled, found, scopes) };
  const outcomes = [
    ...compiled.immediate.map(({ rule, keywords }) => immediateOutcome(rule, found.of(keywords), evaluation)),
    ...compiled.compound.map((compound) => compoundOutcome(compound, evaluation)),
    ...compiled.rules.context.map((rule) => contextOutcome(rule, evaluation)),
  ].filter((outcome) => outcome !== undefined);
  const priorities = new Priorities(compiled, found);
  const fired = priorities.order(outcomes.filter((outcome) => 'kind' in outcome));
  const oneByOne = compiled.compound.filter(({ rule }) => rule.mode === 'sequential');
  const sequential = new Set(oneByOne.map(({ rule }) => rule.name));
  return {
    fired,
    agents: priorities.agents(fired),
    mode: fired.some(({ kind, rule }) => kind === 'compound' && sequential.has(rule)) ? 'sequential' : 'parallel',
    notFired: outcomes.filter((outcome) => !('kind' in outcome)),
    hits: fired.flatMap((rule) => rule.hits).sort((a, b) => a.start - b.start || a.end - b.end),
  };
}

interface Evaluation {
  readonly input: EvaluateInput;
  readonly scopes: TextScopes;
  readonly found: KeywordHits;
  readonly silencer: Silencer;
}

/** `undefined` when the text has nothing to do with the rule. */
type Outcome = FiredRule | UnfiredRule | undefined;

function immediateOutcome(rule: ImmediateRule, hits: readonly KeywordHit[], evaluation: Evaluation): Outcome {
  const { silencer, found } = evaluation;
  if (hits.length === 0) return undefined;
  const surviving = hits.filter((hit) => !silencer.ofHit(rule, hit));
  if (surviving.length === 0) return silenced(rule.name, hits, (hit) => silencer.ofHit(rule, hit));
  return fire(rule, surviving, keywordReason(surviving, found), evaluation);
}

function compoundOutcome({ rule, groups, none }: CompiledCompound, evaluation: Evaluation): Outcome {
  const { silencer, found, scopes } = evaluation;
  const all = groups.map((group) => found.of(group));
  const met = all.map((hits) => hits.length > 0);
  if (!met.includes(true)) return undefined;
  if (met.includes(false)) return { rule: rule.name, reason: missingReason(groups, met, found) };
  const surviving = all.map((hits) => hits.filter((hit) => !silencer.ofHit(rule, hit)));
  const lost = surviving.findIndex((hits) => hits.length === 0);
  if (lost >= 0) return silenced(rule.name, all[lost] ?? [], (hit) => silencer.ofHit(rule, hit));
  const near = hitsWithin(rule.within, { groups: surviving, none: found.of(none) }, scopes);
  if (near.hits.length > 0)
    return fire(rule, near.hits, keywordReason(near.hits, found) + withinReason(rule), evaluation);
  const barrier = near.heldBackBy;
  const reason = barrier
    ? `held back by “${found.text(barrier.keyword)}” on line ${scopes.lineAt(barrier.start) + 1}`
    : `its keywords stand here, but not${withinReason(rule)}`;
  return { rule: rule.name, reason };
}

function contextOutcome(rule: ContextRule, evaluation: Evaluation): Outcome {
  const { input, silencer } = evaluation;
  const reason = contextReason(rule, input);
  if (reason === undefined) return undefined;
  const by = silencer.ofDocument(rule);
  return by ? { rule: rule.name, reason: silencedReason(by) } : fire(rule, [], reason, evaluation);
}

function contextReason({ extensions, contentPattern }: ContextRule, input: EvaluateInput): string | undefined {
  if (contentPattern !== undefined) {
    return input.matchContent?.(contentPattern) ? `content matches /${contentPattern}/` : undefined;
  }
  const name = input.extension?.toLowerCase() ?? '';
  const extension = extensions.find((one) =>
    one.startsWith('.') ? name.endsWith(one) : name === one || name.endsWith(`.${one}`),
  );
  return extension === undefined ? undefined : `file type ${extension}`;
}

function fire(
  rule: { readonly kind: FiredRule['kind']; readonly name: string; readonly agents: readonly string[] },
  hits: readonly KeywordHit[],
  reason: string,
  { found, silencer }: Evaluation,
): FiredRule {
  return {
    rule: rule.name,
    kind: rule.kind,
    agents: silencer.agentsOf(rule),
    priority: 0,
    reason,
    hits: hits.map((hit) => found.named(hit, rule.name)),
  };
}

function silenced(
  rule: string,
  hits: readonly KeywordHit[],
  silencedBy: (hit: KeywordHit) => Parameters<typeof silencedReason>[0] | undefined,
): UnfiredRule {
  const by = hits.map(silencedBy).find((one) => one !== undefined);
  return { rule, reason: by ? silencedReason(by) : 'silenced' };
}
