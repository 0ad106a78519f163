import { join } from 'node:path';
import { keyedDigest } from '../base/dataFolder.ts';

const NAME_DIGITS = 16;

/** Where a workspace's trail stands in the data folder. Its name is a keyed digest: it does not tell the workspace's path. */
export function auditFolder(dataFolder: string, key: Uint8Array, roots: readonly string[]): string {
  const name = keyedDigest(key)(`audit\0${[...roots].sort().join('\0')}`).slice(0, NAME_DIGITS);
  return join(dataFolder, 'audit', name);
}
