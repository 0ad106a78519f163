import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAbove, PolicyClassifier, type PathVerdict } from '../../../server/src/engine/policy/classifier.ts';
import {
  LOCKED_POLICY,
  OPEN_POLICY,
  tighten,
  underFolder,
  type Policy,
} from '../../../server/src/engine/policy/policy.ts';
import { LEVELS, type Level } from '../../../server/src/engine/secrets/rule.ts';

type Row = readonly [name: string, policy: Partial<Policy>, path: string, text: string, expected: PathVerdict];

const far = 'line\n'.repeat(20);
const rows: readonly Row[] = [
  ['nothing said', {}, 'src/a.ts', '', 'internal'],
  ['a path rule', { levels: [{ glob: 'src', level: 'sensitive' }] }, 'src/a.ts', '', 'sensitive'],
  ['a path that may travel', { levels: [{ glob: 'docs', level: 'public' }] }, 'docs/a.md', '', 'public'],
  [
    'the highest of several',
    { levels: ['public', 'classified'].map((level) => ({ glob: 'docs', level: level as Level })) },
    'docs/a.md',
    '',
    'classified',
  ],
  ['a key store stays one', { levels: [{ glob: '*.p12', level: 'public' }] }, 'a.p12', '', 'classified'],
  ['a letterhead counts', { levels: [{ glob: 'docs', level: 'public' }] }, 'docs/a.md', 'CONFIDENTIAL', 'sensitive'],
  [
    'a marker in the head',
    { markers: [{ text: 'Acme only', level: 'classified' }] },
    'a.md',
    'Acme only',
    'classified',
  ],
  [
    'a marker further down',
    { markers: [{ text: 'Acme only', level: 'classified' }] },
    'a.md',
    `${far}Acme only`,
    'internal',
  ],
  [
    'case counts in a marker',
    { markers: [{ text: 'Acme only', level: 'classified' }] },
    'a.md',
    'ACME ONLY',
    'internal',
  ],
  ['a marker is no pattern', { markers: [{ text: 'A.C', level: 'classified' }] }, 'a.md', 'ABC', 'internal'],
  ['never', { neverInclude: ['vault'] }, 'vault/a.md', '', 'never'],
];

describe('a document’s level', () => {
  test.each(rows)('%s', (_name, policy, path, text, expected) => {
    const classifier = new PolicyClassifier({ ...OPEN_POLICY, ...policy });
    expect(classifier.document({ path, text, findings: [] })).toBe(expected);
  });
});

test.each([
  ['nothing in it', 'text', [], 'public'],
  ['a secret in it', 'text', ['classified'], 'sensitive'],
  ['a marker in it', 'Acme only', [], 'classified'],
] as const)('a part’s level: %s', (_name, text, found, expected) => {
  const classifier = new PolicyClassifier({ ...OPEN_POLICY, markers: [{ text: 'Acme only', level: 'classified' }] });
  expect(classifier.part(text, found)).toBe(expected);
});

test.each([
  ['*.ts', 'app/src/a.ts', true],
  ['*.ts', 'other/src/a.ts', false],
  ['src/', 'app/deep/src/a.ts', true],
  ['/src', 'app/src/a.ts', true],
  ['/src', 'app/deep/src/a.ts', false],
])('under a folder, %s of %s: %s', (glob, path, held) => {
  const policy = underFolder({ ...OPEN_POLICY, neverInclude: [glob] }, 'app');
  expect(new PolicyClassifier(policy).path(path) === 'never').toBe(held);
});

test('a locked policy lets nothing out that is not said to be public', () => {
  expect(isAbove(new PolicyClassifier(LOCKED_POLICY).path('a.md'), LOCKED_POLICY.highestLevel)).toBe(true);
});

const level = fc.constantFrom(...LEVELS);
const globs = fc.constantFrom('docs', '*.md', '/src/*', '**', 'src/**/a.md', 'b*');
const policies: fc.Arbitrary<Policy> = fc.record({
  highestLevel: level,
  levels: fc.array(fc.record({ glob: globs, level }), { maxLength: 4 }),
  markers: fc.array(fc.record({ text: fc.constantFrom('red', 'blue'), level }), { maxLength: 3 }),
  neverInclude: fc.array(globs, { maxLength: 2 }),
});
const documents = fc.record({
  path: fc.constantFrom('docs/a.md', 'src/a.md', 'src/deep/a.md', 'b.txt', '.env', 'key.p12'),
  text: fc.constantFrom('', 'red', 'blue\nred', `${far}blue`, 'CONFIDENTIAL'),
  findings: fc.array(
    level.map((one) => ({ start: 0, end: 1, rule: 'a-rule', level: one })),
    { maxLength: 2 },
  ),
});

/** Whether a document, as one part, leaves when a request asks for `asked`. */
function leaves(policy: Policy, asked: Level, document: Parameters<PolicyClassifier['document']>[0]): boolean {
  const classifier = new PolicyClassifier(policy);
  const highest = LEVELS[Math.min(LEVELS.indexOf(asked), LEVELS.indexOf(policy.highestLevel))]!;
  const found = document.findings.map((finding) => finding.level);
  return (
    !isAbove(classifier.path(document.path), highest) &&
    !isAbove(classifier.document(document), highest) &&
    !isAbove(classifier.part(document.text, found), highest)
  );
}

test('no workspace makes a document leave that the organisation alone holds back', () => {
  fc.assert(
    fc.property(
      policies,
      fc.array(policies, { maxLength: 2 }),
      level,
      documents,
      (organisation, own, asked, document) => {
        const merged = own.reduce(tighten, organisation);
        if (leaves(merged, asked, document)) expect(leaves(organisation, asked, document)).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
