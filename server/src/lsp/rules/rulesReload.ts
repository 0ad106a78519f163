import { pathToFileURL } from 'node:url';
import type { Connection } from 'vscode-languageserver/node';
import { METHODS, type TriggersChanged } from '../../../../shared/src/protocol.ts';
import { messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import type { Session } from '../session.ts';
import type { RulesFileService } from './rulesFile.ts';

/** A build or a checkout changes files for seconds: what is counted in them is asked for again once. */
const QUIET_MS = 1000;

/** Applies the rules file again when it changed, and tells the client and whoever shows what the rules say. */
export class RulesReload {
  readonly #connection: Connection;
  readonly #log: Logger;
  readonly #session: Promise<Session>;
  readonly #service: () => Promise<RulesFileService>;
  readonly #onReload: (() => void)[] = [];
  readonly #onMatches: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    readonly connection: Connection;
    readonly log: Logger;
    readonly session: Promise<Session>;
    readonly rulesFile: () => Promise<RulesFileService>;
  }) {
    this.#connection = options.connection;
    this.#log = options.log;
    this.#session = options.session;
    this.#service = options.rulesFile;
  }

  /** `listener` is told when other rules apply, and when a file that was saved is broken. */
  onReload(listener: () => void): void {
    this.#onReload.push(listener);
  }

  /** `listener` is told when the rules may have other matches in the workspace. */
  onMatchesChange(listener: () => void): void {
    this.#onMatches.push(listener);
  }

  filesChanged(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const listener of this.#onMatches) listener();
    }, QUIET_MS);
    this.#timer.unref();
  }

  /** Reads the file; nothing happens when it is what it was. */
  async reload(): Promise<void> {
    const session = await this.#session;
    if (!(await session.reloadRules())) return;
    const { path, kept } = session.rules;
    if (kept)
      this.#log.warn(`${path ?? 'the rules file'} cannot be read: the rules that could be read last still apply`);
    await this.announce();
    for (const listener of [...this.#onReload, ...this.#onMatches]) listener();
  }

  /** Tells the client that open documents may fire other rules than they did. */
  async announce(): Promise<void> {
    try {
      const { path, kept } = (await this.#session).rules;
      const service = await this.#service();
      const view = path === undefined ? undefined : service.applied();
      const problems = view ? await service.problems(view) : [];
      const errors = problems.filter(({ severity }) => severity === 'error').length;
      const changed: TriggersChanged = {
        ...(path === undefined ? {} : { uri: pathToFileURL(path).href }),
        errors,
        warnings: problems.length - errors,
        kept,
      };
      await this.#connection.sendNotification(METHODS.didChangeTriggers, changed);
    } catch (error) {
      this.#log.warn(`the change of rules was not told: ${messageOf(error)}`);
    }
  }
}
