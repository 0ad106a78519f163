import { expect, test } from 'vitest';
import { silentLogger, type Logger } from '../../../server/src/base/logger.ts';
import { configuredStores } from '../../../server/src/cache/configuredStores.ts';
import { createRemoteStore } from '../../../server/src/cache/remoteStore.ts';
import type { CacheStore } from '../../../server/src/cache/store.ts';
import { faultOf, StoreFault } from '../../../server/src/cache/storeFault.ts';
import { teamKey } from '../../../server/src/cache/teamKey.ts';

const STORE = {
  level: 'redis',
  url: 'redis://me:pw-word@cache',
  name: 'redis://cache',
  carriesCredential: true,
} as const;

function coded(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

test('one line for each change of state, and nothing of what the client says', async () => {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const log: Logger = { ...silentLogger, info: say, warn: say };
  let fault: Error | undefined;
  const answer = async () => {
    if (fault) throw fault;
  };
  const inner: CacheStore = {
    level: 'redis',
    get: async () => answer().then(() => undefined),
    set: answer,
    usage: async () => answer().then(() => ({ entries: 0, bytes: 0 })),
    renew: async () => {},
    clear: async () => answer().then(() => 0),
    close: async () => {},
  };
  const store = createRemoteStore({ store: STORE, log, open: async () => inner });
  await store.get('k');
  await store.set('k', new Uint8Array(), 1);
  fault = coded('connect ECONNREFUSED me:pw-word', 'ECONNREFUSED');
  await expect(store.get('k')).rejects.toEqual(new StoreFault('nothing listens there'));
  fault = new Error('WRONGPASS me pw-word');
  await expect(store.clear()).rejects.toThrow('it refuses the login');
  fault = undefined;
  await store.get('k');
  await store.close();
  expect(lines).toEqual([
    'cache: Redis at redis://cache answers',
    'cache: Redis at redis://cache is not used: nothing listens there',
    'cache: Redis at redis://cache answers',
  ]);
});

test('a store that is full is read on: one line when it takes nothing new, one when it does again', async () => {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  let full = true;
  const inner: CacheStore = {
    level: 'redis',
    get: async () => undefined,
    set: async () => {
      if (full) throw new Error("OOM command not allowed when used memory > 'maxmemory'.");
    },
    usage: async () => ({ entries: 0, bytes: 0 }),
    renew: async () => {},
    clear: async () => 0,
    close: async () => {},
  };
  const store = createRemoteStore({
    store: STORE,
    log: { ...silentLogger, info: say, warn: say },
    open: async () => inner,
  });
  for (let turn = 0; turn < 3; turn++) {
    await store.get('k');
    await expect(store.set('k', new Uint8Array(), 1)).rejects.toThrow('it is full');
  }
  full = false;
  await store.set('k', new Uint8Array(), 1);
  await store.set('k', new Uint8Array(), 1);
  expect(lines).toEqual([
    'cache: Redis at redis://cache answers',
    'cache: Redis at redis://cache is read, but takes nothing new: it is full',
    'cache: Redis at redis://cache takes entries again',
  ]);
});

test('a store whose module does not load is one that is not there', async () => {
  const open = async () => Promise.reject(coded('Cannot find module', 'ERR_MODULE_NOT_FOUND'));
  const store = createRemoteStore({ store: STORE, log: silentLogger, open });
  await expect(store.get('k')).rejects.toThrow('it failed (ERR_MODULE_NOT_FOUND)');
  await store.close();
});

test.each([
  [coded('password authentication failed for user "pw-word"', '28P01'), 'it refuses the login'],
  [coded('role "pw-word" does not exist', '28000'), 'it refuses the login'],
  [coded('database "pw-word" does not exist', '3D000'), 'it has no such database'],
  [new Error('SASL: client password must be a string'), 'it refuses the login'],
  [new Error('ERR AUTH <password> called without any password'), 'it refuses the login'],
  [new Error('NOAUTH Authentication required.'), 'it asks for a login'],
  [new Error('connect ETIMEDOUT'), 'it does not answer in time'],
  [new Error('no answer within 250 ms'), 'it does not answer in time'],
  [new Error('Connection is closed.'), 'the connection broke'],
  [new Error('Reached the max retries per request limit (which is 0).'), 'the connection broke'],
  [new Error('READONLY You can’t write against a read only replica.'), 'it is read-only'],
  [
    coded('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'),
    'no encrypted connection comes about (DEPTH_ZERO_SELF_SIGNED_CERT)',
  ],
  [new StoreFault('not connected', { cause: coded('pw-word', 'ENOTFOUND') }), 'there is no host of this name'],
  [new StoreFault('not connected', { cause: undefined }), 'not connected'],
  [coded('pw-word', 'pw-word is not a code'), 'it failed'],
  ['pw-word', 'it failed'],
])('%s is told as “%s”', (error, expected) => {
  expect(faultOf(error)).toBe(expected);
});

test.each([
  ['none', {}, {}, [], 0],
  [
    'the environment’s',
    {},
    { WINNOW_POSTGRES_URL: 'postgres://db/x', WINNOW_REDIS_URL: ' redis://cache ' },
    ['redis://cache', 'postgres://db/x'],
    0,
  ],
  ['the editor’s first', { redis: 'redis://near' }, { WINNOW_REDIS_URL: 'redis://far' }, ['redis://near'], 0],
  ['an unusable one', { redis: 'pw-word' }, { WINNOW_REDIS_URL: 'redis://far' }, [], 1],
  ['a short team key', {}, { WINNOW_TEAM_KEY: 'pw-word' }, [], 1],
] as const)('%s', (_, given, environment, names, problems) => {
  const configured = configuredStores(given, environment);
  expect(configured.stores.map(({ name }) => name)).toEqual(names);
  expect(configured.teamWords).toBeUndefined();
  expect(configured.problems).toHaveLength(problems);
  expect(configured.problems.join()).not.toContain('pw-word');
});

test('the team’s words always make the same 32 bytes, which entries kept by others were sealed with', () => {
  const words = 'sixteen letters…';
  const bytes = teamKey(words);
  expect(bytes).toHaveLength(32);
  expect(Buffer.from(bytes).toString('hex', 0, 8)).toBe('125294aceaf8443f');
  expect(() => teamKey('fifteen letters')).toThrow(RangeError);
});
