import { describe, expect, test } from 'vitest';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { RestorableSecrets } from '../../../server/src/lsp/secrets/restorableSecrets.ts';
import { githubToken } from '../../helpers/samples.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const analyzer = new Analyzer({ rules: parseRules('').rules, digest: testDigest });
const [one, two, three] = [githubToken(1), githubToken(2), githubToken(3)];
const FILES = new Map([
  ['a.ts', `x = "${one}"; y = "${two}"`],
  ['b.ts', `z = "${three}"`],
]);

const chunk = (path: string, redactions: number) => ({
  path,
  redactions,
  startLine: 1,
  endLine: 1,
  tokens: 1,
  score: 1,
  reasons: [],
});

describe('values that can be put back', () => {
  test('are those behind the placeholders of a pack, of the files that its chunks come from', () => {
    const secrets = new RestorableSecrets();
    const [first, third] = [analyzer.redact(one), analyzer.redact(three)];
    const read: string[] = [];
    secrets.remember(
      { text: `${first} ${third}`, chunks: [chunk('a.ts', 1), chunk('b.ts', 0), chunk('gone.ts', 1)] },
      { analyzer, textOf: (path) => (read.push(path), FILES.get(path)) },
    );
    expect(read).toEqual(['a.ts', 'gone.ts']);
    expect(secrets.valuesOf([first, analyzer.redact(two), third])).toEqual({ [first]: one });
    secrets.clear();
    expect(secrets.valuesOf([first])).toEqual({});
  });

  test('are none where one placeholder stands for two', () => {
    const secrets = new RestorableSecrets();
    secrets.add('p', 'a');
    secrets.add('p', 'a');
    expect(secrets.valuesOf(['p'])).toEqual({ p: 'a' });
    secrets.add('p', 'b');
    secrets.add('p', 'b');
    expect(secrets.valuesOf(['p'])).toEqual({});
  });

  test('are the newest', () => {
    const secrets = new RestorableSecrets();
    for (let at = 0; at <= 5000; at++) secrets.add(`p${at}`, 'v');
    expect(secrets.valuesOf(['p0', 'p1', 'p5000', 'constructor'])).toEqual({ p1: 'v', p5000: 'v' });
  });
});
