import { once } from 'node:events';
import type { Writable } from 'node:stream';
import {
  AbstractMessageWriter,
  type Message,
  type MessageWriter,
  type ResponseMessage,
} from 'vscode-languageserver/node';
import { JsonText } from './jsonText.ts';

/**
 * Writes messages in frames (LSP 3.17, "Base Protocol"), each in one piece, and results that are JSON already as they
 * stand. The protocol's library writes header and body apart, and each message only after the one before was taken.
 */
export class FrameWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #output: Writable;
  #drained: Promise<void> | undefined;
  #errors = 0;

  constructor(output: Writable) {
    super();
    this.#output = output;
    output.on('error', (error: Error) => this.fireError(error, undefined, ++this.#errors));
    output.on('close', () => this.fireClose());
  }

  /** Resolves once the stream takes more. */
  write(message: Message): Promise<void> {
    if (this.#send(message)) return Promise.resolve();
    this.#drained ??= once(this.#output, 'drain').then(
      () => (this.#drained = undefined),
      () => undefined,
    );
    return this.#drained;
  }

  end(): void {
    this.#output.end();
  }

  /** False when the stream wants no more for now. */
  #send(message: Message): boolean {
    const { id, result } = message as Partial<ResponseMessage>;
    if (result instanceof JsonText) return this.#sendResult(id, result);
    const body = Buffer.from(JSON.stringify(message), 'utf8');
    return this.#output.write(Buffer.concat([headerOf(body.length), body]));
  }

  /** A response whose result is JSON already: in one piece for the system, but not copied into one. */
  #sendResult(id: ResponseMessage['id'] | undefined, { pieces }: JsonText): boolean {
    const before = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`;
    const bytes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece));
    const length = bytes.reduce((sum, piece) => sum + piece.length, Buffer.byteLength(before) + 1);
    this.#output.cork();
    this.#output.write(Buffer.concat([headerOf(length), Buffer.from(before, 'utf8')]));
    for (const piece of bytes) this.#output.write(piece);
    const takesMore = this.#output.write(CLOSING);
    this.#output.uncork();
    return takesMore;
  }
}

const CLOSING = Buffer.from('}', 'latin1');

function headerOf(bodyBytes: number): Buffer {
  return Buffer.from(`Content-Length: ${bodyBytes}\r\n\r\n`, 'latin1');
}
