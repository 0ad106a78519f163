import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a network does to a server's replies. */
export type Fault =
  | { readonly kind: 'none' }
  /** Takes connections and bytes and answers when the fault is over: a machine that stands still. */
  | { readonly kind: 'frozen' }
  /** Connections that there are hear nothing any more, and nobody tells them: a router forgot them. New ones work. */
  | { readonly kind: 'forgotten' }
  /** Each reply comes this much later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Breaks the connection (RST) in the middle of each reply of at least two bytes. */
  | { readonly kind: 'reset' }
  /** Takes no connection, and breaks those there are. */
  | { readonly kind: 'refuse' }
  /** Bits of each reply turn: what comes is no protocol. */
  | { readonly kind: 'garble' };

export interface FaultProxy {
  readonly port: number;
  /** From now on, for connections there are as well. */
  set(fault: Fault): void;
  /** Connections that were taken. */
  readonly connections: number;
  stop(): Promise<void>;
}

/** Stands between a client and the TCP server at `target` of this machine, and passes on whatever no fault forbids. */
export async function startFaultProxy(target: number | string): Promise<FaultProxy> {
  let fault: Fault = { kind: 'none' };
  let connections = 0;
  /** Connections up to this one hear nothing any more. */
  let forgotten = 0;
  const sockets = new Set<Socket>();
  const thawed: (() => void)[] = [];
  const thaw = (): Promise<void> => new Promise((resolve) => thawed.push(resolve));
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    return socket;
  };

  const server = createServer((client) => {
    keep(client);
    if (fault.kind === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    connections++;
    const number = connections;
    const upstream = keep(typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target));
    client.on('data', (bytes) => {
      if (number > forgotten) upstream.write(bytes);
    });
    // In the order in which they came, however long one of them waits.
    let last = Promise.resolve();
    upstream.on('data', (bytes) => {
      last = last.then(() => (number > forgotten ? reply(client, bytes) : undefined));
    });
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => void last.then(() => client.destroy()));
  });

  async function reply(client: Socket, bytes: Buffer): Promise<void> {
    if (fault.kind === 'slow') await sleep(fault.delayMs);
    if (fault.kind === 'frozen') await thaw();
    if (client.destroyed) return;
    if (fault.kind === 'reset' && bytes.length > 1) {
      client.write(bytes.subarray(0, bytes.length >> 1));
      // What was written leaves first.
      await sleep(1);
      client.resetAndDestroy();
    } else client.write(fault.kind === 'garble' ? bytes.map((byte) => byte ^ 0x15) : bytes);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    set: (next) => {
      fault = next;
      if (next.kind === 'forgotten') forgotten = connections;
      if (next.kind === 'refuse') for (const socket of sockets) socket.destroy();
      if (next.kind !== 'frozen') for (const resume of thawed.splice(0)) resume();
    },
    get connections() {
      return connections;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
