import type { TriggerRules } from './rule.ts';

export interface RulesRedaction {
  /** True when a text holds a secret. */
  readonly holdsSecret: (text: string) => boolean;
  readonly redact: (text: string) => string;
}

/**
 * The rules without the secrets in their names, keywords, agents, descriptions and patterns: what fires is told in
 * replies and in packs. Most rules hold none, which one look at all their texts together tells; then they are returned
 * as they are.
 */
export function redactRules(rules: TriggerRules, { holdsSecret, redact }: RulesRedaction): TriggerRules {
  const texts: string[] = [];
  eachText(rules, (text) => {
    texts.push(text);
    return text;
  });
  return holdsSecret(texts.join('\n')) ? eachText(rules, redact) : rules;
}

/** The same value with every text in it changed; rules are plain data, a few levels deep. */
function eachText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => eachText(one, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, eachText<unknown>(one, change)])) as T;
}
