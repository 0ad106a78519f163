import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExporter } from '../../server/src/metrics/exporter.ts';
import { startHttpServer, type RunningHttpServer } from '../../server/src/metrics/httpServer.ts';
import { sampleView } from '../helpers/metricsView.ts';
import { freePort } from '../helpers/redis.ts';

let server: RunningHttpServer;
let ready = true;

beforeAll(async () => {
  server = await startHttpServer({
    port: await freePort(),
    exporter: createExporter(() => Promise.resolve(sampleView())),
    allowedHosts: ['metrics.example'],
    ready: () => ready,
  });
});
afterAll(() => server.close());

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
}

async function ask({ method = 'GET', path = '/metrics', host }: Asked) {
  const call = request({
    port: server.port,
    host: '127.0.0.1',
    method,
    path,
    ...(host === undefined ? {} : { headers: { host } }),
  }).end();
  const [response] = (await once(call, 'response')) as [
    NodeJS.ReadableStream & { statusCode: number; headers: IncomingHttpHeaders },
  ];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

const ROWS: readonly (readonly [Asked, number, RegExp])[] = [
  [{}, 200, /^winnow_requests_total\{outcome="answered"\} 1$/m],
  [{ path: '/metrics?anything' }, 200, /winnow_/],
  [{ path: '/healthz' }, 200, /^ok\n$/],
  [{ path: '/readyz' }, 200, /^ready\n$/],
  [{ path: '/' }, 404, /there are \/metrics/],
  [{ path: '/../etc/passwd' }, 404, /there are/],
  [{ method: 'POST' }, 405, /only GET/],
  [{ method: 'DELETE', path: '/healthz' }, 405, /only GET/],
  [{ host: 'localhost' }, 200, /winnow_/],
  [{ host: '[::1]:80' }, 200, /winnow_/],
  [{ host: '10.1.2.3:9464' }, 200, /winnow_/],
  [{ host: 'Metrics.Example:9464' }, 200, /winnow_/],
  [{ host: 'attacker.example' }, 403, /--allow-host/],
  [{ host: '127.0.0.1.attacker.example' }, 403, /--allow-host/],
  [{ host: 'attacker.example', path: '/healthz' }, 403, /--allow-host/],
];

test.each(ROWS)('%j → %i', async (asked, status, says) => {
  const answer = await ask(asked);
  expect(answer).toMatchObject({ status, text: expect.stringMatching(says) });
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  expect(answer.text).not.toMatch(/\bat .*\.ts:|node:internal/);
});

test('not ready is told by its status', async () => {
  ready = false;
  expect(await ask({ path: '/readyz' })).toMatchObject({ status: 503, text: 'not ready\n' });
  expect(await ask({ path: '/healthz' })).toMatchObject({ status: 200 });
  ready = true;
});

test.each([
  [
    'headers that are too long',
    `GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    /^HTTP\/1\.1 431/,
  ],
  ['what is no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400/],
  ['no host', 'GET /metrics HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400/],
])('%s', async (_, sent, says) => {
  const socket = connect(server.port, '127.0.0.1');
  socket.end(sent);
  expect(await text(socket)).toMatch(says);
});

test('a port that is taken is told, with the mend', async () => {
  const exporter = createExporter(() => Promise.resolve(sampleView()));
  await expect(startHttpServer({ port: server.port, exporter })).rejects.toThrow(/is taken; give another/);
});
