import type { CompiledCompound, CompiledRules } from './compileRules.ts';
import { KeywordHits, type KeywordHit } from './keywordHits.ts';
import { Priorities } from './priorities.ts';
import { hitsWithin, type ProximityResult } from './proximity.ts';
import { keywordReason, missingReason, silencedReason, withinReason } from './reasons.ts';
import type { ContextRule, FiredRule, ImmediateRule, TriggerHit, TriggerResult, UnfiredRule } from './rule.ts';
import { Silencer } from './silencer.ts';
import { TextScopes } from './textScopes.ts';

/** What running a text's content patterns gave, by the pattern. */
export interface ContentMatches {
  readonly matched: ReadonlySet<string>;
  /** Patterns that gave no answer, with the reason in words: "timed out after 100 ms". */
  readonly undecided: ReadonlyMap<string, string>;
}

export interface EvaluateInput {
  readonly text: string;
  /** Hits of `CompiledRules.keywords` in the text, in any order; hits of higher numbers are passed over. */
  readonly hits: readonly KeywordHit[];
  /** The file's extension with its dot, or its name (for rules such as `Dockerfile`). */
  readonly extension?: string;
  /** VS Code's language identifier. */
  readonly language?: string;
  /** Content patterns are run elsewhere, under a time bound; without their outcome they never fire. */
  readonly content?: ContentMatches;
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
  const silencer = new Silencer(compiled, found, scopes);
  const evaluation: Evaluation = { input, scopes, found, silencer };
  const outcomes = [
    ...compiled.immediate.map(({ rule, keywords }) => immediateOutcome(rule, found.of(keywords), evaluation)),
    ...compiled.compound.map((compound) => compoundOutcome(compound, evaluation)),
    ...compiled.rules.context.map((rule) => contextOutcome(rule, evaluation)),
  ].filter((outcome) => outcome !== undefined);
  const priorities = new Priorities(compiled, found);
  const fired = priorities.order(outcomes.filter((outcome) => 'kind' in outcome));
  const rules = fired.map(({ ranks, rule, kind, agents, priority, reason }): FiredRule => {
    return { rule, kind, agents, priority, reason, hits: found.named(ranks, rule) };
  });
  const oneByOne = compiled.compound.filter(({ rule }) => rule.mode === 'sequential');
  const sequential = new Set(oneByOne.map(({ rule }) => rule.name));
  return {
    fired: rules,
    agents: priorities.agents(rules),
    mode: rules.some(({ kind, rule }) => kind === 'compound' && sequential.has(rule)) ? 'sequential' : 'parallel',
    notFired: [...outcomes.filter((outcome) => !('kind' in outcome)), ...liftedNegatives(evaluation)],
    hits: inTextOrder(rules, fired, found.starts.length),
  };
}

interface Evaluation {
  readonly input: EvaluateInput;
  readonly scopes: TextScopes;
  readonly found: KeywordHits;
  readonly silencer: Silencer;
}

/** A rule that fires, before its priority is known. */
interface Firing extends Omit<FiredRule, 'hits' | 'priority'> {
  readonly ranks: Int32Array;
  /** The keywords of its hits, and how often each stands. */
  readonly keywords: ReadonlyMap<number, number>;
}

/** `undefined` when the text has nothing to do with the rule. */
type Outcome = Firing | UnfiredRule | undefined;

function immediateOutcome(rule: ImmediateRule, hits: Int32Array, evaluation: Evaluation): Outcome {
  if (hits.length === 0) return undefined;
  const surviving = evaluation.silencer.surviving(rule, hits);
  if (surviving.length === 0) return silenced(rule, hits, evaluation);
  return fire(rule, surviving, '', evaluation);
}

function compoundOutcome({ rule, groups, none }: CompiledCompound, evaluation: Evaluation): Outcome {
  const { silencer, found, scopes } = evaluation;
  const met = groups.map((group) => found.stands(group));
  if (!met.includes(true)) return undefined;
  if (met.includes(false)) return { rule: rule.name, reason: missingReason(groups, met, found) };
  const all = groups.map((group) => found.of(group));
  const surviving = all.map((hits) => silencer.surviving(rule, hits));
  const lost = surviving.findIndex((hits) => hits.length === 0);
  if (lost >= 0) return silenced(rule, all[lost]!, evaluation);
  const barriers = found.of(none);
  const near = (hits: readonly Int32Array[]): ProximityResult =>
    hitsWithin(rule.within, { groups: hits, none: barriers }, { places: found, scopes });
  const { hits, heldBackBy } = near(surviving);
  if (hits.length > 0) return fire(rule, hits, withinReason(rule), evaluation);
  if (heldBackBy !== undefined) {
    const line = scopes.lineAt(found.starts[heldBackBy]!) + 1;
    return { rule: rule.name, reason: `held back by “${found.text(found.keywordOf(heldBackBy))}” on line ${line}` };
  }
  const together = surviving.some((one, at) => one.length < all[at]!.length) ? near(all).hits : undefined;
  if (together && together.length > 0) return silenced(rule, together, evaluation);
  return { rule: rule.name, reason: `its keywords stand here, but not${withinReason(rule)}` };
}

