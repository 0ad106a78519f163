import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { foundSecrets } from '../../../server/src/cli/foundSecrets.ts';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { githubToken } from '../../helpers/samples.ts';

/** As a machine with its own key finds them. */
const hashesOf = (text: string, { key = 'a', path = 'a.ts' } = {}) =>
  foundSecrets(
    new Analyzer({
      rules: parseRules('').rules,
      digest: (secret) => createHmac('sha256', key).update(secret).digest('hex'),
    }),
    { path, text },
  ).map(({ lineHash }) => lineHash);

const line = (seed: number, name = 'token') => `const ${name} = '${githubToken(seed)}';\n`;
const [plain] = hashesOf(line(1));

test.each<[what: string, hashes: readonly string[]]>([
  ['with another key', hashesOf(line(1), { key: 'b' })],
  ['further down', hashesOf(`\n\n${line(1)}`)],
  ['indented', hashesOf(`  ${line(1)}`)],
  ['with another secret: nothing of it is hashed', hashesOf(line(2))],
])('the hash of a line is the same %s', (_, hashes) => {
  expect(hashes).toEqual([plain]);
});

test.each<[what: string, hashes: readonly string[]]>([
  ['of another name', hashesOf(line(1, 'other'))],
  ['in another file', hashesOf(line(1), { path: 'b.ts' })],
])('the hash of a line %s is another', (_, hashes) => {
  expect(hashes).toHaveLength(1);
  expect(hashes).not.toEqual([plain]);
});

test('lines that read alike are counted', () => {
  expect(hashesOf(line(1) + line(2))).toEqual([plain, plain?.replace(/1$/, '2')]);
});
