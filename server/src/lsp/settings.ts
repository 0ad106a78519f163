import type { ClientCapabilities, Connection } from 'vscode-languageserver/node';
import { SETTINGS, type Setting, type SettingName } from '../../../shared/src/settings.ts';
import { carriesCredential, KEPT_VARIABLES } from '../../../shared/src/storeUrl.ts';
import type { Logger } from '../base/logger.ts';
import type { PipelineConfig } from '../pipeline/config.ts';

type ValueOf<S> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly type: 'number' }
    ? number
    : S extends { readonly values: readonly (infer Value)[] }
      ? Value
      : S extends { readonly type: 'strings' }
        ? readonly string[]
        : string;

export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };

/** The client's settings, or those of `initializationOptions.settings` where it has none to ask; a value of the wrong shape counts as absent. */
export async function readSettings(
  connection: Connection,
  capabilities: ClientCapabilities,
  initial: unknown,
  log: Logger,
): Promise<Settings> {
  let section: unknown = initial;
  if (capabilities.workspace?.configuration) {
    section = await connection.workspace.getConfiguration('winnow').catch(() => initial);
  }
  return parseSettings(section, (name) => log.warn(`setting ${name} has an unusable value: its default is used`));
}

const STORE_SETTINGS = { redis: 'winnow.cache.redisUrl', postgres: 'winnow.cache.postgresUrl' } as const;

type KeptStoreUrls = Readonly<Record<string, string | undefined>>;

/** What the client handed over in the environment, which then holds it no longer: no other program needs it. */
export function takeKeptStoreUrls(environment: NodeJS.ProcessEnv): KeptStoreUrls {
  const taken: Record<string, string | undefined> = {};
  for (const [store, variable] of Object.entries(KEPT_VARIABLES)) {
    taken[store] = environment[variable];
    delete environment[variable];
  }
  return taken;
}

/** The team's key and the URLs of its stores: those that the client keeps safe, else the settings, as long as they hold no login. */
export function readStoreUrls(
  settings: Settings,
  kept: KeptStoreUrls,
  log: Logger,
): NonNullable<PipelineConfig['stores']> {
  const urls: { redis?: string; postgres?: string; teamKey?: string } = {};
  for (const store of ['redis', 'postgres'] as const) {
    const name = STORE_SETTINGS[store];
    const safe = kept[store];
    const setting = settings[name].trim();
    if (safe) urls[store] = safe;
    else if (carriesCredential(setting))
      log.warn(`setting ${name} holds a login and is not used: set it with “Winnow: Set Store URL…”`);
    else if (setting !== '') urls[store] = setting;
  }
  if (kept['teamKey']) urls.teamKey = kept['teamKey'];
  return urls;
}

/** Globs of the editor's `files.exclude` that are switched on; none where the client has no settings to ask. */
export async function readFilesExclude(
  connection: Connection,
  capabilities: ClientCapabilities,
): Promise<readonly string[]> {
  if (!capabilities.workspace?.configuration) return [];
  return excludedGlobs(await connection.workspace.getConfiguration('files.exclude').catch(() => null));
}

/**
 * VS Code's `files.exclude`: globs from the folder's top, each with true, or with the sibling that it depends on. The
 * latter are left: what an editor hides because its source stands beside it may still be asked about.
 */
export function excludedGlobs(filesExclude: unknown): readonly string[] {
  if (typeof filesExclude !== 'object' || filesExclude === null) return [];
  const globs = Object.entries(filesExclude).filter(([glob, on]) => on === true && glob.length <= LONGEST_GLOB);
  return globs.slice(0, MOST_GLOBS).map(([glob]) => (glob.includes('/') ? glob : `./${glob}`));
}

const MOST_GLOBS = 1000;
const LONGEST_GLOB = 1000;

export function parseSettings(section: unknown, onProblem: (name: string) => void = () => {}): Settings {
  const entries = Object.entries(SETTINGS as Record<string, Setting>).map(([name, setting]) => {
    const value = valueAt(section, name.slice('winnow.'.length).split('.'));
    if (value === undefined || value === null) return [name, setting.default];
    if (fits(setting, value)) return [name, value];
    onProblem(name);
    return [name, setting.default];
  });
  return Object.fromEntries(entries) as Settings;
}

function valueAt(section: unknown, keys: readonly string[]): unknown {
  let value = section;
  for (const key of keys)
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return value;
}

function fits(setting: Setting, value: unknown): boolean {
  switch (setting.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && value >= setting.minimum && value <= setting.maximum;
    case 'string':
      return typeof value === 'string' && (setting.values?.includes(value) ?? true);
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
  }
}
