import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCK_NAME } from '../../../shared/src/lockProtocol.ts';
import { UserError } from '../base/errors.ts';
import { readTextFile } from '../workspace/textFile.ts';

const MOST_BYTES = 32_000_000;

/** The lockfile that an operand names, from here; without one, that of the workspace. */
export function lockfilePath(operand: string | undefined, workspace: string): string {
  return operand === undefined ? join(workspace, LOCK_NAME) : resolve(operand);
}

/** @throws UserError when there is no such file */
export function readLockfile(path: string): string {
  const mend = 'write one with “winnow optimize --lock --query …”';
  if (!existsSync(path)) throw new UserError(`there is no lockfile ${path}: ${mend}`);
  const read = readTextFile(path, MOST_BYTES);
  if ('text' in read) return read.text;
  throw new UserError(`${path} cannot be read (${read.skip}): ${mend}`);
}