function contextOutcome(rule: ContextRule, evaluation: Evaluation): Outcome {
  const { input, silencer } = evaluation;
  const undecided = rule.contentPattern === undefined ? undefined : input.content?.undecided.get(rule.contentPattern);
  if (undecided !== undefined) return { rule: rule.name, reason: `its pattern gave no answer: ${undecided}` };
  const reason = contextReason(rule, input);
  if (reason === undefined) return undefined;
  const by = silencer.ofDocument(rule);
  return by ? { rule: rule.name, reason: silencedReason(by) } : fire(rule, NO_HITS, reason, evaluation);
}

function contextReason(rule: ContextRule, { content, language, extension }: EvaluateInput): string | undefined {
  const { contentPattern, languages, extensions } = rule;
  if (contentPattern !== undefined) {
    return content?.matched.has(contentPattern) ? `content matches /${contentPattern}/` : undefined;
  }
  if (language !== undefined && languages.includes(language.toLowerCase())) return `language ${language}`;
  const name = extension?.toLowerCase() ?? '';
  const found = extensions.find((one) =>
    one.startsWith('.') ? name.endsWith(one) : name === one || name.endsWith(`.${one}`),
  );
  return found === undefined ? undefined : `file type ${found}`;
}

const NO_HITS = new Int32Array(0);

/** A rule fires for its keywords, if it has hits, and for what else is said. */
function fire(
  rule: { readonly kind: FiredRule['kind']; readonly name: string; readonly agents: readonly string[] },
  ranks: Int32Array,
  why: string,
  { found, silencer }: Evaluation,
): Firing {
  const keywords = found.tally(ranks);
  const reason = ranks.length > 0 ? keywordReason(keywords, found) + why : why;
  return { rule: rule.name, kind: rule.kind, agents: silencer.agentsOf(rule), reason, ranks, keywords };
}

function silenced(rule: ImmediateRule | CompiledCompound['rule'], hits: Int32Array, { silencer }: Evaluation) {
  const by = silencer.ofHits(rule, hits);
  return { rule: rule.name, reason: by ? silencedReason(by) : 'silenced' };
}

/** A negative rule whose patterns stand here and that holds nowhere is worth a word too. */
function liftedNegatives({ silencer, found, scopes }: Evaluation): readonly UnfiredRule[] {
  return silencer.lifted.map(({ negative, by }) => {
    const line = scopes.lineAt(found.starts[by] ?? 0) + 1;
    return { rule: negative, reason: `lifted by “${found.text(found.keywordOf(by))}” on line ${line}` };
  });
}

/** All hits of the rules as one list; those of one place in the order of the rules. */
function inTextOrder(
  rules: readonly Pick<FiredRule, 'hits'>[],
  fired: readonly Pick<Firing, 'ranks'>[],
  count: number,
): readonly TriggerHit[] {
  const [only] = rules;
  if (rules.length === 1 && only) return only.hits;
  // How many hits stand before each rank, then where the next of each rank goes.
  const next = new Int32Array(count + 1);
  for (const { ranks } of fired) for (let at = 0; at < ranks.length; at++) next[ranks[at]! + 1]! += 1;
  for (let rank = 0; rank < count; rank++) next[rank + 1]! += next[rank]!;
  const [rule, hit] = [new Int32Array(next[count]!), new Int32Array(next[count]!)];
  fired.forEach(({ ranks }, number) => {
    for (let at = 0; at < ranks.length; at++) {
      const place = next[ranks[at]!]!++;
      rule[place] = number;
      hit[place] = at;
    }
  });
  const hits: TriggerHit[] = [];
  for (let place = 0; place < rule.length; place++) hits.push(rules[rule[place]!]!.hits[hit[place]!]!);
  return hits;
}
