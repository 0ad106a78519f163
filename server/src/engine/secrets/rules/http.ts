import { shannonEntropy } from '../entropy.ts';
import type { Candidate, SecretRule } from '../rule.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { isRealPassword } from './passwords.ts';
import { isRandom } from './randomness.ts';
import { ALNUM, HEX, pseudoRandom } from './samples.ts';

/** `{"` in base64url, with which every JOSE header begins. */
const JSON_OPENING = ['ey', 'J'].join('');
const JWT_PART = '[A-Za-z0-9_-]';
/** `eyJ` in base64 once more. */
const ENCODED_JSON_OPENING = ['ZX', 'lK'].join('');

/** What travels in HTTP headers, in source or in a terminal's transcript. */
export const HTTP_RULES: readonly SecretRule[] = [
  {
    id: 'json-web-token',
    description: 'JSON Web Token',
    level: 'sensitive',
    kind: 'token',
    keywords: [JSON_OPENING.toLowerCase()],
    pattern: new RegExp(
      `(?<![A-Za-z0-9+/_-])${JSON_OPENING}${JWT_PART}{10,2000}\\.${JSON_OPENING}?[A-Za-z0-9_/\\\\-]{8,8000}\\.${JWT_PART}{0,2000}={0,2}(?![A-Za-z0-9_-])`,
      'g',
    ),
    window: { before: 4, after: 3_000 },
    entropy: 3.8,
    dummies: 'filler',
    confirm: isJoseToken,
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
    matches: () => [
      `token: "«${jwt(1)}»"`,
      `Set-Cookie: session=«${jwt(2)}»; Path=/`,
      `https://app.internal/?jwt=«${jwt(3)}»&x=1`,
    ],
    nearMisses: () => [
      `token: "${JSON_OPENING}hbGciOi.${JSON_OPENING}zdWIiOi"`,
      `token: "${JSON_OPENING}${'x'.repeat(30)}.${JSON_OPENING}${'x'.repeat(30)}.${'x'.repeat(30)}"`,
      'keyJoin.eyJoin.eyJoins',
    ],
  },
  {
    id: 'encoded-json-web-token',
    description: 'JSON Web Token in base64 once more',
    level: 'sensitive',
    kind: 'token',
    keywords: [ENCODED_JSON_OPENING.toLowerCase()],
    pattern: new RegExp(`(?<![A-Za-z0-9+/_-])${ENCODED_JSON_OPENING}[A-Za-z0-9+/_\\r\\n-]{60,6000}={0,2}`, 'g'),
    window: { before: 4, after: 2_000 },
    entropy: 3.8,
    dummies: 'filler',
    confirm: ({ secret }) => ENCODED_TOKEN.test(decodeBase64(secret)),
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
    matches: () => [`data: «${encodeBase64(jwt(5))}»`, `data: "«${encodeBase64(jwt(6))}»"`],
    nearMisses: () => [
      `data: ${encodeBase64(jwt(7)).slice(0, 20)}`,
      `data: a${encodeBase64(jwt(7))}`,
      `data: ${encodeBase64(`${JSON_OPENING}${pseudoRandom(ALNUM, 90, 8)}`)}`,
    ],
  },
  {
    id: 'authorization-header',
    description: 'Value of an Authorization header',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['authorization'],
    pattern:
      /authorization["'\]\\]{0,4}\s{0,4}(?:=>|[:=,])\s{0,4}[\\"'`f[{]{0,3}(?:(?:bearer|basic|token|api[-_ ]?key|api[-_ ]?token|apikey|key|ssws|negotiate|digest|bot|genie\s?key|splunk|zoho-oauthtoken|client-id|oauth)[\s:=]{1,4})?(?:token=)?["']?(?<secret>[\w~+/][\w~+/.@%|-]{7,3000}(?:[:=][\w~+/.@%|-]{1,200}){0,3}={0,2})/gi,
    window: { before: 0, after: 400 },
    entropy: 2.7,
    dummies: 'strict',
    confirm: isCredential,
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2',
    matches: () => [
      `curl -H "Authorization: Bearer «${pseudoRandom(ALNUM, 40, 9)}»" https://api.internal/`,
      `headers: { 'Authorization': 'Basic «${pseudoRandom(ALNUM, 22, 10)}==»' },`,
      `Authorization: «${pseudoRandom(HEX, 32, 11)}»\n`,
      `req.headers["authorization"] = "token «${pseudoRandom(ALNUM, 32, 12)}»";`,
    ],
    nearMisses: () => [
      "headers: { Authorization: 'Bearer ' + token }",
      'headers: { Authorization: `Bearer ${token}` }',
      'Authorization: Bearer <token>',
      'Authorization: Basic {credentials}',
      '-H "Authorization: Bearer $API_KEY"',
      'Authorization: required',
      'authorization: AuthorizationService',
    ],
  },
  {
    id: 'bearer-token',
    description: 'Bearer token',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['bearer '],
    pattern: /bearer\s{1,2}(?<secret>[A-Za-z0-9][\w~+/.-]{19,3000}={0,2})(?![\w(])/gi,
    window: { before: 0, after: 400 },
    entropy: 3.2,
    dummies: 'strict',
    confirm: (candidate) => isCredential(candidate) && (/\d/.test(candidate.secret) || isRandom(candidate.secret)),
    source: 'https://www.rfc-editor.org/rfc/rfc6750#section-2.1',
    matches: () => [
      `auth("Bearer «${pseudoRandom(ALNUM, 40, 13)}»")`,
      `send bearer «${pseudoRandom(HEX, 32, 14)}» along`,
    ],
    nearMisses: () => [
      'Bearer authentication-is-required',
      'bearer `${token}`',
      'The bearer token_endpoint_auth_method_x',
    ],
  },
  {
    id: 'curl-credentials',
    description: 'Credentials on a curl command line',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['curl '],
    pattern:
      /curl(?=\s)(?:[^\n\\]|\\[\s\S]){0,400}?\s(?:-u|--user|--proxy-user)[ =]{0,3}["']?(?<secret>(?<=")[^"\n]{3,160}(?:":"[^"\n]{1,120})?(?=")|(?<=')[^'\n]{3,160}(?=')|(?<!["'])[^\s"':]{1,80}:(?:'[^'\n]{3,80}'|[^\s"']{3,120}))/gi,
    window: { before: 0, after: 700 },
    dummies: 'filler',
    confirm: isCurlUser,
    source: 'https://curl.se/docs/manpage.html#-u',
    // A user name is often a key with an empty password, so both are replaced.
    matches: () => [
      `curl -u "«svc:${pseudoRandom(ALNUM, 14, 15)}»" https://api.internal/`,
      `curl -s --user '«api:${pseudoRandom(ALNUM, 20, 16)}»' \\\n  https://api.internal/`,
      `curl https://api.internal/ \\\n  -X POST -u «svc:${pseudoRandom(ALNUM, 12, 17)}» -d x`,
      `curl -u "«${pseudoRandom(ALNUM, 24, 18)}:»" https://api.internal/`,
    ],
    nearMisses: () => [
      'curl -u "$USER:$PASSWORD" https://host',
      'curl -u user:pass https://host',
      'curl -u "myname" https://host',
      'curl --user "${A}:${B}" x',
    ],
  },
];

