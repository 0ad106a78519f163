import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolicyFiles } from '../../../server/src/workspace/policyFile.ts';
import { temporaryFolder, type TemporaryFolder } from '../../helpers/temporary.ts';

let folder: TemporaryFolder;
let nowMs = 0;

beforeEach(() => {
  folder = temporaryFolder({ 'one/.winnow/keep': '', 'two/.winnow/keep': '' });
});
afterEach(() => folder.remove());

const at = (...names: string[]) => join(folder.path, ...names);

function policyOf(names: readonly string[], organisation: readonly (string | undefined)[] = []) {
  const roots = names.map((name) => ({ name, folder: at(name) }));
  return new PolicyFiles({ roots, organisation, now: () => nowMs });
}

function write(path: string, value: unknown) {
  writeFileSync(at(path), typeof value === 'string' ? value : JSON.stringify(value));
}

test('without files all is as shipped', () => {
  const { policy, problems } = policyOf(['one'], [undefined, '']).current();
  expect(policy).toEqual({ highestLevel: 'classified', levels: [], markers: [], neverInclude: [] });
  expect(problems).toEqual([]);
});

test('the stricter of organisation and workspace holds', () => {
  write('organisation.json', { highestLevel: 'sensitive', levels: [{ glob: 'docs', level: 'public' }] });
  write('one/.winnow/policy.json', {
    highestLevel: 'classified',
    levels: [
      { glob: 'src', level: 'public' },
      { glob: 'plans', level: 'sensitive' },
    ],
    neverInclude: ['vault'],
  });
  const { policy, problems } = policyOf(['one'], [at('organisation.json')]).current();
  expect(problems).toEqual([]);
  expect(policy).toEqual({
    highestLevel: 'sensitive',
    levels: [
      { glob: 'docs', level: 'public' },
      { glob: 'plans', level: 'sensitive' },
    ],
    markers: [],
    neverInclude: ['vault'],
  });
});

test('of several folders each has its own globs, and the organisation’s hold in each', () => {
  write('organisation.json', { neverInclude: ['/vault'] });
  write('one/.winnow/policy.json', { neverInclude: ['*.pem'] });
  const { policy } = policyOf(['one', 'two'], [at('organisation.json')]).current();
  expect(policy.neverInclude).toEqual(['/one/vault', '/two/vault', '/one/**/*.pem']);
});

test.each([
  ['an organisation file that is not there', () => at('gone.json'), /gone\.json cannot be read/],
  ['a path that is not absolute', () => 'organisation.json', /not an absolute path/],
  ['a folder', () => at('one'), /cannot be read/],
])('%s lets nothing above public out', (_name, path, problem) => {
  const { policy, problems } = policyOf(['one'], [path()]).current();
  expect(policy.highestLevel).toBe('public');
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(problems[0]).toContain('until it is mended');
});

test.each([
  ['is broken', () => write('one/.winnow/policy.json', '{')],
  ['has an unknown key', () => write('one/.winnow/policy.json', { highest: 'public' })],
  ['is a link', () => symlinkSync(at('two/.winnow/keep'), at('one/.winnow/policy.json'))],
  ['is a folder', () => mkdirSync(at('one/.winnow/policy.json'))],
])('a workspace’s file that %s lets nothing above public out', (_name, make) => {
  make();
  const { policy, problems } = policyOf(['one']).current();
  expect(policy.highestLevel).toBe('public');
  expect(problems).toHaveLength(1);
});

test('an organisation’s file may be a link', () => {
  write('real.json', { highestLevel: 'internal' });
  symlinkSync(at('real.json'), at('link.json'));
  expect(policyOf(['one'], [at('link.json')]).current().policy.highestLevel).toBe('internal');
});

test('a file that changes is heard of', () => {
  const files = policyOf(['one']);
  const before = files.current();
  write('one/.winnow/policy.json', { highestLevel: 'internal' });
  nowMs += 1000;
  const after = files.current();
  expect(after.policy.highestLevel).toBe('internal');
  expect(after.digest).not.toBe(before.digest);
  rmSync(at('one/.winnow/policy.json'));
  nowMs += 1000;
  expect(files.current().digest).toBe(before.digest);
});
