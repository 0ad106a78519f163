import type { Span } from '../../text/span.ts';
import { announcedRules } from '../announcedRules.ts';
import { searchWindow } from '../candidates.ts';
import type { Candidate, SecretRule } from '../rule.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { ALNUM, pseudoRandom } from './samples.ts';

/** Units of an encoded run that are looked at; a longer run is left. */
const MOST_BASE64_UNITS = 4_096;
const MOST_URL_UNITS = 1_024;

/**
 * Secrets that are encoded once more, one level deep. What is decoded is searched by the plain rules; only the encoded
 * units that hold the secret are replaced.
 */
export function wrappedRules(rules: readonly SecretRule[]): readonly SecretRule[] {
  const tokens = rules.filter(({ kind }) => kind === 'token');
  return [base64Rule(tokens), urlRule(rules)];
}

function base64Rule(rules: readonly SecretRule[]): SecretRule {
  return {
    id: 'base64-secret',
    description: 'Token or connection string in base64',
    level: 'sensitive',
    kind: 'generic',
    keywords: [...new Set(MARKS.flatMap(base64Forms).map((form) => form.toLowerCase()))],
    pattern: new RegExp(`(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,${MOST_BASE64_UNITS}}(?![A-Za-z0-9+/_-])`, 'g'),
    window: { before: MOST_BASE64_UNITS, after: MOST_BASE64_UNITS },
    dummies: 'none',
    locate: ({ secret, start }) =>
      secretsIn(decodeBase64(secret), rules).map((span) => ({
        start: start + Math.floor((span.start * 8) / 6),
        end: start + Math.min(secret.length, Math.ceil((span.end * 8) / 6)),
      })),
    source: 'https://www.rfc-editor.org/rfc/rfc4648#section-4',
    matches: () => [
      `data: «${unpadded(`ghp_${pseudoRandom(ALNUM, 36, 1)}`)}»==`,
      `X=${encodeBase64('token=')}«${unpadded(`ghp_${pseudoRandom(ALNUM, 36, 2)}`)}»\n`,
    ],
    nearMisses: () => [
      `data: ${encodeBase64('ghp_ and nothing behind it that would matter')}`,
      `data: ${encodeBase64(`ghp_${'x'.repeat(36)}`)}`,
      `data: ${encodeBase64('postgres://db.internal/app')}`,
    ],
  };
}

function urlRule(rules: readonly SecretRule[]): SecretRule {
  return {
    id: 'url-encoded-secret',
    description: 'Secret in a URL-encoded value',
    level: 'sensitive',
    kind: 'generic',
    keywords: ['%3a', '%3d', '%2f', '%2b'],
    pattern: new RegExp(`(?<![\\w.~!$*+=:@/?#%-])(?:[\\w.~!$*+=:@/?#-]|%[0-9A-Fa-f]{2}){8,${MOST_URL_UNITS}}`, 'g'),
    window: { before: MOST_URL_UNITS, after: MOST_URL_UNITS },
    dummies: 'none',
    locate: (candidate) => locateEscaped(candidate, rules),
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-2.1',
    matches: () => [
      `next=postgres%3A%2F%2Fapp%3A«${pseudoRandom(ALNUM, 16, 3)}»%40db.internal%2Fapp&x=1`,
      `body: api_key%3D«${pseudoRandom(ALNUM, 32, 4)}»\n`,
    ],
    nearMisses: () => [
      'next=https%3A%2F%2Fapp.internal%2Flogin%3Fa%3Db',
      'next=postgres%3A%2F%2Fdb.internal%2Fapp',
      `a/b%2Fc api_key=${pseudoRandom(ALNUM, 32, 5)}`,
    ],
  };
}

/** What the best known tokens and connection strings begin with: few, since each adds three keywords to every scan. */
const MARKS = [
  'ghp_',
  'ghs_',
  'github_pat_',
  'glpat-',
  'AKIA',
  'AIzaSy',
  'xoxb-',
  'xoxp-',
  'hooks.slack.com/',
  'sk_live_',
  'sk-ant-',
  'sk-proj-',
  'npm_',
  'pypi-',
  'dop_v1_',
  'hvs.',
  'postgres',
  'mysql://',
  'mongodb',
  'redis://',
  'amqp://',
];
/** Shorter forms stand everywhere. */
const LEAST_FORM_UNITS = 5;

/** The digits of base64 that a text always has, for each of the three places in a group at which it may begin. */
function base64Forms(text: string): string[] {
  const forms = [0, 1, 2].map((before) =>
    encodeBase64(`${'\0'.repeat(before)}${text}`).slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + text.length) * 8) / 6),
    ),
  );
  return forms.filter((form) => form.length >= LEAST_FORM_UNITS);
}

function unpadded(text: string): string {
  return encodeBase64(text).replaceAll('=', '');
}

/** Where the rules find secrets in a short text, from the beginnings of the matches to the secrets' ends. */
function matchesIn(text: string, rules: readonly SecretRule[]): readonly Candidate[] {
  const whole = { start: 0, end: text.length };
  return announcedRules(text, rules).flatMap(
    (index) => searchWindow(rules[index] as SecretRule, text, whole).candidates,
  );
}

function secretsIn(text: string, rules: readonly SecretRule[]): readonly Span[] {
  return matchesIn(text, rules).toSorted((a, b) => a.start - b.start);
}

/** The secrets of a run that only decoding shows: those in whose match an escape stands. */
function locateEscaped({ secret: run, start: at }: Candidate, rules: readonly SecretRule[]): readonly Span[] {
  if (!/%(?:3a|3d|2f|2b)/i.test(run)) return [];
  const { text, places } = decodeEscapes(run);
  const placeOf = (offset: number) => places[offset] ?? run.length;
  return matchesIn(text, rules)
    .filter(({ matchStart, end }) => placeOf(end) - placeOf(matchStart) > end - matchStart)
    .map(({ start, end }) => ({ start: at + placeOf(start), end: at + placeOf(end) }))
    .toSorted((a, b) => a.start - b.start);
}

/** A run without its percent escapes (bytes as Latin-1), and each unit's place in the run. */
function decodeEscapes(run: string): { readonly text: string; readonly places: readonly number[] } {
  const places: number[] = [];
  const text = run.replaceAll(/%([0-9A-Fa-f]{2})|[^]/g, (unit, digits: string | undefined, offset: number) => {
    places.push(offset);
    return digits === undefined ? unit : String.fromCharCode(Number.parseInt(digits, 16));
  });
  return { text, places };
}
