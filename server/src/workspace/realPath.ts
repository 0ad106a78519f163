import { closeSync, constants, fstatSync, openSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';

/** Real paths of roots; a root that is itself a link may come to lead elsewhere, so what does not match is asked again. */
const REAL_ROOTS = new Map<string, string>();

/**
 * True when the open file really lies below `root`: no folder on the way to it leads outside, now that it is open. A link
 * that is swapped in between looking and opening changes nothing (CWE-367).
 */
export function liesWithin(file: number, path: string, root: string): boolean {
  try {
    const real = realPathOf(file, path);
    if (real === undefined) return false;
    const known = REAL_ROOTS.get(root);
    if (known !== undefined && isBelow(real, known)) return true;
    const now = realFolder(root);
    REAL_ROOTS.set(root, now);
    return isBelow(real, now);
  } catch {
    return false;
  }
}

/**
 * As what lies in it is named: where case means nothing, Linux names an open file by the spelling that the folder was
 * first found under, whatever spelling it was asked for by.
 */
function realFolder(root: string): string {
  if (process.platform !== 'linux') return realpathSync.native(root);
  const folder = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return readlinkSync(`/proc/self/fd/${folder}`);
  } finally {
    closeSync(folder);
  }
}

/** Linux says what is open; elsewhere the name is followed again and has to lead to the same file. */
function realPathOf(file: number, path: string): string | undefined {
  if (process.platform === 'linux') return readlinkSync(`/proc/self/fd/${file}`);
  const real = realpathSync.native(path);
  const [opened, named] = [fstatSync(file), statSync(real)];
  return opened.ino === named.ino && opened.dev === named.dev ? real : undefined;
}

/** True for `folder` itself and what lies below it; both are real paths. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || isBelow(path, folder);
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
