import type { Connection } from 'vscode-languageserver/node';
import { METHODS } from '../../../shared/src/protocol.ts';
import type { Session } from './session.ts';

const AT_MOST_EVERY_MS = 1000;

/** Sends `winnow/didChangeStats` after something changed, at most once a second, the last change never unsaid. */
export class StatsReporter {
  readonly #connection: Connection;
  readonly #session: Promise<Session>;
  #timer: NodeJS.Timeout | undefined;
  #lastMs = -Infinity;

  constructor(connection: Connection, session: Promise<Session>) {
    this.#connection = connection;
    this.#session = session;
  }

  changed(): void {
    if (this.#timer) return;
    const waitMs = Math.max(0, this.#lastMs + AT_MOST_EVERY_MS - performance.now());
    this.#timer = setTimeout(() => void this.#send(), waitMs);
    this.#timer.unref();
  }

  async #send(): Promise<void> {
    this.#lastMs = performance.now();
    this.#timer = undefined;
    try {
      const session = await this.#session;
      await this.#connection.sendNotification(METHODS.didChangeStats, await session.stats());
    } catch {
      // The session is ending: there is nobody left to tell.
    }
  }
}
