import { shannonEntropy } from '../entropy.ts';
import type { Candidate, SecretRule } from '../rule.ts';
import { isRandom } from './randomness.ts';
import { isRealPassword } from './passwords.ts';
import { ALNUM, HEX, pseudoRandom } from './samples.ts';

const OPERATOR =
  '["\'`\\])\\\\]{0,4}\\s{0,6}(?:=>|[:?.|+]{0,3}=|:(?!:)|,|>|\\()[ \\t\\r\\n]{0,6}[\\\\"\'`=(@]{0,4}[ \\t\\r\\n]{0,6}(?:value["\']?\\s{0,3}[:=]\\s{0,3}["\']?)?';
const VALUE_END = '(?=[\\s"\'`;,<\\\\&)\\]}|#]|\\.?$)';
const KEY_WORDS =
  'api[-_. ]?key|apikey|api[-_]?secret|api[-_]?token|access[-_]?key|access[-_]?token|auth[-_]?key|auth[-_]?token|user[-_]?auth|secret|token|credentials?|creds|private[-_]?key|client[-_]?secret|app[-_]?key|service[-_]?key';

/** Assignments to names that say "secret", judged by the name's last words and by the value's randomness. */
export const GENERIC_RULES: readonly SecretRule[] = [
  {
    id: 'generic-secret',
    description: 'Random value assigned to a name that says it is secret',
    level: 'sensitive',
    kind: 'generic',
    keywords: [
      'api_key',
      'api-key',
      'api.key',
      'api key',
      'apikey',
      'access_key',
      'access-key',
      'accesskey',
      'secret',
      'token',
      'credential',
      'creds',
      'user_auth',
      'auth_key',
      'authkey',
      'private_key',
      'private-key',
      'privatekey',
      'app_key',
      'appkey',
      'service_key',
    ],
    pattern: new RegExp(
      `(?<name>(?:${KEY_WORDS})(?<tail>[\\w.-]{0,30}(?: (?:string|String|str))?))${OPERATOR}(?<secret>[\\w.=~+/-]{11,200})${VALUE_END}`,
      'gi',
    ),
    window: { before: 0, after: 330 },
    entropy: 2.8,
    dummies: 'strict',
    confirm: (candidate) =>
      namesSecret(candidate) &&
      isRandom(candidate.secret) &&
      isEven(candidate.secret) &&
      !isAddress(candidate.secret) &&
      !MAILCHIMP.test(candidate.secret),
    source: 'https://cwe.mitre.org/data/definitions/798.html',
    matches: () => [
      `const apiKey = "«${pseudoRandom(ALNUM, 32, 1)}»";`,
      `client_secret: «${pseudoRandom(HEX, 40, 2)}»\n`,
      `{"access_token": "«${pseudoRandom(ALNUM, 48, 3)}»"}`,
      `export APP_SECRET='«${pseudoRandom(ALNUM, 24, 4)}»'`,
      `X-Api-Key: «${pseudoRandom(HEX, 32, 5)}»\n`,
      `{ "name": "API_TOKEN", "value": "«${pseudoRandom(ALNUM, 30, 6)}»" }`,
    ],
    nearMisses: () => [
      'const apiKey = process.env.API_KEY_PRODUCTION;',
      'const secretName = "production/database/main";',
      `secretId: "${pseudoRandom(HEX, 32, 7)}"`,
      `publicToken = "${pseudoRandom(ALNUM, 32, 8)}"`,
      'tokenEndpoint: "https://login.internal/oauth2/v2.0/token"',
      `csrf_token: "${pseudoRandom(ALNUM, 32, 9)}"`,
      'token = this.tokenizer.nextToken2(source1)',
      'secret: "correct-horse-battery-staple"',
      `"integrity": "sha512-${pseudoRandom(ALNUM, 86, 10)}=="`,
    ],
  },
  {
    id: 'generic-password',
    description: 'Password in a string',
    level: 'sensitive',
    kind: 'generic',
    keywords: ['password', 'passwd', 'passphrase', 'passwort', 'pwd', 'secret'],
    pattern: new RegExp(
      `(?<name>(?:password|passwd|passphrase|passwort|pwd|secret)(?<tail>[\\w.-]{0,20}))["'\\]]{0,2}\\s{0,4}(?:=>|:=|=(?!=)|:(?!:))\\s{0,4}(?:(?<quote>["'\`])|(?=[^"'\`\\s]{16,64}(?:\\s|$)))(?<secret>[^\\s"'\`<>{}()$]{8,64})(?=["'\`\\s]|$)`,
      'gi',
    ),
    window: { before: 0, after: 130 },
    entropy: 2.8,
    dummies: 'strict',
    confirm: isPassword,
    source: 'https://cwe.mitre.org/data/definitions/259.html',
    matches: () => [
      `password = "«${pseudoRandom(ALNUM, 12, 11)}»"`,
      `DB_PASSWORD: '«${pseudoRandom(ALNUM, 8, 12)}!${pseudoRandom(ALNUM, 4, 13)}»'`,
      `passwd = «${pseudoRandom(ALNUM, 30, 14)}»\n`,
    ],
    nearMisses: () => [
      'password = "password123"',
      'passwordLabel: "Enter-your-password1"',
      'password: "correct-horse-battery"',
      'LegacyPassword=1',
      `"src/password.ts": "${pseudoRandom(HEX, 40, 16)}"`,
      'password = "${DB_PASSWORD}"',
      'password: string;',
      `passwordHash = "${pseudoRandom(HEX, 40, 15)}"`,
    ],
  },
];

