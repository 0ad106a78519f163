import { dataFolder } from '../base/dataFolder.ts';
import { schemaFolder } from '../base/bundle.ts';
import { UsageError, UserError } from '../base/errors.ts';
import { configuredStores, STORE_VARIABLES } from '../cache/configuredStores.ts';
import type { RefreshOutcome, ViewState } from '../cache/postgresRefresh.ts';
import { faultOf } from '../cache/storeFault.ts';
import type { StoreUrl } from '../cache/storeUrl.ts';
import type { CommandContext, ExitCode, Run } from './command.ts';
import { milliseconds, plural } from './words.ts';

type Context = CommandContext<Record<never, never>>;

const ACTIONS: Readonly<Record<string, (context: Context, store: StoreUrl) => Promise<ExitCode>>> = {
  migrate: runMigrate,
  status: runStatus,
  refresh: runRefresh,
  copy: runCopy,
};

/** Looks after the tables of the team's PostgreSQL. */
export const runDb: Run<Record<never, never>> = async (context) => {
  const [name = ''] = context.operands;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw new UsageError('winnow db: say what to do: migrate, status, refresh or copy');
  return action(context, configuredPostgres());
};

function configuredPostgres(): StoreUrl {
  const { stores, problems } = configuredStores();
  const store = stores.find(({ level }) => level === 'postgres');
  if (store) return store;
  const variable = STORE_VARIABLES.postgres;
  const problem =
    problems.find((text) => text.startsWith(variable)) ?? `${variable} is not set: name the database in it`;
  throw new UsageError(`winnow db: ${problem}`);
}

async function runMigrate({ json, terminal }: Context, store: StoreUrl): Promise<ExitCode> {
  const { migrate } = await import('../cache/migrate.ts');
  const report = await reached(store, () => migrate({ url: store.url, folder: schemaFolder() }));
  const { applied, present, waiting } = report;
  if (json) await terminal.print(JSON.stringify({ store: store.name, ...report }));
  else {
    const done =
      applied.length === 0
        ? [`${store.name} is up to date (${plural(present.length, 'migration')})`]
        : [...applied.map((name) => `applied ${name}`), `${store.name} is up to date`];
    await terminal.print([...done, ...waiting.map(waitingLine)].join('\n'));
  }
  return 0;
}

async function runStatus({ json, terminal }: Context, store: StoreUrl): Promise<ExitCode> {
  const { migrationStatus } = await import('../cache/migrate.ts');
  const status = await reached(store, () => migrationStatus({ url: store.url, folder: schemaFolder() }));
  const { present, missing, waiting } = status;
  const views = missing.length > 0 ? [] : await readViews(store);
  if (json) await terminal.print(JSON.stringify({ store: store.name, ...status, views }));
  else {
    const lines = [...present.map((name) => `applied  ${name}`), ...missing.map((name) => `missing  ${name}`)];
    const mend = missing.length > 0 ? 'mend: run “winnow db migrate”' : 'nothing is missing';
    await terminal.print([store.name, ...lines, ...waiting.map(waitingLine), ...views.map(viewLine), mend].join('\n'));
  }
  return missing.length > 0 ? 1 : 0;
}

function waitingLine({ name, extension }: { readonly name: string; readonly extension: string }): string {
  return `waiting  ${name}: done when the database has the extension ${extension} (CREATE EXTENSION ${extension})`;
}

/** None where the login may not see them: the rest of the status is told all the same. */
async function readViews(store: StoreUrl): Promise<readonly ViewState[]> {
  const { viewStates } = await import('../cache/postgresRefresh.ts');
  return viewStates({ url: store.url }).catch(() => []);
}

function viewLine({ view, refreshedAt, tookMs }: ViewState): string {
  if (refreshedAt === undefined) return `view     ${view}: never refreshed; run “winnow db refresh”`;
  return `view     ${view}: refreshed ${refreshedAt.toISOString()} in ${milliseconds(tookMs ?? 0)}`;
}

const REFRESHED: Readonly<Record<RefreshOutcome, string>> = {
  refreshed: 'its views are refreshed',
  fresh: 'its views were refreshed just now',
  busy: 'another process is refreshing its views',
};

async function runRefresh({ json, terminal }: Context, store: StoreUrl): Promise<ExitCode> {
  const { refreshViews } = await import('../cache/postgresRefresh.ts');
  const outcome = await reached(store, () => refreshViews({ url: store.url }));
  await terminal.print(json ? JSON.stringify({ store: store.name, outcome }) : `${store.name}: ${REFRESHED[outcome]}`);
  return 0;
}

/** Exit code 1 when a line of a trail is not what it was when it was copied before. */
async function runCopy({ json, terminal }: Context, store: StoreUrl): Promise<ExitCode> {
  const [{ withCopyTarget }, { copyKept }] = await Promise.all([
    import('../cache/postgresCopies.ts'),
    import('./dbCopy.ts'),
  ]);
  const report = await reached(store, () => withCopyTarget(store.url, (target) => copyKept(dataFolder(), target)));
  const { trails, linesAdded, learned, differing } = report;
  if (json) await terminal.print(JSON.stringify({ store: store.name, ...report }));
  else {
    const copied = `copied ${plural(linesAdded, 'line')} of ${plural(trails, 'audit trail')}, ${plural(learned, 'learned state')} to ${store.name}`;
    const changed = differing.map(
      ({ trail, seqs }) =>
        `trail ${trail}: ${plural(seqs.length, 'line')} changed since they were copied, first ${seqs[0]}`,
    );
    await terminal.print([copied, ...changed].join('\n'));
  }
  return differing.length > 0 ? 1 : 0;
}

/** @throws UserError in words of our own: the client's would quote the login */
async function reached<T>(store: StoreUrl, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${store.name}: ${faultOf(error)}; check ${STORE_VARIABLES.postgres} and the server`);
  }
}
