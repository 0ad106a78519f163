import { describe, expect, test } from 'vitest';
import { classify, compareLevels } from '../../../server/src/engine/secrets/classify.ts';
import type { Level } from '../../../server/src/engine/secrets/rule.ts';

type Row = readonly [name: string, path: string, found: readonly Level[], text: string, expected: Level];

const rows: readonly Row[] = [
  ['source code', 'src/main.ts', [], 'const a = 1;', 'internal'],
  ['code with a redacted key', 'src/main.ts', ['sensitive'], '', 'sensitive'],
  ['code with a redacted private key can still be packed', 'src/main.ts', ['classified'], '', 'sensitive'],
  ['private key by name', 'home/.ssh/id_rsa', [], '', 'classified'],
  ['key store', 'certs/server.P12', [], '', 'classified'],
  ['PEM file that holds a key', 'certs/server.pem', ['classified'], '', 'classified'],
  ['PEM file without one', 'certs/ca.pem', [], '', 'sensitive'],
  ['.env with a secret', 'app/.env.production', ['sensitive'], '', 'classified'],
  ['.env without one', '.env', [], 'PORT=1', 'sensitive'],
  ['.env template', '.env.example', [], '', 'internal'],
  ['folder of secrets', 'deploy/secrets/db.yaml', [], '', 'sensitive'],
  ['code about secrets', 'src/secrets/detect.ts', [], '', 'internal'],
  ['confidential letterhead', 'docs/plan.md', [], '# Acme Corp. CONFIDENTIAL\n\nPlan', 'sensitive'],
  ['secret letterhead', 'docs/plan.md', [], 'TOP SECRET\n\nPlan', 'classified'],
  ['internal letterhead', 'docs/plan.md', [], 'For INTERNAL USE ONLY', 'internal'],
  ['the word in a sentence', 'docs/plan.md', [], 'This keeps confidential data safe.', 'internal'],
  ['a marker far down', 'docs/plan.md', [], `${'line\n'.repeat(20)}CONFIDENTIAL`, 'internal'],
];

describe('classify', () => {
  test.each(rows)('%s', (_name, path, found, text, expected) => {
    const findings = found.map((level) => ({ start: 0, end: 1, rule: 'a-rule', level }));
    expect(classify({ path, findings, text })).toBe(expected);
  });
});

test('levels are ordered', () => {
  expect(compareLevels('public', 'internal')).toBeLessThan(0);
  expect(compareLevels('classified', 'sensitive')).toBeGreaterThan(0);
  expect(compareLevels('internal', 'internal')).toBe(0);
});