/** Words after which a name no longer means the secret itself. */
const NOT_THE_SECRET =
  /(?:id|ids|name|names|url|uri|urls|host|file|files|path|dir|version|length|len|size|type|types|kind|hash|hashes|endpoint|arn|ref|refs|reference|label|field|prefix|suffix|pattern|regex|format|expires?|expiry|expiration|ttl|count|limit|usage|budget|index|provider|manager|service|store|vault|class|method|location|region|status|error|errors|message|description|title|text|placeholder|policy|rule|rules|checksum|fingerprint|digest|alg|algorithm|encoding|header|cookie|param|schema|source|owner|issuer|audience|scope|scopes|address|contract|symbol|mint|decimals|offset|start|end|pos|position|value_from|position_ids|list|set|map|array|test|spec)$/i;
/** Words before which a name does not mean a secret. */
const NOT_SECRET_BEFORE =
  /(?:public|pub|csrf|xsrf|anti[-_]?forgery|request[-_]?verification|cancel(?:l?ation)?|continuation|next|page|pagination|primary|foreign|partition|sort|cache|object|event|design|design[-_]?|syntax|lexer|syntax|eos|bos|pad|unk|special|stop|max|min|num|n|total|prompt|completion|input|output|id)[-_ .]?$/i;

function namesSecret({ text, matchStart, groups }: Candidate): boolean {
  const tail = groups['tail'] ?? '';
  // A file's name, as in manifests that map files to digests.
  if (/\.(?:[cm]?[jt]sx?|json|ya?ml|md|py|go|rs|java|kt|rb|php|cs|html?|css|svg|png|lock)$/i.test(tail)) return false;
  const tailName = tail.replace(/ \w+$/, '').replace(/[\d_.-]+$/, '');
  if (tailName !== '' && NOT_THE_SECRET.test(tailName)) return false;
  const before = /[\w.-]{0,40}$/.exec(text.slice(Math.max(0, matchStart - 40), matchStart))?.[0] ?? '';
  if (before !== '' && NOT_SECRET_BEFORE.test(before)) return false;
  const first = text.charAt(matchStart);
  // A name's word begins here: not "Csecret" nor the middle of base64.
  return !/[a-z]$/.test(before) || first === first.toUpperCase() || /^[a-z_.-]*$/.test(before);
}

/** Near the most entropy that its length and alphabet allow; hexadecimal digits have an alphabet of 16 only. */
function isEven(value: string): boolean {
  if (/^[0-9a-f]+$|^[0-9A-F]+$/.test(value)) return true;
  return shannonEntropy(value) >= (value.length < 14 ? 3 : 3.5);
}

/** Has a rule of its own, which tells the API's keys from those that are shipped with apps. */
const MAILCHIMP = /^[0-9a-f]{32}-us\d{1,2}$/;

/** An Ethereum address, whose digits' case is its checksum (EIP-55); keys are written in one case. */
function isAddress(value: string): boolean {
  return /^(?:0x)?[0-9a-fA-F]{40}$/.test(value) && /[a-f]/.test(value) && /[A-F]/.test(value);
}

function isPassword(candidate: Candidate): boolean {
  const { secret, groups } = candidate;
  if (!namesSecret(candidate) || !isRealPassword(secret, '')) return false;
  const tail = groups['tail'] ?? '';
  if (
    /[a-z]{3}/i.test(tail) &&
    !/^[-_.]?(?:string|str|value|prod|production|dev|staging|main|default|root|admin|user|db)\d?$/i.test(tail)
  )
    return false;
  const hasDigit = /\d/.test(secret);
  const hasSign = /[!#$%&*+@^~?]/.test(secret);
  if (!hasDigit && !hasSign) return false;
  if (
    /^(?:[a-z]+[-_./:])+[a-z]*\d{0,2}$/i.test(secret) ||
    /^[\w-]+(?:\.[\w-]+)+$/.test(secret) ||
    /^(?:\w+:)?\/|^[#@.]\w|^%|%$|\\/.test(secret)
  )
    return false;
  if (/^[A-Za-z]+\d{0,4}[!.?]?$/.test(secret) && !isRandom(secret)) return false;
  return groups['quote'] !== undefined || isRandom(secret);
}
