import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireComponent } from '../helpers/components.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { runCommand } from '../helpers/serveWorker.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { makeAuthority, startTlsFront, type Authority, type TlsFront } from '../helpers/tlsFront.ts';

const redisProgram = await requireComponent('redis-server');
const postgresProgram = await requireComponent('postgres');
const openssl = await requireComponent('openssl');
const folder = temporaryFolder();
/** A login that must not be seen on the wire. */
const PASSWORD = ['tls', 'pass', 'word'].join('-');

let authority: Authority;
const fronts = new Map<'ours' | 'other', TlsFront>();
const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
  folder.remove();
});

/** Two fronts of one server: at the name that it is reached by, and one that shows another's certificate. */
async function front(target: number | string, asksFirst: boolean): Promise<void> {
  authority = makeAuthority(folder.path);
  for (const [name, names] of [
    ['ours', 'IP:127.0.0.1'],
    ['other', 'DNS:elsewhere.example'],
  ] as const) {
    const one = await startTlsFront({ identity: authority.issue(name, names), target, asksFirst });
    fronts.set(name, one);
    stops.push(one.stop);
  }
}

interface Doctor {
  readonly checks: readonly { readonly name: string; readonly status: string; readonly detail: string }[];
}

/** What `winnow doctor` says of the one store that the environment names. */
async function told(name: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const none = { WINNOW_REDIS_URL: '', WINNOW_POSTGRES_URL: '', NODE_EXTRA_CA_CERTS: '' };
  const given = { ...none, ...environment };
  const args = ['doctor', '--json', '--workspace', folder.path];
  const { stdout, stderr } = await runCommand({ args, home: join(folder.path, 'home'), environment: given });
  expect(`${stdout}${stderr}`).not.toContain(PASSWORD);
  return (JSON.parse(stdout) as Doctor).checks.find((one) => one.name === name)?.detail ?? stdout;
}

describe.skipIf(!('path' in redisProgram && 'path' in openssl))('a Redis behind TLS', () => {
  let server: TestRedis;
  beforeAll(async () => {
    if (!('path' in redisProgram)) return;
    server = await startRedis(redisProgram.path);
    stops.push(server.stop);
    await front(Number(new URL(server.url).port), false);
  });

  test.each([
    ['a known authority', 'rediss', 'ours', true, /answers$/],
    ['an authority that nobody knows', 'rediss', 'ours', false, /no encrypted connection comes about/],
    ['another’s certificate', 'rediss', 'other', true, /no encrypted connection .*ALTNAME/],
    ['no TLS', 'redis', 'ours', true, /does not answer|connection broke/],
  ] as const)('%s', async (_, scheme, at, known, says) => {
    const url = new URL(server.url);
    const login = `${scheme}://:${url.password}@127.0.0.1:${fronts.get(at)!.port}`;
    const detail = await told('Redis', {
      WINNOW_REDIS_URL: login,
      ...(known ? { NODE_EXTRA_CA_CERTS: authority.path } : {}),
    });
    expect(detail).toMatch(says);
    if (scheme === 'rediss') expect(fronts.get(at)!.clear()).toBe('');
  });
});

describe.skipIf(!('path' in postgresProgram && 'path' in openssl))('a PostgreSQL behind TLS', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    if (!('path' in postgresProgram)) return;
    server = await startPostgres(postgresProgram.path);
    stops.push(server.stop);
    await front(join(new URLSearchParams(server.url.split('?')[1]).get('host')!, '.s.PGSQL.5432'), true);
  });

  test.each([
    ['a known authority', 'ours', 'verify-full', true, /run “winnow db migrate”/],
    ['checks as strictly where libpq would not', 'ours', 'require', false, /no encrypted connection/],
    ['an authority that nobody knows', 'ours', 'verify-full', false, /no encrypted connection/],
    ['another’s certificate', 'other', 'verify-ca', true, /no encrypted connection .*ALTNAME/],
    ['whoever it is, if one says so', 'other', 'no-verify', false, /run “winnow db migrate”/],
  ] as const)('%s', async (_, at, mode, known, says) => {
    const root = known ? `&sslrootcert=${encodeURIComponent(authority.path)}` : '';
    const { port } = fronts.get(at)!;
    const url = `postgres://winnow:${PASSWORD}@127.0.0.1:${port}/postgres?sslmode=${mode}${root}`;
    expect(await told('PostgreSQL', { WINNOW_POSTGRES_URL: url })).toMatch(says);
    expect(fronts.get(at)!.clear()).toBe('');
  });
});
