import type { Candidate, SecretRule } from '../rule.ts';
import { isRandom } from './randomness.ts';
import { ALNUM, HEX, pseudoRandom } from './samples.ts';
import { isAddress, isEven, MAILCHIMP, randomValue } from './secretNames.ts';

const VALUE_END = '(?=[\\s"\'`;,<\\\\&)\\]}|#]|\\.?$)';
const CWE = 'https://cwe.mitre.org/data/definitions/798.html';

/** Names and words that say less than those of `generic-secret`: the value must say the more. */
export const GENERIC_KEY_RULES: readonly SecretRule[] = [
  {
    id: 'generic-key',
    description: 'Random value assigned to a name that ends in "key"',
    level: 'sensitive',
    kind: 'generic',
    keywords: ['key=', 'key =', 'key:', 'key :', 'key"', "key'", 'key>'],
    pattern: new RegExp(
      `key["'\\])\\\\]{0,3}[ \\t]{0,6}(?:=>|:?=|:(?!:)|,|>)\\s{0,6}[\\\\"'\`(@]{0,3}(?<secret>${randomValue(16)})${VALUE_END}`,
      'gi',
    ),
    // A value that reaches the end of its window is read to its own end.
    window: { before: 0, after: 64 },
    entropy: 2.8,
    dummies: 'strict',
    confirm: (candidate) => namesKey(candidate) && isKeyLike(candidate.secret),
    source: CWE,
    matches: () => [
      `geo_key = "«${pseudoRandom(HEX, 32, 1)}»"`,
      `const geoKey = '«${pseudoRandom(ALNUM, 24, 2)}»';`,
      `GET /v1/geo?key=«${pseudoRandom(HEX, 40, 3)}»&q=1`,
      `GEO_KEY: «${pseudoRandom(ALNUM, 40, 4)}»\n`,
      `<geoKey>«${pseudoRandom(ALNUM, 32, 5)}»</geoKey>`,
    ],
    nearMisses: () => [
      `public_key = "${pseudoRandom(ALNUM, 40, 6)}"`,
      `cacheKey: "${pseudoRandom(HEX, 32, 7)}"`,
      `monkey = "${pseudoRandom(ALNUM, 32, 8)}"`,
      `{ "key": "${pseudoRandom(HEX, 32, 9)}" }`,
      'item_key = "checkout-settings-version-2024"',
      `geo_key = "${pseudoRandom(ALNUM, 15, 10)}"`,
      'const sortKey = "createdAt2_updatedAt3_desc";',
    ],
  },
  {
    id: 'generic-nearby',
    description: 'Random value right behind a word that says it is secret',
    level: 'sensitive',
    kind: 'generic',
    keywords: ['token ', 'token-', 'secret ', 'secret-', 'key ', 'key-', 'password '],
    pattern: new RegExp(
      `(?<name>token|secret|key|password)(?:[ \\t]{0,3}(?:[-:]|is|was)[ \\t]{1,3}|[ \\t]{1,3}|-)["'\`({]{0,2}(?<secret>[\\w.~+/-]{19,199}[\\w~+/-]={0,3})(?=[\\s"'\`;,<)}]|[.]?$|[.]\\s)`,
      'gi',
    ),
    // A value that reaches the end of its window is read to its own end.
    window: { before: 0, after: 64 },
    entropy: 3,
    dummies: 'strict',
    confirm: (candidate) =>
      standsAlone(candidate) &&
      (isProvenRandom(candidate.secret) || isUuidOf(candidate)) &&
      !MAILCHIMP.test(candidate.secret),
    source: CWE,
    matches: () => [
      `geo token ${quoted(pseudoRandom(HEX, 32, 11))}`,
      `Your API key is «${pseudoRandom(ALNUM, 32, 12)}».`,
      `geo SECRET «${pseudoRandom(HEX, 64, 13)}»\n`,
      `geo token - '«${pseudoRandom(ALNUM, 40, 14)}»'`,
      `geo-key-«${pseudoRandom(HEX, 32, 15)}»\n`,
    ],
    nearMisses: () => [
      'the token authentication_endpoint_url_version2 is read',
      `PGP key ${pseudoRandom('0123456789ABCDEF', 40, 16)}`,
      `monkey ${pseudoRandom(ALNUM, 32, 17)}`,
      `token ${pseudoRandom(ALNUM, 19, 18)}`,
      `token ${'x'.repeat(32)}`,
      'key 550e8400-e29b-41d4-a716-446655440000',
    ],
  },
];

