import { messageOf } from '../base/errors.ts';

/** A store's failure in words of our own: they name no user, no password and no address. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
}

/**
 * PostgreSQL's SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), Redis' error prefixes, and
 * the codes of Node's sockets.
 */
const WORDS: Readonly<Record<string, string>> = {
  '28000': 'it refuses the login',
  '28P01': 'it refuses the login',
  WRONGPASS: 'it refuses the login',
  NOAUTH: 'it asks for a login',
  NOPERM: 'the login may not use its keys',
  '3D000': 'it has no such database',
  '42501': 'the login may not use its tables',
  '53300': 'it takes no more connections',
  '57P03': 'it is starting up',
  CLUSTERDOWN: 'a part of the cluster is missing',
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'nothing listens there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'there is no host of this name',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the host cannot be reached',
  ETIMEDOUT: 'it does not answer in time',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  // Refusals of writes alone.
  '25006': 'it is read-only',
  '53100': 'its disk is full',
  OOM: 'it is full',
  READONLY: 'it is read-only',
  NOREPLICAS: 'it lacks replicas',
  MISCONF: 'it cannot save what it holds',
};

const WRITE_REFUSALS: ReadonlySet<string> = new Set(['25006', '53100', 'OOM', 'READONLY', 'NOREPLICAS', 'MISCONF']);

/** Whether a store that refuses this may still be read. */
export function refusesWritesOnly(error: unknown): boolean {
  return WRITE_REFUSALS.has(codeOf(error));
}

/**
 * Why a store failed, fit for a log: clients' own messages quote user names, addresses and commands, so nothing of them
 * is passed on but a code.
 */
export function faultOf(error: unknown): string {
  if (error instanceof StoreFault) return error.cause === undefined ? error.message : faultOf(error.cause);
  // Of a cluster none of whose servers answers, by the last that was asked.
  if (error instanceof Error && 'lastNodeError' in error && error.lastNodeError) return faultOf(error.lastNodeError);
  const code = codeOf(error);
  const known = WORDS[code];
  if (known !== undefined) return known;
  const message = messageOf(error);
  if (/\bpassword\b/i.test(message)) return 'it refuses the login';
  if (/time(?:d ?)?out|within \d+ ms/i.test(message)) return 'it does not answer in time';
  if (/certificate|\bSSL\b|\bTLS\b/i.test(message) || /CERT|SSL|TLS/.test(code)) {
    return `no encrypted connection comes about${code === '' ? '' : ` (${code})`}`;
  }
  // ioredis gives the commands that were under way when a connection broke no other reason.
  if (/clos|terminat|max retries per request/i.test(message)) return 'the connection broke';
  return code === '' ? 'it failed' : `it failed (${code})`;
}

/** `code`, or the word in capitals that a Redis error begins with. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const given =
    'code' in error && typeof error.code === 'string' ? error.code : /^[A-Z]{3,}(?= )/.exec(error.message)?.[0];
  return given !== undefined && /^\w{1,40}$/.test(given) ? given : '';
}
