import { expect, test } from 'vitest';
import type { FoundSecret } from '../../../server/src/cli/foundSecrets.ts';
import { toSarif } from '../../../server/src/cli/sarif.ts';

const FINDING: FoundSecret = {
  rule: 'no-such-rule',
  level: 'classified',
  path: 'a b/ü.txt',
  startLine: 1,
  startColumn: 2,
  endLine: 1,
  endColumn: 9,
  fingerprint: 'ab12cd',
  lineHash: 'feed:1',
};

interface Sarif {
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly SarifResult[];
    },
  ];
}

interface SarifResult {
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly [
    { readonly physicalLocation: { readonly artifactLocation: object; readonly region: object } },
  ];
}

test('a finding names its rule, level, place and fingerprint', () => {
  const { version, runs } = toSarif([FINDING, { ...FINDING, rule: 'another', level: 'internal' }]) as Sarif;
  const [{ tool, results }] = runs;
  expect(version).toBe('2.1.0');
  expect(results.map(({ ruleIndex, level }) => [tool.driver.rules[ruleIndex]?.id, level])).toEqual([
    ['no-such-rule', 'error'],
    ['another', 'note'],
  ]);
  expect(results[0]?.locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'a%20b/%C3%BC.txt', uriBaseId: '%SRCROOT%' },
    region: { startLine: 1, startColumn: 2, endLine: 1, endColumn: 9 },
  });
});

test.each([
  ['-', { uri: 'stdin' }],
  ['/tmp/x y', { uri: 'file:///tmp/x%20y' }],
])('path %s', (path, artifactLocation) => {
  const { runs } = toSarif([{ ...FINDING, path }]) as Sarif;
  expect(runs[0].results[0]?.locations[0].physicalLocation.artifactLocation).toEqual(artifactLocation);
});

test('nothing found is a whole document too', () => {
  expect((toSarif([]) as Sarif).runs[0].results).toEqual([]);
});

test('a rule of ours says how grave its secrets are, and the fingerprint is that of the redacted line', () => {
  const finding = { ...FINDING, rule: 'private-key', allowedBy: '0123456789abcdef' };
  const text = JSON.stringify(toSarif([finding]));
  expect(text).toContain('"security-severity":"9.0"');
  expect(text).toContain('"partialFingerprints":{"winnowLineHash/v1":"feed:1"}');
  expect(text).not.toContain(finding.allowedBy);
  expect(text).not.toContain(finding.fingerprint);
});