/** Words before "key" with which it is part of a table, a protocol or an interface, not a secret. */
const NOT_A_KEY_BEFORE =
  /(?:public|pub|primary|foreign|partition|sort|cache|object|map|hash|row|index|unique|translation|i18n|locale|message|msg|storage|lock|short|registry|routing|route|idempotency|dedupe?|group|file|blob|bucket|event|trace|span|config|build|site|host|known|ssh|gpg|pgp|verify|verification|peer|node|state|query|item|entry|field|column|property|data|etag|content|commit|snapshot|chunk|module|asset|theme|style|license_?plate|test|mock|sync|sequence|shard|join|search|menu|tab|websocket|hot|don|tur|mon|loc)[-_. ]?$/i;
/** Words with which it is one, whatever the letters beside them look like. */
const A_KEY_BEFORE =
  /(?:api|app|access|auth|license|secret|private|service|client|account|subscription|consumer|master|encryption|signing|shared|user|project|write|read|admin|rest|server)$/i;

function namesKey({ text, matchStart, secret }: Candidate): boolean {
  const before = /[\w.-]{0,40}$/.exec(text.slice(Math.max(0, matchStart - 40), matchStart))?.[0] ?? '';
  if (NOT_A_KEY_BEFORE.test(before)) return false;
  if (A_KEY_BEFORE.test(before)) return true;
  if (before === '') {
    // A name of no more than "key" is anything's; in a query or a log line it is mostly a credential.
    return /^key=/i.test(text.slice(matchStart, matchStart + 4)) && !UUID.test(secret);
  }
  if (UUID.test(secret)) return false;
  const first = text.charAt(matchStart);
  return /[-_. \d]$/.test(before) || (/[a-z]$/.test(before) && first === 'K');
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const HEXADECIMAL = /^(?:[0-9a-f]+|[0-9A-F]+)$/;
const LEAST_HEX_UNITS = 32;
const LEAST_MIXED_UNITS = 20;

/** Drawn by chance, and of a kind that keys have: hexadecimal digits of a digest's length, or a mix. */
function isKeyLike(value: string): boolean {
  if (!isRandom(value) || isAddress(value) || !/[a-z]/i.test(value)) return false;
  if (HEXADECIMAL.test(value)) return value.length >= LEAST_HEX_UNITS;
  return isEven(value) && (value.length >= LEAST_MIXED_UNITS || /(?=.*\d)(?=.*[a-z])(?=.*[A-Z])/.test(value));
}

/** The word is one, or the end of a name. */
function standsAlone({ text, matchStart }: Candidate): boolean {
  const before = text.slice(Math.max(0, matchStart - 12), matchStart);
  // The prefix of a kind of token that has a rule of its own.
  if (before.endsWith('bedrock-api-') || NOT_A_KEY_BEFORE.test(before)) return false;
  return !/[a-z]$/i.test(before) || (/[a-z]$/.test(before) && /[A-Z]/.test(text.charAt(matchStart)));
}

/** A UUID, behind a word that no identifier has. */
function isUuidOf({ secret, groups }: Candidate): boolean {
  return UUID.test(secret) && !/^key$/i.test(groups['name'] ?? '');
}

/** Lengths of digests and keys in hexadecimal, save those of PGP's fingerprints, or a mix that no name has. */
function isProvenRandom(value: string): boolean {
  if (!isRandom(value) || UUID.test(value) || /^sha\d/i.test(value)) return false;
  if (/^[0-9a-f]+$/i.test(value)) return /^(?:.{32}|.{48}|.{64}|.{128})$/.test(value) || /^[0-9a-f]{40}$/.test(value);
  const digits = value.match(/\d/g)?.length ?? 0;
  return (
    isEven(value) &&
    digits >= (/[a-z]/.test(value) && /[A-Z]/.test(value) ? 2 : 3) &&
    !value.includes('/') &&
    !/(?:[-_.][A-Za-z]{3,}){2}/.test(value)
  );
}

function quoted(value: string): string {
  return `'«${value}»'`;
}
