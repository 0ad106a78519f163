import { basename } from 'node:path';

/**
 * The names that folders have in the paths of packs where there are several: their last part, numbered where two have
 * the same, as the server names them.
 */
export function folderNames(folders: readonly string[]): readonly string[] {
  const used = new Map<string, number>();
  return folders.map((folder) => {
    const name = basename(folder);
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}
