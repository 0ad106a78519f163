import type { Candidate, DummyCheck, Level, SecretRule } from '../rule.ts';
import { literal, type Shape } from './shapes.ts';

interface RuleOptions {
  readonly id: string;
  readonly description: string;
  readonly value: Shape;
  /** Default: `sensitive`. */
  readonly level?: Level;
  readonly entropy?: number;
  readonly dummies?: DummyCheck;
  readonly confirm?: (candidate: Candidate) => boolean;
  readonly context?: number;
  readonly source: string;
  /** Instead of samples made from `value`. */
  readonly matches?: () => readonly string[];
}

export interface TokenOptions extends RuleOptions {
  /** Default: what every value begins with. Words that stand in no value must stand within a few lines of it. */
  readonly keywords?: readonly string[];
  /** See {@link SecretRule.follows}; for values that begin with their keyword. */
  readonly follows?: { readonly at: number; readonly unit: string };
}

export interface AssignedOptions extends RuleOptions {
  /** What names the issuer; the match begins here. */
  readonly keywords: readonly string[];
}

/** Nothing that would make the value the tail of a longer word; an escape such as \n, %3D or a terminal's colour may stand before it. */
const TOKEN_START = '(?:(?<![A-Za-z0-9+])|(?<=\\\\[nrt]|%[0-9A-F]{2}|\u001b\\[[0-9;]{1,6}m))';
const TOKEN_END = '(?![\\w+=-])';
/** From the issuer's name to the value: the rest of the name, an operator, an opening quote. */
const VALUE_ATTRIBUTE = '["\']?value["\']?\\s{0,4}[:=]\\s{0,4}["\']?';
const NAME_TO_VALUE =
  '[\\w.\\- \\t]{0,40}["\'`\\])\\\\]{0,4}\\s{0,12}' +
  `(?:(?:=>|[:?.|+]{0,3}=|:|,|>|\\()[\\s"'\`\\\\=([@]{0,12}(?:${VALUE_ATTRIBUTE})?|${VALUE_ATTRIBUTE})`;
/** White space, a quote, or what ends an expression or element. */
const VALUE_END = '(?=[\\s"\'`;,<\\\\&)\\]}|#]|\\.?$|\\.\\s)';
const NAME_TO_VALUE_UNITS = 80;
/** How near a naming word must stand to a value that has no mark of its own. */
const NEARBY_UNITS = 160;
/** Units around a token that its pattern looks at. */
const MARGIN = 8;

/** A value that carries its issuer's mark and may stand anywhere. */
export function token(options: TokenOptions): SecretRule {
  const { value, dummies = 'filler' } = options;
  const keywords = options.keywords ?? [value.prefix.toLowerCase()];
  const sample = value.sample(1).toLowerCase();
  const leads = keywords.every((keyword) => value.prefix.toLowerCase().startsWith(keyword));
  const contains = keywords.some((keyword) => sample.includes(keyword));
  const context = contains ? '' : `${keywords[0]} `;
  const reach = (contains ? 0 : NEARBY_UNITS) + MARGIN;
  return {
    ...common(options),
    kind: 'token',
    dummies,
    keywords,
    ...(options.follows ? { follows: options.follows } : {}),
    pattern: new RegExp(`${TOKEN_START}(?<secret>${value.pattern})${TOKEN_END}`, 'g'),
    window: { before: reach + (leads ? 0 : value.longest), after: reach + value.longest },
    matches:
      options.matches ?? (() => TOKEN_PLACES.map((place, seed) => context + place(`«${value.sample(seed * 7 + 3)}»`))),
    nearMisses: () => [
      `${context}value = "${value.tooShort(11)}"`,
      `${context}value = "w${value.sample(11)}"`,
      ...(dummies === 'none' ? [] : [`${context}"${filler(value)}"`, `${context}"${value.prefix}\${TOKEN}"`]),
    ],
  };
}

