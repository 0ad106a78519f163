import { describe, expect, it } from 'vitest';
import { carriesCredential } from '../../../shared/src/storeUrl.ts';
import { clientUrl } from '../../../server/src/cache/clientUrl.ts';
import { parseStoreUrl, type RemoteLevel } from '../../../server/src/cache/storeUrl.ts';

describe('parseStoreUrl', () => {
  const names: readonly (readonly [RemoteLevel, string, string, boolean])[] = [
    ['redis', 'redis://cache', 'redis://cache', false],
    ['redis', 'rediss://cache:6380/2', 'rediss://cache:6380/2', false],
    ['redis', 'redis://:pw-word@cache:6380/0', 'redis://cache:6380/0', true],
    ['redis', 'redis://[::1]:6379', 'redis://[::1]:6379', false],
    ['redis', 'redis://cache?password=pw-word', 'redis://cache', true],
    ['redis', 'rediss://:pw-word@cache:6380?cluster=true', 'rediss://cache:6380', true],
    ['redis', 'redis://cache?host=elsewhere', 'redis://cache', false],
    ['postgres', 'postgres://me@db:5433/team', 'postgres://db:5433/team', false],
    ['postgres', 'postgresql://me:pw-word@db/team?sslmode=require', 'postgresql://db/team', true],
    ['postgres', 'postgres://me:pw%40@word@db/team', 'postgres://db/team', true],
    ['postgres', 'postgres://me@/team?host=%2Frun%2Fpg', 'postgres://%2Frun%2Fpg/team', false],
    ['postgres', 'postgres:///team', 'postgres://localhost/team', false],
    ['postgres', 'postgres://', 'postgres://localhost', false],
    ['postgres', 'postgres://%2Frun%2Fpg/team', 'postgres://%2Frun%2Fpg/team', false],
  ];
  it.each(names)('%s: %s is shown as %s', (level, url, name, credential) => {
    expect(parseStoreUrl(url, level)).toEqual({ store: { level, url, name, carriesCredential: credential } });
  });

  const refused: readonly (readonly [RemoteLevel, string, RegExp])[] = [
    ['redis', '', /^begins with none of redis:\/\/, rediss:\/\/: write it as redis:/],
    ['redis', 'postgres://db/team', /^begins with none/],
    ['postgres', 'redis://cache', /^begins with none/],
    ['postgres', 'https://pw-word@db', /^begins with none/],
    ['postgres', 'postgres://me:12#pw-word@db/team', /must be encoded.*%40/],
    ['postgres', 'postgres://me:12/pw-word@db/team', /must be encoded/],
    ['postgres', 'postgres://me:12?pw-word@db/team', /must be encoded/],
    ['postgres', 'postgres://me:pw word@db/team', /must be encoded/],
    ['postgres', 'postgres://me:pw-word/team', /not a URL that can be read/],
    ['postgres', 'postgres://db:5432/team/pw-word', /more than one database/],
    ['postgres', 'postgres://a:1,b:2/team', /not a URL that can be read/],
    ['redis', 'redis://cache/pw-word', /not a number/],
    ['redis', 'redis://cache?cluster=pw-word', /neither cluster=true nor cluster=false/],
    ['redis', 'redis://cache/2?cluster=true', /a Redis Cluster, which has one alone/],
    ['postgres', 'postgres://db/team?sslmode=pw-word', /an sslmode that there is not/],
    ['postgres', 'postgres://db/t?host=me:pw-word%40evil', /could hide a login/],
    ['postgres', 'postgres://db/me%3Apw-word%40x', /could hide a login/],
    ['postgres', 'postgres://db/me%253Apw-word', /could hide a login/],
    ['postgres', 'postgres:///t?host=a&host=b', /could hide a login/],
    ['redis', `redis://${'h'.repeat(2000)}`, /longer than 2000 characters/],
  ];
  it.each(refused)('%s: %s is refused without a word of it', (level, url, problem) => {
    const parsed = parseStoreUrl(url, level);
    const said = 'problem' in parsed ? parsed.problem : '';
    expect(said).toMatch(problem);
    expect(said).not.toMatch(/pw|word/);
  });
});

describe('carriesCredential', () => {
  it.each([
    ['redis://cache:6379/0', false],
    ['redis://me@cache:6379', false],
    ['redis://me:@cache', false],
    ['postgres://db:5432/team?sslmode=require&passfile=%2Fhome', false],
    ['redis://:pw@cache', true],
    ['redis://me:pw@cache', true],
    ['postgres://me%3Apw@db', true],
    ['postgres://me:1/2@db', true],
    ['postgres://me@server:pw@db', true],
    ['postgres://me:@pw@db', true],
    ['postgres:me:pw@db', true],
    ['postgres://me@[::1]:5432/team', false],
    ['postgres://db/team?password=pw', true],
    ['postgres://db/team?%70assword=pw', true],
    ['postgres://db/team?sslmode=require&auth_token=pw', true],
    ['%%%:a:b@', true],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(carriesCredential(url)).toBe(expected);
  });
});

describe('clientUrl', () => {
  it.each<[RemoteLevel, string, string]>([
    ['redis', 'rediss://:pw@cache:6380/0', 'rediss://:pw@cache:6380/0'],
    ['redis', 'redis://cache?family=6&enableOfflineQueue=true', 'redis://cache?family=6'],
    ['redis', 'redis://cache?maxRetriesPerRequest=9', 'redis://cache'],
    ['postgres', 'postgres://db/team?sslmode=require', 'postgres://db/team?sslmode=verify-full'],
    ['postgres', 'postgres://db/team?sslmode=verify%2Dca', 'postgres://db/team?sslmode=verify-full'],
    ['postgres', 'postgres://db/team?sslmode=disable', 'postgres://db/team?sslmode=disable'],
    ['postgres', 'postgres://db/team?sslmode=no-verify', 'postgres://db/team?sslmode=no-verify'],
    ['postgres', 'postgres://db/team?sslmode=require&uselibpqcompat=true', 'postgres://db/team?sslmode=verify-full'],
    ['postgres', 'postgres:///team?host=%2Frun&statement_timeout=0&query_timeout=0', 'postgres:///team?host=%2Frun'],
    ['postgres', 'postgres://db/team?%73tatement_timeout=0&user=me', 'postgres://db/team?user=me'],
    ['postgres', 'postgres://db/team?', 'postgres://db/team'],
  ])('%s: %s is handed over as %s', (level, url, expected) => {
    expect(clientUrl(url, level)).toBe(expected);
  });
});
