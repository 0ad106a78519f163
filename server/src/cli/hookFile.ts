import { lstatSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../base/errors.ts';
import { MOST_SETTINGS_BYTES } from '../workspace/claudeHooks.ts';

const KIND_MEND = 'edit it by hand, or put a plain file in its place';

/**
 * The text of a settings file, byte order mark and all; undefined when it is not there. A link is not followed: it may
 * lead out of the workspace, and a new file would take its place.
 * @throws UserError when it is anything but a text file of a sensible size
 */
export function readSettingsFile(path: string): string | undefined {
  const folder = entryAt(dirname(path));
  if (folder && !folder.isDirectory()) throw new UserError(`${dirname(path)} is not a folder of its own: ${KIND_MEND}`);
  const file = entryAt(path);
  if (!file) return undefined;
  if (!file.isFile()) throw new UserError(`${path} is not a regular file: ${KIND_MEND}`);
  if (file.size > MOST_SETTINGS_BYTES) throw new UserError(`${path} is larger than ${MOST_SETTINGS_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(`${path} is not UTF-8: save it as UTF-8`);
    throw error;
  }
}

/**
 * Puts `text` in the place of `before`, in one step; without `text` the file goes, and its folder when that is empty.
 * @throws UserError when the file is no longer what `before` says
 */
export function replaceSettingsFile(path: string, before: string | undefined, text: string | undefined): void {
  if (readSettingsFile(path) !== before) throw new UserError(`${path} was changed meanwhile: run the command again`);
  if (text === undefined) {
    rmSync(path);
    removeIfEmpty(dirname(path));
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const mode = entryAt(path)?.mode;
  try {
    writeFileSync(temporary, text, { flag: 'wx', flush: true, ...(mode === undefined ? {} : { mode: mode & 0o777 }) });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function entryAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else is in it.
  }
}
