import type { RemoteLevel } from '../../server/src/cache/storeUrl.ts';
import type { TestPostgres } from '../helpers/postgres.ts';
import type { TestRedis } from '../helpers/redis.ts';
import {
  faultyPostgres,
  faultyRedis,
  STORE_FAULTS,
  TAKES_NOTHING,
  type FaultyStore,
  type StoreFaultName,
} from '../helpers/storeFaults.ts';

/** Something that happens to a store, and its end. */
export interface OutageCase {
  readonly levels: readonly RemoteLevel[];
  readonly what: string;
  /** The stores' URLs, as Winnow is given them. */
  readonly urls: Readonly<Partial<Record<RemoteLevel, string>>>;
  /** True where entries are read on, and none is taken. */
  readonly takesNothing: boolean;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

interface Servers {
  readonly redis: TestRedis;
  readonly postgres: TestPostgres;
}

const OF_BOTH: readonly StoreFaultName[] = ['killed (SIGKILL)', 'frozen'];

/** Every case; the servers are as they were when one has ended. */
export async function outageCases({ redis, postgres }: Servers): Promise<{
  readonly cases: readonly OutageCase[];
  readonly stop: () => Promise<void>;
}> {
  const stores = [await faultyRedis(redis), await faultyPostgres(postgres)];
  const cases = [
    ...stores.flatMap((store) => STORE_FAULTS.map((what) => caseOf([store], what))),
    ...OF_BOTH.map((what) => caseOf(stores, what)),
  ];
  return { cases, stop: async () => void (await Promise.all(stores.map((store) => store.stop()))) };
}

/** Nothing stands between Winnow and a store but where the fault does. */
function caseOf(stores: readonly FaultyStore[], what: StoreFaultName): OutageCase {
  const urlOf = ({ url, proxied, cases }: FaultyStore) => (cases[what].between ? proxied : url);
  return {
    levels: stores.map(({ level }) => level),
    what,
    urls: Object.fromEntries(stores.map((store) => [store.level, urlOf(store)])),
    takesNothing: TAKES_NOTHING.has(what),
    begin: () => Promise.all(stores.map(({ cases }) => cases[what].begin())),
    end: () => Promise.all(stores.map(({ cases }) => cases[what].end())),
  };
}
