import type { Connection } from 'vscode-languageserver/node';
import { METHODS } from '../../../../shared/src/protocol.ts';
import { messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { mayBeConfigFile } from '../../workspace/rulesFile.ts';
import type { Session } from '../session.ts';

/** Typing in the file is not followed letter by letter. */
const QUIET_MS = 150;

/** Applies the list of allowed values again when it changed, on disk or in an editor, and tells whoever shows secrets. */
export class AllowReload {
  readonly #options: { readonly connection: Connection; readonly log: Logger; readonly session: Promise<Session> };
  readonly #listeners: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: { readonly connection: Connection; readonly log: Logger; readonly session: Promise<Session> }) {
    this.#options = options;
  }

  /** `listener` is told when other values are allowed. */
  onReload(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** A file or a document changed: matters when it is a configuration file. */
  changed(uri: string): void {
    if (!mayBeConfigFile(uri)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#reload(), QUIET_MS);
    this.#timer.unref();
  }

  async #reload(): Promise<void> {
    const { connection, log, session } = this.#options;
    try {
      if (!(await session).reloadAllowed()) return;
      await connection.sendNotification(METHODS.didChangeAllowed);
      for (const listener of this.#listeners) listener();
    } catch (error) {
      log.warn(`the list of allowed values was not applied: ${messageOf(error)}`);
    }
  }
}
