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
    const body = Buffer.from(encoded(message), 'utf8');
    const header = Buffer.from(`Content-Length: ${body.length}\r\n\r\n`, 'latin1');
    if (this.#output.write(Buffer.concat([header, body]))) return Promise.resolve();
    this.#drained ??= once(this.#output, 'drain').then(
      () => (this.#drained = undefined),
      () => undefined,
    );
    return this.#drained;
  }

  end(): void {
    this.#output.end();
  }
}

function encoded(message: Message): string {
  const { id, result } = message as Partial<ResponseMessage>;
  if (!(result instanceof JsonText)) return JSON.stringify(message);
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result.json}}`;
}
