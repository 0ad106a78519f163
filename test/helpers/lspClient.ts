import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

const HEADER_END = Buffer.from('\r\n\r\n');

/** A response to a message that was sent by `send`. */
export interface StrayResponse {
  readonly id?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** The error of a response. */
export class ResponseError extends Error {
  readonly code: number;

  constructor(method: string, { code, message }: { readonly code: number; readonly message: string }) {
    super(`${method}: ${message} (${code})`);
    this.code = code;
  }
}

export interface PendingRequest<Result> {
  readonly id: number;
  readonly result: Promise<Result>;
}

type RequestHandler = (params: unknown) => unknown;
type NotificationListener = (params: never) => void;

/**
 * A raw LSP client over a server's standard input and output (LSP 3.17, "Base Protocol"): what it sends is what was
 * asked for and nothing else, so that tests can say things that a well-behaved client never would.
 */
export class LspClient {
  readonly #output: Writable;
  readonly #pending = new Map<
    number,
    { method: string; resolve: (result: never) => void; reject: (error: Error) => void }
  >();
  readonly #listeners = new Map<string, Set<NotificationListener>>();
  readonly #handlers = new Map<string, RequestHandler>();
  #strays: (message: StrayResponse) => void = () => {};
  #takesBody: (body: Buffer) => boolean = () => false;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted = 0;
  #nextId = 1;
  #closed: Error | undefined;

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    input.on('data', (chunk: Buffer) => this.#receive(chunk));
    input.on('close', () => this.#close(new Error('the server closed its output')));
    output.on('error', (error) => this.#close(error));
    // What a server may ask of every client; other requests are answered with "method not found".
    this.onRequest('client/registerCapability', () => null);
    this.onRequest('client/unregisterCapability', () => null);
    this.onRequest('window/workDoneProgress/create', () => null);
    this.onRequest('workspace/configuration', (params) => (params as { items: unknown[] }).items.map(() => null));
  }

  static of(server: ChildProcess): LspClient {
    if (!server.stdout || !server.stdin) throw new Error('the server was started without pipes');
    return new LspClient(server.stdout, server.stdin);
  }

  request<Result = unknown>(method: string, params?: unknown): Promise<Result> {
    return this.start<Result>(method, params).result;
  }

  /** Like `request`, and tells the id, for `cancel`. */
  start<Result = unknown>(method: string, params?: unknown): PendingRequest<Result> {
    const id = this.#nextId++;
    const result = new Promise<Result>((resolve, reject) => {
      if (this.#closed) reject(this.#closed);
      else this.#pending.set(id, { method, resolve, reject });
    });
    this.send({ id, method, params });
    return { id, result };
  }

  notify(method: string, params?: unknown): void {
    this.send({ method, params });
  }

  cancel(id: number): void {
    this.notify('$/cancelRequest', { id });
  }

  /** Sends any message in a sound frame. */
  send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.sendRaw(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  /** Sends bytes as they are. */
  sendRaw(bytes: Buffer): void {
    if (!this.#closed) this.#output.write(bytes);
  }

  /** Listens to a notification until the returned function is called. */
  on<Params>(method: string, listener: (params: Params) => void): () => void {
    const listeners = this.#listeners.get(method) ?? new Set();
    this.#listeners.set(method, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Listens to responses that no request of this client waits for. */
  onStray(listener: (message: StrayResponse) => void): void {
    this.#strays = listener;
  }

  /** Shows each message's bytes before it is parsed; what `takes` says it took goes no further. */
  takeBodies(takes: (body: Buffer) => boolean): void {
    this.#takesBody = takes;
  }

  /** Answers the server's requests of this method. */
  onRequest(method: string, handler: RequestHandler): void {
    this.#handlers.set(method, handler);
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    // A large reply comes in many chunks: they are joined only once all of it is there.
    if (this.#buffered < this.#wanted) return;
    let buffer = Buffer.concat(this.#chunks);
    this.#wanted = 0;
    for (;;) {
      const headerEnd = buffer.indexOf(HEADER_END);
      if (headerEnd < 0) break;
      const length = /content-length: *(\d+)/i.exec(buffer.toString('latin1', 0, headerEnd))?.[1];
      if (length === undefined) return this.#close(new Error('a frame without Content-Length'));
      const end = headerEnd + HEADER_END.length + Number(length);
      if (buffer.length < end) {
        this.#wanted = end;
        break;
      }
      const body = buffer.subarray(headerEnd + HEADER_END.length, end);
      if (!this.#takesBody(body)) this.#dispatch(JSON.parse(body.toString('utf8')) as Message);
      buffer = buffer.subarray(end);
    }
    this.#chunks = [buffer];
    this.#buffered = buffer.length;
  }

  #dispatch(message: Message): void {
    if (message.method !== undefined && message.id !== undefined)
      return this.#answer(message.id, message.method, message.params);
    if (message.method !== undefined) {
      for (const listener of this.#listeners.get(message.method) ?? []) listener(message.params as never);
      return;
    }
    const pending = this.#pending.get(Number(message.id));
    if (!pending) return this.#strays(message);
    this.#pending.delete(Number(message.id));
    if (message.error) pending.reject(new ResponseError(pending.method, message.error));
    else pending.resolve(message.result as never);
  }

  #answer(id: number | string, method: string, params: unknown): void {
    const handler = this.#handlers.get(method);
    if (handler) this.send({ id, result: handler(params) ?? null });
    else this.send({ id, error: { code: -32601, message: `no such method: ${method}` } });
  }

  #close(error: Error): void {
    this.#closed ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
