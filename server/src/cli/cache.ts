import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { dataFolder, localKey } from '../base/dataFolder.ts';
import { UsageError, UserError } from '../base/errors.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { configuredStores } from '../cache/configuredStores.ts';
import { createRemoteStore } from '../cache/remoteStore.ts';
import type { CacheStore, StoreLevel, StoreUsage } from '../cache/store.ts';
import { faultOf } from '../cache/storeFault.ts';
import { createTagger, taggedWith, type Tagged } from '../cache/tags.ts';
import { teamKey } from '../cache/teamKey.ts';
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
  if (options.file.length > 0) throw new UsageError('winnow cache stats: takes no --file: the stores know of none');
  const told = await eachStore([...diskStores(), ...teamStores(log)], (store) => store.usage());
  if (json) await terminal.print(JSON.stringify({ stores: told }));
  else if (told.length === 0) await terminal.print('nothing is kept yet');
  else await terminal.print(alignColumns(told.map(statsRow), [2, 3]).join('\n'));
  return 0;
}

/** A team's stores are other people's, too: they are cleared when asked for by name. */
async function runClear({ json, terminal, log, options }: Context): Promise<ExitCode> {
  const tagged = options.file.length > 0 ? tagsOfFiles(options.file, options.team ? log : silentLogger) : undefined;
  const team = options.team ? teamStores(log) : [];
  if (options.team && team.length === 0) {
    throw new UsageError('winnow cache clear --team: no store is configured; name one in WINNOW_REDIS_URL');
  }
  const told: Told[] = [];
  // The farthest first: what a nearer one is still asked for must not come from there again. Redis tells the servers.
  for (const place of [...diskStores(), ...team].toReversed()) {
    const only = place.level === 'sqlite' ? tagged?.near : tagged?.team;
    told.unshift(...(await eachStore([place], async (store) => ({ entries: await store.clear(only) }))));
  }
  const failed = told.find(({ problem }) => problem !== undefined);
  if (failed) throw new UserError(`${failed.name} was not cleared: ${failed.problem}; check the server and its login`);
  const cleared = told.map(({ level, name, entries = 0 }) => ({ level, name, entries }));
  if (json) await terminal.print(JSON.stringify({ cleared }));
  else await terminal.print(cleared.map(tagged ? clearedSome : clearedAll).join('\n') || 'nothing was kept');
  return 0;
}

const clearedAll = ({ name }: Cleared): string => `cleared ${name}`;
const clearedSome = ({ name, entries }: Cleared): string => `cleared ${plural(entries, 'pack')} in ${name}`;

interface Cleared {
  readonly name: string;
  readonly entries: number;
}

const FOLDER_NAMES: ReadonlySet<string> = new Set(['', '.', '..']);

/** Of a file that may be gone by now, or lie on another machine. No pack has the name of a folder for one of its files. */
function fileName(path: string): string {
  const name = basename(path);
  if (FOLDER_NAMES.has(name) || /[/\\]$/.test(path) || isFolder(path))
    throw new UsageError(
      `winnow cache clear --file: “${path}” is no file; name each file, or leave --file away for all`,
    );
  return name;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** In this user's file are packs that were made alone, and such that were made with the team's stores. */
function tagsOfFiles(
  paths: readonly string[],
  log: Logger,
): { readonly near: Required<Tagged>; readonly team: Tagged } {
  const names = paths.map(fileName);
  const { teamWords } = configuredStores();
  const local = createTagger({ key: localKey(dataFolder(), { create: false }).bytes, tenant: 'local' });
  const shared = teamWords === undefined ? undefined : createTagger({ key: teamKey(teamWords), tenant: 'team' });
  if (!shared)
    log.warn('cache: without WINNOW_TEAM_KEY only packs that this machine sealed for itself are found in its stores');
  const taggers = shared ? [local, shared] : [local];
  return {
    near: {
      tags: taggers.flatMap((tagger) => taggedWith(tagger, names)),
      judgedBy: taggers.map(({ own }) => own),
    },
    team: { tags: taggedWith(shared ?? local, names) },
  };
}

/** Entries go as they are, sealed: whoever may write to both stores may do it. */
async function runWarm({ json, terminal, options }: Context): Promise<ExitCode> {
  if (options.team) throw new UsageError('winnow cache warm: takes no --team, since it is about the team’s stores');
  if (options.file.length > 0) throw new UsageError('winnow cache warm: takes no --file: the stores know of none');
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
  use: (store: CacheStore) => Promise<Partial<StoreUsage>>,
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
