import { UsageError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { configuredStores, STORE_VARIABLES } from '../cache/configuredStores.ts';
import { parseStoreUrl, type StoreUrl } from '../cache/storeUrl.ts';
import { teamKey } from '../cache/teamKey.ts';

/** Where jobs are and what seals them. */
export interface QueuePlace {
  readonly store: StoreUrl;
  /** 32 bytes. */
  readonly teamKey: Uint8Array;
}

const FROM_ENVIRONMENT = 'env';

/** The queue that `--queue` names, else the one of the environment. @throws UsageError */
export function queuePlace(command: string, given: string | undefined, log: Logger): QueuePlace {
  const { stores, teamWords, problems } = configuredStores();
  const store = given === undefined || given === FROM_ENVIRONMENT ? fromEnvironment() : fromOption(given);
  if (teamWords === undefined) {
    throw new UsageError(
      `winnow ${command}: the queue needs a team’s key, which seals questions and packs in it: set WINNOW_TEAM_KEY to the same text of at least 16 characters for all workers and whoever submits`,
    );
  }
  return { store, teamKey: teamKey(teamWords) };

  function fromEnvironment(): StoreUrl {
    const found = stores.find(({ level }) => level === 'redis');
    if (found) return found;
    const problem = problems.find((one) => one.startsWith(STORE_VARIABLES.redis));
    throw new UsageError(
      `winnow ${command}: ${problem ?? `there is no queue: give --queue redis://HOST:6379, or set ${STORE_VARIABLES.redis}`}`,
    );
  }

  function fromOption(url: string): StoreUrl {
    const parsed = parseStoreUrl(url, 'redis');
    if ('problem' in parsed) throw new UsageError(`winnow ${command}: --queue ${parsed.problem}`);
    if (parsed.store.carriesCredential) {
      log.warn(
        `the password in --queue can be read by every user of this machine who lists processes: set ${STORE_VARIABLES.redis} instead${command === 'batch' ? ', and give --queue env' : ''}`,
      );
    }
    return parsed.store;
  }
}
