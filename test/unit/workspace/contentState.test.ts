import { expect, test } from 'vitest';
import { ContentState } from '../../../server/src/workspace/contentState.ts';

const NOTHING = { paths: ['a.ts', 'b.ts', 'c.png'], notRead: new Map([['c.png', 'binary']]), past: 'head' };

function state(): ContentState {
  const content = new ContentState();
  content.indexed('b.ts', 'digest of b');
  content.indexed('a.ts', 'digest of a');
  return content;
}

test('equal contents have one signature, whatever the order and the machine', () => {
  const signature = state().signature(NOTHING);
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
  expect(state().signature({ ...NOTHING, paths: NOTHING.paths.toReversed() })).toBe(signature);
});

test.each<[string, (content: ContentState) => string | undefined]>([
  ['a content', (content) => (content.indexed('a.ts', 'other'), content.signature(NOTHING))],
  ['the past', (content) => content.signature({ ...NOTHING, past: 'other head' })],
  ['a path', (content) => content.signature({ ...NOTHING, paths: ['a.ts', 'b.ts'] })],
  ['a reason', (content) => content.signature({ ...NOTHING, notRead: new Map([['c.png', 'unreadable']]) })],
])('%s that changes gives another', (_, change) => {
  const changed = change(state());
  expect(changed).toMatch(/^[0-9a-f]{64}$/);
  expect(changed).not.toBe(state().signature(NOTHING));
});

test('a file that nothing is known of leaves none, as does one that a question read otherwise', () => {
  const content = state();
  expect(content.signature({ ...NOTHING, paths: [...NOTHING.paths, 'new.ts'] })).toBeUndefined();
  content.read('a.ts', 'digest of a');
  expect(content.signature(NOTHING)).toBe(state().signature(NOTHING));
  content.read('a.ts', 'edited since');
  expect(content.signature(NOTHING)).toBeUndefined();
  content.indexed('a.ts', 'edited since');
  expect(content.signature(NOTHING)).toMatch(/^[0-9a-f]{64}$/);
  content.gone('a.ts');
  expect(content.signature(NOTHING)).toBeUndefined();
});

test('of what was kept, files without a digest are not fresh', () => {
  const fresh = new Set(['a.ts', 'old.ts']);
  const content = new ContentState();
  content.restore([['a.ts', 'digest of a']], fresh);
  expect([...fresh]).toEqual(['a.ts']);
  expect([...content.entries]).toEqual([['a.ts', 'digest of a']]);
});
