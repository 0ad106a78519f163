import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGlob } from '../../../server/src/engine/policy/pathGlob.ts';

type Row = readonly [glob: string, path: string, matches: boolean];

const rows: readonly Row[] = [
  ['*.pem', 'server.pem', true],
  ['*.pem', 'certs/deep/server.pem', true],
  ['*.pem', 'server.pem.txt', false],
  ['secrets', 'deploy/secrets/db.yaml', true],
  ['secrets/', 'deploy/secrets/db.yaml', true],
  ['secrets', 'deploy/secrets.yaml', false],
  ['/deploy', 'deploy/a/b.ts', true],
  ['/deploy', 'src/deploy/b.ts', false],
  ['deploy/*.yaml', 'deploy/db.yaml', true],
  ['deploy/*.yaml', 'deploy/x/db.yaml', false],
  ['deploy/**/db.yaml', 'deploy/db.yaml', true],
  ['deploy/**/db.yaml', 'deploy/x/y/db.yaml', true],
  ['deploy/**', 'deploy/x', true],
  ['**', 'anything/at/all', true],
  ['src/?.ts', 'src/a.ts', true],
  ['src/?.ts', 'src/ab.ts', false],
  ['SRC/A.ts', 'src/a.TS', true],
  ['a*b*c', 'aXbXbXc', true],
  ['a*b*c', 'aXbXbX', false],
  ['[a].ts', 'a.ts', false],
];

test.each(rows)('%s, %s: %s', (glob, path, matches) => {
  expect(compileGlob(glob)(path)).toBe(matches);
});

/** The same by a regular expression: quick to read, slow to fail. */
function reference(glob: string): RegExp {
  const anchored = glob.replace(/\/$/, '').includes('/');
  const segments = glob.split('/').filter((segment) => segment !== '');
  const parts = [...(anchored ? [] : ['**']), ...segments].map((segment) =>
    segment === '**' ? '(?:[^/]+/)*' : `${segment.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}/`,
  );
  return new RegExp(`^${parts.join('')}(?:[^/]+/)*$`);
}

test('globs match what a regular expression would', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 });
  const wild = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 4 }) },
    fc.constant('**'),
  );
  const plain = wild.filter((segment) => segment === '**' || !segment.includes('**'));
  fc.assert(
    fc.property(
      fc.array(plain, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.array(name, { minLength: 1, maxLength: 5 }),
      (segments, rooted, path) => {
        const glob = `${rooted ? '/' : ''}${segments.join('/')}`;
        expect(compileGlob(glob)(path.join('/'))).toBe(reference(glob).test(`${path.join('/')}/`));
      },
    ),
    { numRuns: 500 },
  );
});

test('what would take a backtracking matcher for ever takes no time', () => {
  const path = `${'a'.repeat(200)}/`.repeat(20) + 'b';
  expect(compileGlob(`${'**/*a*a*a*a*a*a*a*a/'.repeat(20)}c`)(path)).toBe(false);
});
