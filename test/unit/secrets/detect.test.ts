import { describe, expect, test } from 'vitest';
import { detectSecrets } from '../../../server/src/engine/secrets/detect.ts';
import { resolveOverlaps } from '../../../server/src/engine/secrets/overlaps.ts';
import { ALNUM, HEX, pseudoRandom } from '../../../server/src/engine/secrets/rules/samples.ts';
import { parseMarked } from '../../helpers/marked.ts';
import { slowAnchors } from '../../helpers/slowAnchors.ts';

const GITHUB = `ghp_${pseudoRandom(ALNUM, 36, 1)}`;
const BARE = pseudoRandom(ALNUM, 32, 2);
const UUID = '3f2b8c1d-9e4a-4b7c-8d6e-1a2b3c4d5e6f';
const PEM = `-----BEGIN PRIVATE KEY-----\n${Array.from({ length: 60 }, (_, line) => pseudoRandom(ALNUM, 64, line)).join('\n')}\n-----END PRIVATE KEY-----`;

const find = (text: string) => detectSecrets(text, slowAnchors(text));

const rows: readonly (readonly [name: string, sample: string])[] = [
  ['a token anywhere', `before «${GITHUB}» after`],
  ['two in one window', `a=«${GITHUB}» b=«${GITHUB}»`],
  ['a long PEM key whole', `x\n«${PEM}»\ny`],
  ['a PEM key whose end is missing', `«${PEM.slice(0, 1_500)}»`],
  ['a token inside a URL password', `https://x:«${GITHUB}»@github.com/a/b`],
  ['an assignment', `const apiKey = "«${BARE}»";`],
  ['a UUID in an assignment', `client_secret = "«${UUID}»"`],
  ['a UUID elsewhere', `id: ${UUID}`],
  ['an allowed line', `const apiKey = "${BARE}"; // winnow:allow`],
  ['the line after an allowed one', `// winnow:allow\nconst apiKey = "«${BARE}»";`],
  ['a placeholder', 'const apiKey = "[REDACTED:generic-secret:ab12cd]";'],
  ['a placeholder that names an issuer', 'x [REDACTED:github-token:ab12cd34ef] y'],
  ['shell reference', 'API_KEY=${API_KEY_PRODUCTION_2}'],
  ['process.env', 'const secret = process.env.SECRET_KEY_2;'],
  ['os.environ', 'token = os.environ["API_TOKEN_2"]'],
  ['angle brackets', 'api_key: <your-api-key-2>'],
  ['example words', `api_key: "example-${pseudoRandom(HEX, 20, 3)}"`],
  ['fillers', `api_key: "${'x1'.repeat(3)}${'x'.repeat(20)}"`],
  ['sequences', 'api_key = "abcdefghijklmnop0123456789"'],
  ['changeme', 'password = "changeme123!"'],
  ['type annotation', 'password: string; token?: AccessToken2;'],
  ['lockfile integrity', `"integrity": "sha512-${pseudoRandom(ALNUM, 86, 4)}=="`],
  ['member access', 'const token = parser.nextToken2.value1;'],
  ['version', 'api-version: 2024-01-15-preview'],
  ['no keyword at all', pseudoRandom(ALNUM, 200, 5).replaceAll(/sk|sg/gi, '')],
];

describe('detectSecrets', () => {
  test.each(rows)('%s', (_name, sample) => {
    const { text, spans } = parseMarked(sample);
    expect(find(text).map(({ start, end }) => ({ start, end }))).toEqual(spans);
  });

  test('a match that begins far behind its anchor and one far ahead are both whole', () => {
    const text = `curl -s ${'-H "A: b" '.repeat(20)} -u svc:${pseudoRandom(ALNUM, 20, 6)} https://a.internal`;
    expect(find(text).map(({ rule }) => rule)).toEqual(['curl-credentials']);
  });

  test('the order of hits does not matter', () => {
    const text = `a=${GITHUB}\n${PEM}\nconst apiKey = "${BARE}";`;
    expect(detectSecrets(text, slowAnchors(text).toReversed())).toEqual(find(text));
  });

  test('findings never hold the secret', () => {
    expect(JSON.stringify(find(`token = "${GITHUB}"`))).not.toContain(GITHUB);
  });
});

describe('resolveOverlaps', () => {
  const finding = (start: number, end: number, rule: string, kind: 'token' | 'generic') =>
    ({ start, end, rule, kind, level: 'sensitive' }) as const;

  test.each([
    [
      'the better proven names the whole',
      [finding(0, 10, 'a', 'generic'), finding(2, 6, 'b', 'token')],
      [[0, 10, 'b']],
    ],
    ['of equals the longer', [finding(0, 4, 'a', 'token'), finding(2, 9, 'b', 'token')], [[0, 9, 'b']]],
    [
      'neighbours stay apart',
      [finding(4, 8, 'b', 'token'), finding(0, 4, 'a', 'token')],
      [
        [0, 4, 'a'],
        [4, 8, 'b'],
      ],
    ],
  ] as const)('%s', (_name, given, expected) => {
    expect(resolveOverlaps(given).map(({ start, end, rule }) => [start, end, rule])).toEqual(expected);
  });
});
