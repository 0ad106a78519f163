import { schemaFolder } from '../base/bundle.ts';
import { UsageError, UserError } from '../base/errors.ts';
import { configuredStores, STORE_VARIABLES } from '../cache/configuredStores.ts';
import { faultOf } from '../cache/storeFault.ts';
import type { StoreUrl } from '../cache/storeUrl.ts';
import type { CommandContext, ExitCode, Run } from './command.ts';
import { plural } from './words.ts';

type Context = CommandContext<Record<never, never>>;

const ACTIONS: Readonly<Record<string, (context: Context, store: StoreUrl) => Promise<ExitCode>>> = {
  migrate: runMigrate,
  status: runStatus,
};

/** Looks after the tables of the team's PostgreSQL. */
export const runDb: Run<Record<never, never>> = async (context) => {
  const [name = ''] = context.operands;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw new UsageError('winnow db: say what to do: migrate or status');
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
  const { applied, present } = report;
  if (json) await terminal.print(JSON.stringify({ store: store.name, ...report }));
  else if (applied.length === 0)
    await terminal.print(`${store.name} is up to date (${plural(present.length, 'migration')})`);
  else await terminal.print([...applied.map((name) => `applied ${name}`), `${store.name} is up to date`].join('\n'));
  return 0;
}

async function runStatus({ json, terminal }: Context, store: StoreUrl): Promise<ExitCode> {
  const { migrationStatus } = await import('../cache/migrate.ts');
  const status = await reached(store, () => migrationStatus({ url: store.url, folder: schemaFolder() }));
  const { present, missing } = status;
  if (json) await terminal.print(JSON.stringify({ store: store.name, ...status }));
  else {
    const lines = [...present.map((name) => `applied  ${name}`), ...missing.map((name) => `missing  ${name}`)];
    const mend = missing.length > 0 ? 'mend: run “winnow db migrate”' : 'nothing is missing';
    await terminal.print([store.name, ...lines, mend].join('\n'));
  }
  return missing.length > 0 ? 1 : 0;
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
