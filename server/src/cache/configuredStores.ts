import { SHORTEST_TEAM_KEY } from '../../../shared/src/storeUrl.ts';
import { parseStoreUrl, type RemoteLevel, type StoreUrl } from './storeUrl.ts';

/** As an editor hands them over; what is empty or absent is taken from the environment. */
export type GivenStores = Readonly<Partial<Record<RemoteLevel | 'teamKey', string>>>;

export interface ConfiguredStores {
  /** Nearest first. */
  readonly stores: readonly StoreUrl[];
  /** The words of the team's key, when they are long enough. */
  readonly teamWords: string | undefined;
  /** What is not used, why, and the mend; quotes nothing of it. */
  readonly problems: readonly string[];
}

export const STORE_VARIABLES: Readonly<Record<RemoteLevel, string>> = {
  redis: 'WINNOW_REDIS_URL',
  postgres: 'WINNOW_POSTGRES_URL',
};
const TEAM_KEY_VARIABLE = 'WINNOW_TEAM_KEY';

/** The stores of a team that this process is told to use: the editor's, else those of the environment. */
export function configuredStores(
  given: GivenStores = {},
  environment: NodeJS.ProcessEnv = process.env,
): ConfiguredStores {
  const stores: StoreUrl[] = [];
  const problems: string[] = [];
  for (const level of ['redis', 'postgres'] as const) {
    const text = given[level] || environment[STORE_VARIABLES[level]]?.trim();
    if (!text) continue;
    const source = given[level] ? `the URL of ${STORE_NAMES[level]}` : STORE_VARIABLES[level];
    const parsed = parseStoreUrl(text, level);
    if ('store' in parsed) stores.push(parsed.store);
    else problems.push(`${source} ${parsed.problem}`);
  }
  const words = given.teamKey || environment[TEAM_KEY_VARIABLE] || undefined;
  const enough = words === undefined || words.length >= SHORTEST_TEAM_KEY;
  if (!enough) {
    problems.push(
      `${given.teamKey ? 'the team’s key' : TEAM_KEY_VARIABLE} is shorter than ${SHORTEST_TEAM_KEY} characters and not used: machines do not share; give a longer one`,
    );
  }
  return { stores, teamWords: enough ? words : undefined, problems };
}

export const STORE_NAMES: Readonly<Record<RemoteLevel, string>> = { redis: 'Redis', postgres: 'PostgreSQL' };