/** The first part is the JSON of a JOSE header. */
function isJoseToken({ secret }: Candidate): boolean {
  return JOSE_HEADER.test(decodeBase64(secret.slice(0, secret.indexOf('.'))));
}

const JOSE_HEADER = /^\{\s*"(?:alg|typ|kid|enc|cty|jku|x5t|zip|iss|ver)"/;
const ENCODED_TOKEN = new RegExp(`^${JSON_OPENING}[\\w-]{6,}\\.[\\w-]{8,}\\.`);

function isCredential({ secret, text, end, groups }: Candidate): boolean {
  // Base64 of a user's name and password (RFC 7617).
  if (/^basic/i.test(groups['scheme'] ?? '') && /^[ -~]+:[ -~]*$/.test(decodeBase64(secret))) return true;
  if (
    /^(?:bearer|basic|token|digest|negotiate|undefined|null|required|process|config|this|self|await|get|req|request|http)\b/i.test(
      secret,
    )
  )
    return false;
  // Without a scheme before it, a bare word may be a variable.
  if (groups['scheme'] === undefined && !isRandom(secret)) return false;
  const next = text.charAt(end);
  if (next === '(' || next === '[' || next === '$' || next === '{') return false;
  // Base64 of a short user name and password may hold no digit; words and identifiers hold none either.
  return (
    /\d/.test(secret) ||
    isRandom(secret) ||
    (shannonEntropy(secret) >= 3 && (secret.endsWith('=') || mixesCase(secret)))
  );
}

/** Changes case more often than names do, and has two capitals in a row. */
function mixesCase(value: string): boolean {
  return /[A-Z]{2}/.test(value) && (value.match(/[a-z][A-Z]/g) ?? []).length >= 3;
}

function isCurlUser({ secret }: Candidate): boolean {
  const colon = secret.indexOf(':');
  if (colon < 0) return false;
  const user = secret.slice(0, colon).replaceAll(/["']/g, '');
  const password = secret.slice(colon + 1).replaceAll(/["']/g, '');
  if (password === '') return user.length >= 8 && isRealPassword(user, '');
  return isRealPassword(password, user);
}

function jwt(seed: number): string {
  const part = (json: string) => encodeBase64(json).replaceAll('=', '');
  const payload = part(`{"sub":"${pseudoRandom(ALNUM, 40, seed)}"}`);
  return `${part('{"alg":"HS256","typ":"JWT"}')}.${payload}.${pseudoRandom(ALNUM, 43, seed + 1)}`;
}
