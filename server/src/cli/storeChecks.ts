import { silentLogger } from '../base/logger.ts';
import { systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { configuredStores, STORE_NAMES, STORE_VARIABLES } from '../cache/configuredStores.ts';
import { createRemoteStore } from '../cache/remoteStore.ts';
import { faultOf } from '../cache/storeFault.ts';
import type { StoreUrl } from '../cache/storeUrl.ts';
import type { Check } from './check.ts';

/** A person waits, and wants to know whether, not how fast. */
const PATIENCE_MS = 3000;

/** The team's stores that the environment names, each asked once; none configured, none told. */
export async function checkStores(): Promise<readonly Check[]> {
  const { stores, teamWords, problems } = configuredStores();
  const unusable = problems.map((detail): Check => {
    return { name: 'team stores', status: 'warn', detail, mend: 'correct the variable' };
  });
  const asked = await Promise.all(stores.map(checkStore));
  return [...unusable, ...asked, ...(stores.length > 0 ? [checkTeamKey(teamWords)] : [])];
}

async function checkStore(store: StoreUrl): Promise<Check> {
  const name = STORE_NAMES[store.level];
  const remote = createRemoteStore({ store, log: silentLogger });
  try {
    await withDeadline(() => remote.get('doctor'), { deadlineMs: PATIENCE_MS, clock: systemClock });
    return { name, status: 'ok', detail: `${store.name} answers` };
  } catch (error) {
    const fault = faultOf(error);
    const otherwise = `start the server, or correct ${STORE_VARIABLES[store.level]}; packs are made without it`;
    const mend = fault.includes('winnow db migrate') ? 'run “winnow db migrate”; packs are made without it' : otherwise;
    return { name, status: 'warn', detail: `${store.name}: ${fault}`, mend };
  } finally {
    await remote.close();
  }
}

function checkTeamKey(words: string | undefined): Check {
  if (words !== undefined) return { name: 'team key', status: 'ok', detail: 'seals what machines share' };
  return {
    name: 'team key',
    status: 'warn',
    detail: 'is not set: only this machine can read what it keeps in the stores',
    mend: 'set WINNOW_TEAM_KEY to the same long random words on every machine',
  };
}
