import type { TriggerResult } from '../engine/triggers/rule.ts';

/** Claude Code's agents and skills have names of letters, digits and hyphens, 64 at most. */
const MOST_NAME_BYTES = 64;
/** Bytes of a list of names as UTF-8: some four are a token, so that the whole hint stays near 60 tokens. */
const MOST_AGENTS_BYTES = 90;
const MOST_RULES_BYTES = 45;

/**
 * One sentence or two for the assistant: which agents the rules name for a prompt, in which order, and which rules called
 * them; undefined when they name none. Names come from a file that anybody may have written and go into a prompt: all
 * that is not a letter or a digit, or stands within names, becomes a hyphen, so that no name can read as a sentence.
 */
export function routingHint({
  fired,
  agents,
  mode,
}: Pick<TriggerResult, 'fired' | 'agents' | 'mode'>): string | undefined {
  const callers = fired.filter((rule) => rule.agents.length > 0).map(({ rule }) => rule);
  const [named, rules] = [cleanNames(agents), cleanNames(callers)];
  if (named.length === 0) return undefined;
  const noun = named.length === 1 ? 'this agent' : 'these agents';
  const list = joinNames(named, mode === 'sequential' ? ', then ' : ', ', MOST_AGENTS_BYTES);
  const order = mode === 'sequential' ? ' (one after the other)' : ' (in parallel)';
  const by = rules.length === 0 ? '' : ` Rules: ${joinNames(rules, ', ', MOST_RULES_BYTES)}.`;
  return `This workspace's trigger rules name ${noun} for the prompt: ${list}${named.length === 1 ? '' : order}.${by}`;
}

/** As many of the names as fit, and how many there are besides; the first always. */
function joinNames(names: readonly string[], joint: string, mostBytes: number): string {
  const [first = '', ...rest] = names;
  let joined = first;
  let left = rest.length;
  for (const name of rest) {
    const longer = joined + joint + name;
    if (Buffer.byteLength(longer) > mostBytes) break;
    joined = longer;
    left--;
  }
  return left === 0 ? joined : `${joined} and ${left} more`;
}

function cleanNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(cleanName).filter((name) => name !== ''))];
}

function cleanName(name: string): string {
  // A character that is cut in two becomes U+FFFD, which is no letter.
  const cut = Buffer.from(name.slice(0, MOST_NAME_BYTES).normalize('NFKC'))
    .subarray(0, MOST_NAME_BYTES)
    .toString('utf8');
  return cut.replaceAll(/[^\p{L}\p{M}\p{N}._:/@+]+/gu, '-').replaceAll(/^-|-$/g, '');
}
