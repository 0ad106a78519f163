import { basename } from 'node:path';
import type { WorkspaceRoot } from './indexFiles.ts';

/** The roots of a workspace that consists of `folders`. Folders of one name are numbered, so that paths stay apart. */
export function workspaceRoots(folders: readonly string[]): readonly WorkspaceRoot[] {
  const used = new Map<string, number>();
  return folders.map((folder) => {
    const name = basename(folder);
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return { name: count === 1 ? name : `${name}-${count}`, folder };
  });
}
