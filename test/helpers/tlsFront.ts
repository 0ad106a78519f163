import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

export interface Authority {
  /** Its certificate, PEM. */
  readonly path: string;
  /** Key and certificate of a server at `names`, as X.509 writes them: `IP:127.0.0.1`, `DNS:cache.example`. */
  readonly issue: (name: string, names: string) => ServerIdentity;
}

interface ServerIdentity {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** An authority that nobody knows, with its files in `folder`. */
export function makeAuthority(folder: string): Authority {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  openssl(...request, '-subj', '/CN=Winnow test authority', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  return {
    path: at('ca.pem'),
    issue: (name, names) => {
      const [key, cert] = [at(`${name}.key`), at(`${name}.pem`)];
      const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-addext', `subjectAltName=${names}`];
      openssl(...request, ...signed, '-subj', `/CN=${name}`, '-keyout', key, '-out', cert);
      return { key: readFileSync(key), cert: readFileSync(cert) };
    },
  };
}

export interface TlsFront {
  readonly port: number;
  /** What came without encryption, beyond PostgreSQL's request for it. */
  readonly clear: () => string;
  readonly stop: () => Promise<void>;
}

interface FrontOptions {
  readonly identity: ServerIdentity;
  /** Port or socket of the server behind. */
  readonly target: number | string;
  /** Whether clients ask for encryption as those of PostgreSQL do, before the handshake. */
  readonly asksFirst: boolean;
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, SSLRequest: length 8, code 80877103. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
/** The first byte of a TLS handshake. */
const HANDSHAKE = 22;

/** Stands before a server and speaks TLS for it; what is not encrypted is not passed on. */
export async function startTlsFront({ identity, target, asksFirst }: FrontOptions): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  let clear = '';
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    return socket;
  };
  const server = createServer((client) => {
    keep(client);
    const begin = (first: Buffer): void => {
      if (asksFirst && first.equals(SSL_REQUEST)) {
        client.write('S');
        client.once('data', begin);
        return;
      }
      client.pause();
      if (first[0] !== HANDSHAKE) {
        clear += first.toString('latin1');
        client.destroy();
        return;
      }
      client.unshift(first);
      const open = keep(new TLSSocket(client, { isServer: true, ...identity }));
      const behind = keep(typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target));
      open.pipe(behind).pipe(open);
      open.once('close', () => behind.destroy());
      behind.once('close', () => open.destroy());
    };
    client.once('data', begin);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    clear: () => clear,
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
