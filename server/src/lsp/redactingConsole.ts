import type { ConsoleFeature } from 'vscode-languageserver/node';
import type { Logger } from '../base/logger.ts';

/** The methods of a console that send a line to the client's log. */
const SAID = ['error', 'warn', 'info', 'log', 'debug'] as const;

/**
 * The connection's console, through which everything goes that is logged: what the server says and what the protocol's
 * own code says of handlers that threw. Errors quote what they are about, which may be a document's text, so each line
 * is sent without its secrets. Lines keep their order; what cannot be redacted is not sent.
 */
export const redactingConsole: ConsoleFeature<object> = (Base) =>
  class extends Base {
    #last: Promise<void> = Promise.resolve();

    constructor() {
      super();
      for (const method of SAID) {
        const send = this[method].bind(this);
        this[method] = (message: string) => this.#say(message, send);
      }
    }

    #say(message: string, send: (message: string) => void): void {
      this.#last = this.#last
        .then(async () => {
          // Loaded with the first line, not with the server: it reads every rule.
          const { withoutSecrets } = await import('../engine/withoutSecrets.ts');
          send(withoutSecrets(message));
        })
        .catch(() => undefined);
    }
  };

/** Time for the last line to be redacted and sent. */
const LAST_WORDS_MS = 500;

/** A bug that nobody caught ends the process, as it should, but by way of the log: Node would print what it quotes. */
export function endOnException(log: Logger): void {
  process.once('uncaughtException', (error: unknown) =>
    endWith(log, error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
}

/** Ends the process as failed, once the log has the reason. */
export function endWith(log: Logger, reason: string): void {
  log.error(`the server ends: ${reason}`);
  setTimeout(() => process.exit(1), LAST_WORDS_MS);
}
