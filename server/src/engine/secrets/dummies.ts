import type { DummyCheck } from './rule.ts';

/** True for values that stand where a secret would, but are none. */
export function isDummy(value: string, check: DummyCheck): boolean {
  if (check === 'none') return false;
  if (isReference(value) || isFiller(value)) return true;
  return check === 'strict' && (hasSequence(value) || PLACEHOLDER_WORDS.test(value));
}

/** `${X}`, `$X`, `{{x}}`, `<your key>`, `%VAR%`, `[key]`, `process.env.X`, `os.environ[…]` and their like. */
function isReference(value: string): boolean {
  return REFERENCE.test(value);
}

const REFERENCE =
  /^(?:\$[A-Za-z_{(]|[{<[(].{0,200}[}>\])]$|%[\w-]{1,80}%$|@@|var\.|local\.|env\.|secrets?\.|data\.|self\.|this\.)|\$\{|\$\(|\{\{|#\{|<[A-Za-z][\w -]{0,60}>|process\.env|os\.environ|getenv|System\.env|ENV\[|import\.meta\.env/i;

/** `xxxxxxxx`, `********`, `aaaa1111`, a value whose greater part is one character or holds a run of it. */
function isFiller(value: string): boolean {
  let longest = 0;
  let run = 0;
  for (let at = 0; at < value.length; at++) {
    run = at > 0 && value.charCodeAt(at) === value.charCodeAt(at - 1) ? run + 1 : 1;
    if (run > longest && isFillerUnit(value.charCodeAt(at))) longest = run;
  }
  // Base64 of binary data begins with runs of A; a dummy's filler is most of it.
  return longest >= 6 && (longest * 2 >= value.length || (longest >= 8 && !/A{8}/.test(value))) ? true : FEW_SIGNS.test(value);
}

function isFillerUnit(unit: number): boolean {
  return unit !== DASH && unit !== EQUALS;
}

const DASH = 45;
const EQUALS = 61;
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

/** Five letters at least, so that chance does not spell them in a random value. */
const PLACEHOLDER_WORDS =
  /example|sample|dummy|change[-_]?me|replace[-_]?(?:me|this|with)|placeholder|redacted|your[-_]?(?:own|api|key|token|secret|password|access|client|account)|[-_]here\b|insert[-_]|foobar|lorem|fake[-_]|mock[-_]|undefined|password|passw0rd|qwerty|secret[-_]?(?:key|token)|access[-_]?token|api[-_]?key|some[-_]?other|not[-_]?a[-_]?real|test[-_]?(?:key|token|secret)/i;
