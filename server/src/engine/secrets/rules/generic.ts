import type { SecretRule } from '../rule.ts';
import { isRandom } from './randomness.ts';
import { ALNUM, HEX, pseudoRandom } from './samples.ts';
import { isAddress, isEven, MAILCHIMP, namesSecret, randomValue } from './secretNames.ts';

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
      `(?<name>(?:${KEY_WORDS})(?<tail>[\\w.-]{0,30}(?: (?:string|String|str))?))${OPERATOR}(?<secret>${randomValue(11)})${VALUE_END}`,
      'gi',
    ),
    // A value that reaches the end of its window is read to its own end.
    window: { before: 0, after: 150 },
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
];
