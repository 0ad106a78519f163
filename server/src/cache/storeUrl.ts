import { carriesCredential } from '../../../shared/src/storeUrl.ts';
import { isSslMode } from './clientUrl.ts';

export type RemoteLevel = 'redis' | 'postgres';

/** Where a store is. `url` may hold a login: it goes to the store's client and nowhere else. */
export interface StoreUrl {
  readonly level: RemoteLevel;
  readonly url: string;
  /** Scheme, host, port and database: what may be shown. */
  readonly name: string;
  readonly carriesCredential: boolean;
}

export type ParsedStoreUrl = { readonly store: StoreUrl } | { readonly problem: string };

const SCHEMES: Readonly<Record<RemoteLevel, readonly string[]>> = {
  redis: ['redis', 'rediss'],
  postgres: ['postgres', 'postgresql'],
};
const EXAMPLES: Readonly<Record<RemoteLevel, string>> = {
  redis: 'redis://HOST:6379/0, or rediss:// for TLS',
  postgres: 'postgres://USER@HOST:5432/DATABASE',
};
const LONGEST_URL = 2000;

/**
 * The URL of a Redis or a PostgreSQL server. What a program could read in two ways is refused, because the part shown
 * might then be a part of a password. A problem says what is wrong and how to mend it, and quotes nothing of the URL.
 */
export function parseStoreUrl(text: string, level: RemoteLevel): ParsedStoreUrl {
  const wanted = `write it as ${EXAMPLES[level]}`;
  if (text.length > LONGEST_URL) return { problem: `is longer than ${LONGEST_URL} characters: ${wanted}` };
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1] ?? '';
  if (!SCHEMES[level].includes(scheme)) {
    return { problem: `begins with none of ${SCHEMES[level].map((one) => `${one}://`).join(', ')}: ${wanted}` };
  }
  if (/[^\x21-\x7e]|[\\#]/.test(text) || afterAuthority(text).includes('@')) {
    return { problem: 'holds a character that must be encoded: write “@” in it as %40, “/” as %2F, “#” as %23' };
  }
  const url = parsed(text);
  if (!url) return { problem: `is not a URL that can be read: ${wanted}` };
  const database = url.pathname.slice(1);
  if (/[/:]/.test(database)) return { problem: `names more than one database: ${wanted}` };
  if (level === 'redis' && !/^\d{0,5}$/.test(database)) {
    return { problem: `names a Redis database that is not a number: ${wanted}` };
  }
  if (isAmbiguous(url))
    return { problem: `names its host or its database in a way that could hide a login: ${wanted}` };
  const cluster = url.searchParams.get('cluster');
  if (level === 'redis' && cluster !== null && !['true', 'false'].includes(cluster))
    return { problem: 'says neither cluster=true nor cluster=false: write one of them' };
  if (cluster === 'true' && /[1-9]/.test(database))
    return { problem: 'names a database of a Redis Cluster, which has one alone: take the number out' };
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !isSslMode(mode)) return { problem: 'names an sslmode that there is not: write verify-full' };
  return { store: { level, url: text, name: displayName(url, scheme), carriesCredential: carriesCredential(text) } };
}

/** Parameters that a client takes for a part of the address; of several it takes the last. */
const ADDRESS_PARAMETERS = ['host', 'port', 'dbname', 'database'] as const;

/** What is shown must be where the client goes, and no login behind an escape. */
function isAmbiguous({ pathname, searchParams }: URL): boolean {
  const given = ADDRESS_PARAMETERS.flatMap((name) => searchParams.getAll(name));
  if (new Set(searchParams.keys()).size < [...searchParams.keys()].length) return true;
  return [decoded(pathname), ...given].some((part) => /[@:]/.test(part));
}

/** Escapes taken back as often as they were made; what is no escape stays. */
function decoded(text: string): string {
  try {
    const once = decodeURIComponent(text);
    return once === text ? text : decoded(once);
  } catch {
    return text;
  }
}

function afterAuthority(text: string): string {
  const rest = text.slice(text.indexOf('://') + 3);
  const end = rest.search(/[/?]/);
  return end < 0 ? '' : rest.slice(end);
}

/** PostgreSQL takes a login without a host before it: the host is then a parameter, or this machine. */
function parsed(text: string): URL | undefined {
  const complete = text.replace(/^([a-z]+:\/\/(?:[^/?]*@)?)(?=[/?:]|$)/, `$1${NO_HOST}`);
  try {
    return new URL(complete);
  } catch {
    return undefined;
  }
}

const NO_HOST = 'no-host.invalid';

function displayName({ hostname, port, pathname, searchParams }: URL, scheme: string): string {
  const given = hostname === NO_HOST ? '' : hostname;
  const host = (scheme.startsWith('redis') ? null : searchParams.get('host')) ?? given;
  const shown = given !== '' && host === given ? host : encodeURIComponent(host);
  const path = pathname === '/' ? '' : pathname;
  return `${scheme}://${shown === '' ? 'localhost' : shown}${port === '' ? '' : `:${port}`}${path}`;
}
