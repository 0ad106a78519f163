import { messageOf } from '../base/errors.ts';

/** The part of a `MessagePort`, a `Worker` or `parentPort` that a channel needs. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

type Message =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: string;
      readonly params: unknown;
      /** Somebody listens to how far it is. */
      readonly reports: boolean;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly name: string; readonly message: string };

type Request = Extract<Message, { readonly type: 'request' }>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: never) => void) | undefined;
  /** A cancelled call ends with the other side's word that it has, instead of at once. */
  readonly untilEnded?: boolean;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((value: never) => void) | undefined;
}

/**
 * Calls to the other side of a port. A cancelled call is rejected at once, unless it is to end with the other side; what
 * that still sends is dropped.
 */
export class ChannelClient {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #closed: Error | undefined;

  constructor(port: Port) {
    this.#port = port;
    port.on('message', (message) => this.#receive(message as Message));
  }

  call<Result>(method: string, params: unknown, { signal, onProgress, untilEnded }: CallOptions = {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#closed) return reject(this.#closed);
      if (signal?.aborted) return reject(signal.reason as Error);
      const id = this.#nextId++;
      const cancel = () => {
        this.#port.postMessage({ type: 'cancel', id } satisfies Message);
        if (!untilEnded) this.#pending.get(id)?.reject(signal?.reason as Error);
      };
      const settle = () => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', cancel);
      };
      this.#pending.set(id, {
        resolve: (value) => (settle(), resolve(value)),
        reject: (error) => (settle(), reject(error)),
        onProgress,
      });
      signal?.addEventListener('abort', cancel, { once: true });
      const reports = onProgress !== undefined;
      this.#port.postMessage({ type: 'request', id, method, params, reports } satisfies Message);
    });
  }

  /** Rejects all that is under way: the other side is gone. */
  close(reason: Error): void {
    this.#closed = reason;
    for (const { reject } of this.#pending.values()) reject(reason);
  }

  #receive(message: Message): void {
    if (message.type === 'request' || message.type === 'cancel') return;
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.type === 'progress') pending.onProgress?.(message.value as never);
    else if (message.type === 'result') pending.resolve(message.value as never);
    else pending.reject(Object.assign(new Error(message.message), { name: message.name }));
  }
}

export interface HandlerContext {
  readonly signal: AbortSignal;
  /** Undefined where nobody listens: each message wakes the other thread. */
  readonly onProgress: ((value: unknown) => void) | undefined;
}

/** `transfer` names the buffers of `value` that are handed over rather than copied. */
export interface Reply {
  readonly value: unknown;
  readonly transfer?: readonly ArrayBuffer[];
}

export type Handlers = Readonly<Record<string, (params: never, context: HandlerContext) => Reply | Promise<Reply>>>;

/** Answers calls that arrive at a port. */
export function serveChannel(port: Port, handlers: Handlers): void {
  const running = new Map<number, AbortController>();
  port.on('message', (raw) => {
    const message = raw as Message;
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else if (message.type === 'request') void answer(message);
  });

  async function answer({ id, method, params, reports }: Request): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const handler = handlers[method];
      if (!handler) throw new Error(`no handler for ${method}`);
      const onProgress = reports
        ? (value: unknown) => port.postMessage({ type: 'progress', id, value } satisfies Message)
        : undefined;
      const { value, transfer } = await handler(params as never, { signal: controller.signal, onProgress });
      port.postMessage({ type: 'result', id, value } satisfies Message, transfer ?? []);
    } catch (error) {
      port.postMessage({
        type: 'error',
        id,
        name: error instanceof Error ? error.name : 'Error',
        message: messageOf(error),
      } satisfies Message);
    } finally {
      running.delete(id);
    }
  }
}
