import { isRandom } from './randomness.ts';

/** Not a word that documentation puts there, nor a template, nor the user's own name. */
export function isRealPassword(password: string, user: string): boolean {
  const braced = /^\{([^{}]{12,80})\}$/.exec(password)?.[1];
  if (braced !== undefined && isRandom(braced)) return true;
  const lower = password.toLowerCase();
  if (password.length < LEAST_PASSWORD_UNITS || lower === user.toLowerCase() || COMMON.test(lower)) return false;
  return !/^[[{<(%$*]|[\]}>)]$|\$\{|\{\{|%s|%\(|^\w+\($|\\[nt]/.test(password);
}

const LEAST_PASSWORD_UNITS = 4;
/** Passwords of documentation, and those of stores' default images. */
const COMMON =
  /^(?:(?:my|your|the|db|some|user|a|admin|root|test)?[-_.]?(?:pass|password|passwd|pwd|passw0rd|p4ssw0rd|secret|token|key|pw|auth|api[-_]?key|access[-_]?token|credentials?)\d{0,2}|postgres|postgresql|mysql|mariadb|mongo(?:db)?|redis|rabbitmq|guest|root|admin|user(?:name)?|test(?:ing)?|example|default|changeme|change[-_]me|replace[-_]?(?:me|with[-_]?\w{1,30})|hunter2|foo(?:bar)?|bar|baz|qux|abc\d{0,4}|1234\d*|demo|dev|local(?:host)?|docker|x+|\*+|\.+|\d{1,5}|pass(?:word)?[-_]?here|p@ssw0rd|supersecret|letmein|minioadmin|airflow|sa|neo4j|tiger|undefined|null|none|redacted|hidden|placeholder)$/;
