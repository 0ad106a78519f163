import { expect, test } from 'vitest';
import { silentLogger } from '../../../server/src/base/logger.ts';
import { parseSettings, readStoreUrls, takeKeptStoreUrls } from '../../../server/src/lsp/settings.ts';

const LOGIN = 'redis://me:pw-word@cache';

test.each([
  ['nothing', {}, {}, {}, 0],
  ['a setting', { redisUrl: ' redis://cache ' }, {}, { redis: 'redis://cache' }, 0],
  ['a setting with a login', { redisUrl: LOGIN }, {}, {}, 1],
  ['what is kept safe comes first', { redisUrl: 'redis://cache' }, { redis: LOGIN }, { redis: LOGIN }, 0],
  ['what is kept safe in place of a setting with a login', { redisUrl: LOGIN }, { redis: LOGIN }, { redis: LOGIN }, 0],
  [
    'both stores',
    { postgresUrl: 'postgres://db/x' },
    { redis: LOGIN },
    { redis: LOGIN, postgres: 'postgres://db/x' },
    0,
  ],
  ['the team’s key', {}, { teamKey: 'sixteen letters…' }, { teamKey: 'sixteen letters…' }, 0],
  ['other shapes', { redisUrl: 7 }, { redis: '' }, {}, 0],
] as const)('%s', (_, cache, kept, expected, warnings) => {
  const lines: string[] = [];
  const log = { ...silentLogger, warn: (line: string) => void lines.push(line) };
  expect(readStoreUrls(parseSettings({ cache }), kept, log)).toEqual(expected);
  expect(lines).toHaveLength(warnings);
  expect(lines.join()).not.toContain('pw-word');
});

test('what the client keeps safe is taken out of the environment', () => {
  const environment = {
    WINNOW_KEPT_REDIS_URL: LOGIN,
    WINNOW_KEPT_POSTGRES_URL: '',
    WINNOW_KEPT_TEAM_KEY: 'k',
    PATH: '/bin',
  };
  expect(takeKeptStoreUrls(environment)).toEqual({ redis: LOGIN, postgres: '', teamKey: 'k' });
  expect(environment).toEqual({ PATH: '/bin' });
});
