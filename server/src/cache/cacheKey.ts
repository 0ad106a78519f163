import { hash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/** All that a pack depends on. What is equal gives the same pack, so an entry under its digest is never stale. */
export interface CacheKeyParts {
  /** Of the engine: another version may choose another way. */
  readonly version: string;
  /** Digest of the state of every file of the workspace. */
  readonly workspace: string;
  /** The trigger and secret rules in force, or their digest. */
  readonly rules: string;
  readonly query: string;
  readonly options: Json;
}

/** SHA-256, 64 lower-case hexadecimal digits, over the canonical JSON of the parts. */
export function cacheKey(parts: CacheKeyParts): string {
  const { version, workspace, rules, query, options } = parts;
  return hash('sha256', canonicalJson({ options, query, rules, version, workspace }), 'hex');
}

/** One short part for several long ones, which need not be looked at for each key then. */
export function cacheKeyPart(texts: readonly string[]): string {
  return hash('sha256', JSON.stringify(texts), 'hex');
}

/**
 * JSON of one spelling (RFC 8785): no white space, names in the order of their UTF-16 code units, absent members left out.
 * Throws RangeError on numbers that JSON has not.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} has no spelling in JSON`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const name of inOrder(Object.keys(value))) {
    const member = value[name];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** Callers mostly give them in order already: then nothing is sorted. */
function inOrder(names: string[]): string[] {
  return names.every((name, at) => at === 0 || names[at - 1]! < name) ? names : names.sort();
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
