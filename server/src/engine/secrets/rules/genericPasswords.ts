import type { Candidate, SecretRule } from '../rule.ts';
import { isRealPassword } from './passwords.ts';
import { isRandom } from './randomness.ts';
import { ALNUM, HEX, pseudoRandom } from './samples.ts';
import { namesSecret } from './secretNames.ts';

const CWE = 'https://cwe.mitre.org/data/definitions/259.html';
const NAMES = 'password|passwd|passphrase|passcode|passwort|passw|pswd|pass|pwd|secret';

/** Passwords where languages, files and commands have them. */
export const GENERIC_PASSWORD_RULES: readonly SecretRule[] = [
  {
    id: 'generic-password',
    description: 'Password in a string',
    level: 'sensitive',
    kind: 'generic',
    keywords: [
      'password',
      'passwd',
      'passphrase',
      'passcode',
      'passwort',
      'pswd',
      'pwd',
      'secret',
      '_pass',
      'pass=',
      'pass =',
      'pass:',
      'pass"',
      "pass'",
    ],
    // Behind the name stands an operator, or in build scripts and SQL nothing but white space and a quote.
    pattern: new RegExp(
      `(?<name>(?:${NAMES})(?<tail>[\\w.-]{0,20}))(?:["'\\]\\\\]{0,3}\\s{0,16}(?:=>|:=|=(?!=)|:(?!:))\\s{0,4}(?:\\\\{0,3}(?<quote>["'\`])|(?=[^"'\`\\s]{8,64}(?:\\s|$)))|(?:[ \\t]{1,4}|["'],[ \\t]{0,2})(?<string>["']))(?<secret>[^\\s"'\`<>{}()$\\\\]{8,64})(?=\\\\{0,3}["'\`]|\\s|$)`,
      'gi',
    ),
    window: { before: 0, after: 150 },
    entropy: 2.8,
    dummies: 'strict',
    confirm: isPassword,
    source: CWE,
    matches: () => [
      `password = "«${pseudoRandom(ALNUM, 12, 11)}»"`,
      `DB_PASSWORD: '«${pseudoRandom(ALNUM, 8, 12)}!${pseudoRandom(ALNUM, 4, 13)}»'`,
      `passwd = «${pseudoRandom(ALNUM, 30, 14)}»\n`,
      `DB_PASS=«${pseudoRandom(ALNUM, 8, 17)}#${pseudoRandom(ALNUM, 3, 18)}»\n`,
      `credentials {\n  username 'svc'\n  password '«${pseudoRandom(ALNUM, 14, 19)}»'\n}`,
      `CREATE ROLE svc LOGIN PASSWORD '«${pseudoRandom(ALNUM, 14, 20)}»';`,
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
      `bypass = "${pseudoRandom(ALNUM, 12, 21)}"`,
      'password = a1b2+c3d4;',
    ],
  },
  {
    id: 'sql-password',
    description: 'Password of an SQL statement',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['identified by', 'identified with'],
    pattern:
      /identified\s{1,4}(?:by|with\s{1,4}["'`]?\w{1,40}["'`]?\s{1,4}by)\s{1,4}(?:password\s{1,4})?(?<quote>["'`])?(?<secret>[^\s"'`;]{6,80})(?=["'`;\s]|$)/gi,
    window: { before: 0, after: 160 },
    entropy: 2.5,
    dummies: 'strict',
    confirm: ({ secret, groups }) =>
      isRealPassword(secret, '') && (isMixed(secret) || (groups['quote'] !== undefined && /\d/.test(secret))),
    source: 'https://dev.mysql.com/doc/refman/8.4/en/create-user.html',
    matches: () => [
      `CREATE USER svc IDENTIFIED BY '«${pseudoRandom(ALNUM, 12, 22)}»';`,
      `alter user svc identified by «x${pseudoRandom(ALNUM, 12, 23)}1A»;`,
      `CREATE USER 'a'@'%' IDENTIFIED WITH caching_sha2_password BY '«${pseudoRandom(ALNUM, 10, 24)}9!»'`,
    ],
    nearMisses: () => [
      "CREATE USER svc IDENTIFIED BY 'password';",
      'rows are identified by primary_key2',
      "CREATE USER svc IDENTIFIED BY '${PASSWORD}';",
      'each user is identified by username',
    ],
  },
  {
    id: 'command-line-password',
    description: 'Password or token among the options of a command',
    level: 'sensitive',
    kind: 'assignment',
    keywords: [
      '-password',
      '-passphrase',
      '-passwd',
      '--pass ',
      '--pass=',
      '--token',
      '-bearer',
      '-secret',
      '-api-key',
      'sshpass',
    ],
    pattern:
      /(?:(?<![\w-])--?(?:[a-z][a-z0-9]{0,15}-){0,3}(?:password|passphrase|passwd|pass|token|bearer|secret|api-key)(?:=|[ \t]{1,2})|sshpass[ \t]{1,2}-p[ \t]?)(?<quote>["'])?(?<secret>[^\s"'`<>(){}$\\|;]{8,200})(?=["'`\s]|$)/gi,
    window: { before: 60, after: 220 },
    entropy: 2.8,
    dummies: 'strict',
    confirm: ({ secret }) =>
      !secret.startsWith('-') && isRealPassword(secret, '') && (isMixed(secret) || isRandom(secret)),
    source: 'https://cwe.mitre.org/data/definitions/214.html',
    matches: () => [
      `gpg --batch --passphrase «${pseudoRandom(ALNUM, 12, 25)}7a!» -d file.gpg`,
      `tool login --user svc --password="«${pseudoRandom(ALNUM, 14, 26)}»"`,
      `sshpass -p '«${pseudoRandom(ALNUM, 12, 27)}»' ssh svc@host.internal`,
      `curl --oauth2-bearer "«${pseudoRandom(ALNUM, 26, 28)}==»" https://api.internal`,
    ],
    nearMisses: () => [
      'tool login --password $PASSWORD',
      'tool login --password "${PASSWORD}"',
      'tool login --password-stdin --username svc123',
      'tool login --password hunter2',
      'docs: use --token your-token-here1',
      'the css class --password-input-border',
    ],
  },
  {
    id: 'xml-password',
    description: 'Password in an XML element',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['password>', 'password name', 'passphrase>', 'passwd>', 'pwd>'],
    pattern:
      /<(?:[\w-]{1,30}[:.])?\w{0,20}(?:password|passphrase|passwd|pwd)(?:\s[^<>]{1,80})?>\s{0,20}(?<secret>[^\s<>]{6,128})(?=\s{0,20}<\/)/gi,
    window: { before: 60, after: 260 },
    entropy: 2.5,
    dummies: 'strict',
    confirm: ({ secret }) =>
      isRealPassword(secret, '') && /[\d!#$%&*+@^~?]/.test(secret) && !/^[\w-]+(?:\.[\w-]+)+$/.test(secret),
    source: 'https://maven.apache.org/settings.html#servers',
    matches: () => [
      `<server><username>svc</username><password>«${pseudoRandom(ALNUM, 12, 29)}»</password></server>`,
      `<dbPassword>\n  «${pseudoRandom(ALNUM, 9, 30)}!»\n</dbPassword>`,
    ],
    nearMisses: () => [
      '<password>${env.PASSWORD}</password>',
      '<password>password</password>',
      '<password>********</password>',
      '<password></password>',
      '<label>password1</label>',
    ],
  },
];

function isPassword(candidate: Candidate): boolean {
  const { text, matchStart, secret, groups } = candidate;
  if (!namesSecret(candidate) || !isRealPassword(secret, '')) return false;
  // "pass" ends other words: "bypass", "compass".
  if (/^pass(?!w|p|c)/i.test(groups['name'] ?? '') && /[a-z]/i.test(text.charAt(matchStart - 1))) return false;
  const tail = groups['tail'] ?? '';
  if (
    /[a-z]{3}/i.test(tail) &&
    !/^[-_.]?(?:string|str|value|prod|production|dev|staging|main|default|root|admin|user|db|key)\d?$/i.test(tail)
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
  if (groups['quote'] !== undefined || groups['string'] !== undefined) return true;
  return secret.length >= LEAST_BARE_UNITS ? isRandom(secret) : isBarePassword(secret);
}

const LEAST_BARE_UNITS = 16;

/** Short and without quotes: letters, digits, and a sign that no expression has there. */
function isBarePassword(value: string): boolean {
  return /\d/.test(value) && /[a-z]/i.test(value) && /[!#@?^~]/.test(value) && !/[,;:&|=+*/[\].]/.test(value);
}

/** Of digits, letters of both cases and signs at least three, so no word and no number. */
function isMixed(value: string): boolean {
  const kinds = [/\d/, /[a-z]/, /[A-Z]/, /[!#$%&*+@^~?=]/].filter((kind) => kind.test(value)).length;
  return kinds >= 3 && !/^[\w-]+(?:[./:][\w-]+)+$/.test(value);
}
