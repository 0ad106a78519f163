import { writeFileSync } from 'node:fs';
import { messageOf, UserError } from '../base/errors.ts';

/** @throws UserError when the file cannot be written */
export function writeOut(path: string, text: string, option = '--out'): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw unwritable(path, error, option);
  }
}

export function unwritable(path: string, error: unknown, option = '--out'): UserError {
  return new UserError(`${option} ${path} cannot be written (${messageOf(error)}): name a file that can`);
}
