import type { DummyCheck } from './rule.ts';
import { isRandom } from './rules/randomness.ts';

/** True for values that stand where a secret would, but are none. */
export function isDummy(value: string, check: DummyCheck): boolean {
  if (check === 'none') return false;
  if (isReference(value) || isFiller(value)) return true;
  return check === 'strict' && (hasSequence(value) || REPEATED_GROUP.test(value) || PLACEHOLDER_WORDS.test(value));
}

/** `${X}`, `$X`, `{{x}}`, `<your key>`, `%VAR%`, `[key]`, `process.env.X`, `os.environ[…]` and their like. */
function isReference(value: string): boolean {
  return REFERENCE.test(value) && !isBracedSecret(value);
}

/** A random value in braces, as some put around what they paste: no name of a variable. */
function isBracedSecret(value: string): boolean {
  const inner = BRACED.exec(value)?.[1] ?? '';
  return (
    /\d[A-Za-z]+\d/.test(inner) && inner.split(/[^A-Za-z0-9]+/).some((part) => part.length >= 12 && isRandom(part))
  );
}

const BRACED = /^\{([^{}\s].{10,198})\}$/;

const REFERENCE =
  /^(?:\$[A-Za-z0-9_{(]|[{<[(].{0,200}[}>\])]$|%[\w-]{1,80}%$|@@|var\.|local\.|env\.|secrets?\.|data\.|self\.|this\.)|\$\{|\$\(|\{\{|#\{|<[A-Za-z][\w -]{0,60}>|process\.env|os\.environ|getenv|System\.env|ENV\[|import\.meta\.env/i;

/** `xxxxxxxx`, `********`, `key-0000000000`: what is left without runs of one character is too little to be a secret. */
function isFiller(value: string): boolean {
  if (FEW_SIGNS.test(value)) return true;
  const rest = value.replaceAll(RUN, '');
  return rest.length < value.length && (rest.length < LEAST_REST_UNITS || new Set(rest).size < LEAST_REST_SIGNS);
}

/** Dashes and padding do not count: tokens have them as separators. */
const RUN = /([^-=])\1{5,}/g;
const LEAST_REST_UNITS = 16;
const LEAST_REST_SIGNS = 9;
/** Only filler signs after an optional marked beginning: `xoxb-xxx-xxxx`, `sk-...`, `***`. */
const FEW_SIGNS = /^(?:[a-z]{2,8}[-_.])?[x*.#?•…_-]{3,}$|x{6,}|\*{3,}|\.{3,}|#{6,}|…/i;

/** Ten characters that follow each other in code order, as in `0123456789` or `abcdefghij`. */
function hasSequence(value: string): boolean {
  const lower = value.toLowerCase();
  let run = 1;
  for (let at = 1; at < lower.length; at++) {
    run = lower.charCodeAt(at) === lower.charCodeAt(at - 1) + 1 ? run + 1 : 1;
    if (run >= SEQUENCE) return true;
  }
  return false;
}

const SEQUENCE = 10;
/** `1234-1234-1234`: the same number three times in a row. */
const REPEATED_GROUP = /(?<![A-Za-z0-9])(\d{3,12})[-_.]\1[-_.]\1(?![A-Za-z0-9])/;

/** Five letters at least, so that chance does not spell them in a random value. */
const PLACEHOLDER_WORDS =
  /example|sample|dummy|change[-_]?me|replace[-_]?(?:me|this|with)|placeholder|redacted|your[-_]?(?:own|api|key|token|secret|password|access|client|account)|[-_]here\b|insert[-_]|foobar|lorem|fake[-_]|mock[-_]|undefined|password|passw0rd|qwerty|secret[-_]?(?:key|token)|access[-_]?token|api[-_]?key|some[-_]?other|not[-_]?a[-_]?real|test[-_]?(?:key|token|secret)/i;