/** A bare value that an issuer's name announces: `ISSUER_KEY = "value"` in any of the usual notations. */
export function assigned(options: AssignedOptions): SecretRule {
  const { value, keywords, confirm, dummies = 'strict' } = options;
  const names = keywords.map((keyword) => literal(keyword).pattern).join('|');
  const name = keywords[0] as string;
  return {
    ...common(options),
    kind: 'assignment',
    dummies,
    keywords,
    pattern: new RegExp(`(?<name>${names})${NAME_TO_VALUE}(?<secret>${value.pattern})${VALUE_END}`, 'gi'),
    window: { before: 0, after: NAME_TO_VALUE_UNITS + value.longest + MARGIN },
    confirm: (candidate) => standsAsName(candidate) && (confirm?.(candidate) ?? true),
    matches:
      options.matches ?? (() => ASSIGNED_PLACES.map((place, seed) => place(name, `«${value.sample(seed * 5 + 2)}»`))),
    nearMisses: () => [
      `something = "${value.sample(11)}"`,
      `${name}_token = "${value.tooShort(11)}"`,
      ...(/^[a-z]/.test(name) && keywords.length === 1 ? [`q${name}ish = "${value.sample(11)}"`] : []),
      ...(dummies === 'none' ? [] : [`${name}_token = "${'x'.repeat(value.sample(11).length)}"`]),
      `${name}_token = "\${${name.toUpperCase()}_TOKEN}"`,
      `${name}_token = process.env.${name.toUpperCase()}_TOKEN`,
    ],
  };
}

function common({ id, description, level, entropy, confirm, context, source }: RuleOptions) {
  return {
    id,
    description,
    level: level ?? ('sensitive' as const),
    source,
    ...(entropy === undefined ? {} : { entropy }),
    ...(confirm === undefined ? {} : { confirm }),
    ...(context === undefined ? {} : { context }),
  };
}

function filler(value: Shape): string {
  return value.prefix + 'x'.repeat(Math.max(0, value.sample(0).length - value.prefix.length));
}

/** False when the issuer's name is only a part of another word: `etsy` in `SetSysctl`, `sumo` in `sumOf`. */
function standsAsName({ text, matchStart, groups }: Candidate): boolean {
  const name = groups['name'] ?? '';
  const before = text.charAt(matchStart - 1);
  const first = text.charAt(matchStart);
  const startsWord =
    !isLetter(before) || (isLower(before) && !isLower(first)) || ESCAPED.test(text.slice(matchStart - 2, matchStart));
  if (!startsWord || name.length > SHORT_NAME) return startsWord;
  const last = text.charAt(matchStart + name.length - 1);
  const after = text.charAt(matchStart + name.length);
  return !isLetter(after) || !isLetter(last) || (isLower(last) && !isLower(after));
}

const SHORT_NAME = 5;
const ESCAPED = /^\\[nrt]$/;

function isLetter(character: string): boolean {
  return /^[A-Za-z]$/.test(character);
}

function isLower(character: string): boolean {
  return /^[a-z]$/.test(character);
}

const TOKEN_PLACES: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => `const key = "${value}";`,
  (value) => `export KEY=${value}\nNEXT=1`,
  (value) => `{"env": "KEY=${value}\\nNEXT=1"}`,
  (value) => `See \`${value}\`, and (${value}).`,
];

const ASSIGNED_PLACES: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `${name}_token = "${value}"`,
  (name, value) => `${name}Token := \`${value}\``,
  (name, value) => `export ${name.toUpperCase()}_TOKEN=${value}`,
  (name, value) => `{\n  "${name}_token": "${value}"\n}`,
  (name, value) => `  '${name}-token' => '${value}',`,
  (name, value) => `${name}_token: ${value}\nnext: 1`,
  (name, value) => `var ${name}Token string = "${value}"`,
  (name, value) => `setProperty("${name.toUpperCase()}_TOKEN", "${value}")`,
  (name, value) => `<${name}Token>\n  ${value}\n</${name}Token>`,
  (name, value) => `<add key="${name}Token" value="${value}" />`,
  (name, value) => `{"config.ini": "${name.toUpperCase()}_TOKEN=${value}\\nNEXT=true"}`,
];
