import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';

/** Real paths of the folders that a worker serves. @throws when one of them is not there */
export function realRoots(folders: readonly string[]): readonly string[] {
  return folders.map((folder) => realpathSync(folder));
}

/**
 * The real path of a job's workspace: absolute, or within the first root that has it. Undefined for what is not there,
 * is no folder, or lies outside all roots, where links lead included.
 */
export function servedFolder(asked: string, roots: readonly string[]): string | undefined {
  const candidates = isAbsolute(asked) ? [asked] : roots.map((root) => join(root, asked));
  for (const candidate of candidates) {
    const real = realFolder(candidate);
    if (real !== undefined && roots.some((root) => contains(root, real))) return real;
  }
  return undefined;
}

function realFolder(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

function contains(root: string, folder: string): boolean {
  const inside = relative(root, folder);
  return inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside));
}
