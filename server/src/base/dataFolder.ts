import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createOnce } from './createOnce.ts';
import { keyedHash } from './keyedHash.ts';

/**
 * Where Winnow keeps what belongs to this user on this machine: its key and its cache. `WINNOW_HOME`, else the
 * platform's folder for caches (XDG Base Directory Specification, `%LOCALAPPDATA%`, `~/Library/Caches`).
 */
export function dataFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment['WINNOW_HOME']) return environment['WINNOW_HOME'];
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'winnow');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'winnow');
  return join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'winnow');
}

export interface LocalKey {
  readonly bytes: Uint8Array;
  /** False when the key could not be kept: placeholders are then stable for this process only, and nothing is cached on disk. */
  readonly kept: boolean;
}

const KEY_BYTES = 32;
const WRITING_MS = 1000;

/**
 * The key that fingerprints and encrypts, made on first use and readable by this user alone. Without `create` a key that
 * is not there is not written either: a workspace that is not trusted leaves no trace.
 */
export function localKey(folder: string, { create }: { readonly create: boolean } = { create: true }): LocalKey {
  const path = join(folder, 'key');
  try {
    return { bytes: readKey(path), kept: true };
  } catch {
    const bytes = randomBytes(KEY_BYTES);
    if (!create) return { bytes, kept: false };
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      setAsideBroken(path);
      // Of two processes that start at once one writes, and the other reads what it wrote.
      return createOnce(path, bytes, { mode: 0o600 }) ? { bytes, kept: true } : readKeyOr(path, bytes);
    } catch {
      return readKeyOr(path, bytes);
    }
  }
}

/** A process that was killed, or a disk that was full, left a file that is no key: nobody would ever have one again. */
function setAsideBroken(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  // One that is just being written has its length in a moment.
  if (found && found.size !== KEY_BYTES && Date.now() - found.mtimeMs > WRITING_MS) renameSync(path, `${path}.corrupt`);
}

function readKey(path: string): Uint8Array {
  const bytes = readFileSync(path);
  if (bytes.length !== KEY_BYTES) throw new Error(`${path} is not a key of ${KEY_BYTES} bytes`);
  return bytes;
}

function readKeyOr(path: string, fallback: Uint8Array): LocalKey {
  try {
    return { bytes: readKey(path), kept: true };
  } catch {
    return { bytes: fallback, kept: false };
  }
}

/** HMAC-SHA-256 (RFC 2104) of a secret, hexadecimal: the fingerprint of a placeholder. */
export function keyedDigest(key: Uint8Array): (secret: string) => string {
  return (secret) => keyedHash(key, secret);
}
