import type { StoreLevel } from './store.ts';

type RemoteLevel = Exclude<StoreLevel, 'sqlite'>;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What may follow the `?`: where, who, how encrypted. Clients take more, among it what undoes the deadlines set here. */
const PARAMETERS: Readonly<Record<RemoteLevel, ReadonlySet<string>>> = {
  redis: words('db family username password'),
  postgres: words(
    'host port user password options application_name client_encoding ssl sslmode sslcert sslkey sslrootcert sslnegotiation',
  ),
};

/** Those of libpq (https://www.postgresql.org/docs/current/libpq-ssl.html), and `no-verify`. */
const SSL_MODES = words('disable no-verify allow prefer require verify-ca verify-full');
/** Without TLS, and with TLS to whoever answers; all other modes check the certificate and the name in it. */
const AS_GIVEN = words('disable no-verify');

export function isSslMode(mode: string): boolean {
  return SSL_MODES.has(mode);
}

/**
 * A store's URL as its client is given it, with the known parameters alone. `pg` takes every encrypting mode for
 * `verify-full` and warns of it on standard error, so that is what it is told.
 */
export function clientUrl(url: string, level: RemoteLevel): string {
  const at = url.indexOf('?');
  if (at < 0) return url;
  const kept = url
    .slice(at + 1)
    .split('&')
    .filter((one) => PARAMETERS[level].has(nameOf(one)))
    .map((one) => (nameOf(one) === 'sslmode' && !AS_GIVEN.has(valueOf(one)) ? 'sslmode=verify-full' : one));
  return url.slice(0, at) + (kept.length > 0 ? `?${kept.join('&')}` : '');
}

function nameOf(parameter: string): string {
  return new URLSearchParams(parameter).keys().next().value ?? '';
}

function valueOf(parameter: string): string {
  return new URLSearchParams(parameter).values().next().value ?? '';
}
