import { existsSync } from 'node:fs';
import { dataFolder } from '../base/dataFolder.ts';
import { UsageError, UserError } from '../base/errors.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { configuredStores } from '../cache/configuredStores.ts';
import { createRemoteStore } from '../cache/remoteStore.ts';
import type { CacheStore, StoreLevel, StoreUsage } from '../cache/store.ts';
import { faultOf } from '../cache/storeFault.ts';
import { createDiskStore, diskStorePath } from '../services.ts';
import type { CommandContext, ExitCode, Run } from './command.ts';
import type { CACHE_OPTIONS } from './options.ts';
import { alignColumns } from './table.ts';
import { warmPlaces, warmRedis } from './warmRedis.ts';
import { grouped, megabytes, plural } from './words.ts';

type Context = CommandContext<typeof CACHE_OPTIONS>;

/** A store and how it is called in front of people. */
interface NamedStore {
  readonly level: StoreLevel;
  readonly name: string;
  readonly store: CacheStore;
}

const ACTIONS: Readonly<Record<string, (context: Context) => Promise<ExitCode>>> = {
  stats: runStats,
  clear: runClear,
  warm: runWarm,
};

/** Says what packs are kept, forgets them, and brings them nearer. */
export const runCache: Run<typeof CACHE_OPTIONS> = async (context) => {
  const [name = ''] = context.operands;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw new UsageError('winnow cache: say what to do: stats, clear or warm');
  return action(context);
};

async function runStats({ json, terminal, log, options }: Context): Promise<ExitCode> {
  if (options.team) throw new UsageError('winnow cache stats: takes no --team, since it tells of every store');
  const told = await eachStore([...diskStores(), ...teamStores(log)], (store) => store.usage());
  if (json) await terminal.print(JSON.stringify({ stores: told }));
  else if (told.length === 0) await terminal.print('nothing is kept yet');
  else await terminal.print(alignColumns(told.map(statsRow), [2, 3]).join('\n'));
  return 0;
}

/** A team's stores are other people's, too: they are cleared when asked for by name. */
async function runClear({ json, terminal, log, options }: Context): Promise<ExitCode> {
  const team = options.team ? teamStores(log) : [];
  if (options.team && team.length === 0) {
    throw new UsageError('winnow cache clear --team: no store is configured; name one in WINNOW_REDIS_URL');
  }
  const told = await eachStore([...diskStores(), ...team], (store) => store.clear());
  const failed = told.find(({ problem }) => problem !== undefined);
  if (failed) throw new UserError(`${failed.name} was not cleared: ${failed.problem}; check the server and its login`);
  if (json) await terminal.print(JSON.stringify({ cleared: told.map(({ level, name }) => ({ level, name })) }));
  else await terminal.print(told.map(({ name }) => `cleared ${name}`).join('\n') || 'nothing was kept');
  return 0;
}

/** Entries go as they are, sealed: whoever may write to both stores may do it. */
async function runWarm({ json, terminal, options }: Context): Promise<ExitCode> {
  if (options.team) throw new UsageError('winnow cache warm: takes no --team, since it is about the team’s stores');
  const places = warmPlaces();
  if (!places) {
    throw new UsageError(
      'winnow cache warm: copies from PostgreSQL to Redis; name both in WINNOW_POSTGRES_URL and WINNOW_REDIS_URL',
    );
  }
  const { from, to } = places;
  try {
    const copied = await warmRedis(places);
    if (json) await terminal.print(JSON.stringify({ copied }));
    else await terminal.print(`copied ${plural(copied, 'entry', 'entries')} to ${to.name}`);
    return 0;
  } catch (error) {
    throw new UserError(`${to.name} was not filled from ${from.name}: ${faultOf(error)}; “winnow doctor” tells more`);
  }
}

function diskStores(): readonly NamedStore[] {
  const folder = dataFolder();
  const name = diskStorePath(folder);
  // Opening it would make it.
  if (!existsSync(name)) return [];
  return [{ level: 'sqlite', name, store: createDiskStore(folder, silentLogger) }];
}

function teamStores(log: Logger): readonly NamedStore[] {
  const { stores, problems } = configuredStores();
  for (const problem of problems) log.warn(`cache: ${problem}`);
  return stores.map((store) => {
    return { level: store.level, name: store.name, store: createRemoteStore({ store, log: silentLogger }) };
  });
}

type Told = Pick<NamedStore, 'level' | 'name'> & Partial<StoreUsage> & { readonly problem?: string };

async function eachStore(
  stores: readonly NamedStore[],
  use: (store: CacheStore) => Promise<StoreUsage | void>,
): Promise<readonly Told[]> {
  return Promise.all(
    stores.map(async ({ level, name, store }) => {
      try {
        return { level, name, ...(await use(store)) };
      } catch (error) {
        return { level, name, problem: faultOf(error) };
      } finally {
        await store.close();
      }
    }),
  );
}

function statsRow({ level, name, entries = 0, bytes = 0, problem }: Told): readonly string[] {
  if (problem !== undefined) return [level, name, '', '', problem];
  return [level, name, grouped(entries), megabytes(bytes)];
}
