import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { UserError } from '../base/errors.ts';
import type { Exporter } from './exporter.ts';

export interface HttpServerOptions {
  readonly port: number;
  /** The address to listen on. Default 127.0.0.1: nobody else can connect. */
  readonly host?: string | undefined;
  /** Names by which the server may be asked, besides addresses and localhost. */
  readonly allowedHosts?: readonly string[];
  readonly exporter: Exporter;
  /** Whether work can be taken on; default: always. */
  readonly ready?: () => boolean;
}

export interface RunningHttpServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const LOOPBACK = '127.0.0.1';
const MOST_HEADER_BYTES = 8192;
/** For headers, for a whole request, and between two requests of a connection. */
const PATIENCE_MS = 5000;
const MOST_CONNECTIONS = 64;

/**
 * `/metrics`, `/healthz` (the process answers) and `/readyz` (work can be taken on), for GET alone.
 * @throws UserError when the port cannot be listened on
 */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const { port, host = LOOPBACK } = options;
  const server = createServer(
    {
      maxHeaderSize: MOST_HEADER_BYTES,
      headersTimeout: PATIENCE_MS,
      requestTimeout: PATIENCE_MS,
      keepAliveTimeout: PATIENCE_MS,
      connectionsCheckingInterval: 1000,
    },
    (request, response) => void respond(options, request, response),
  );
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be listened on (${code ?? 'unknown reason'})`;
    throw new UserError(`metrics: port ${port} at ${host} ${why}; give another one`);
  }
  // A connection that breaks is its client's matter.
  server.on('error', () => {});
}

async function respond(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // What a client sends along is not read.
  request.resume();
  const { status, text, headers } = await answer(options, request).catch((): Answer => ({
    status: 500,
    text: 'the metrics could not be read\n',
  }));
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(text);
}

async function answer(
  { exporter, allowedHosts = [], ready = () => true }: HttpServerOptions,
  { method, url, headers }: IncomingMessage,
): Promise<Answer> {
  if (!isAllowedHost(headers.host, allowedHosts)) {
    return { status: 403, text: 'this server is not asked by that name: give it with --allow-host\n' };
  }
  if (method !== 'GET') return { status: 405, text: 'only GET is answered\n', headers: { Allow: 'GET' } };
  switch (url?.split('?', 1)[0]) {
    case '/metrics':
      return { status: 200, text: await exporter.text(), headers: { 'Content-Type': exporter.contentType } };
    case '/healthz':
      return { status: 200, text: 'ok\n' };
    case '/readyz':
      return ready() ? { status: 200, text: 'ready\n' } : { status: 503, text: 'not ready\n' };
    default:
      return { status: 404, text: 'there are /metrics, /healthz and /readyz\n' };
  }
}

/**
 * A page in a browser can have its own name point here (DNS rebinding), but cannot make the browser ask for an address
 * or for localhost under its own origin. So names have to be allowed one by one.
 */
function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const address = name.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) !== 0 || name === 'localhost' || allowed.some((one) => one.toLowerCase() === name);
}
