import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/errors.ts';
import { pathInWorkspace, type WorkspaceRoot } from '../workspace/indexFiles.ts';
import { isWithin } from '../workspace/realPath.ts';

export interface WorkspacePath {
  /** As packs and the index name it; empty for the workspace as a whole. */
  readonly name: string;
  readonly absolutePath: string;
  readonly root: WorkspaceRoot;
}

/**
 * The file or folder of the workspace that a client names: relative, absolute, or as a `file:` URI. Whether it lies in
 * the workspace is judged by where its path really leads; nothing is opened.
 * @throws UserError when it leads outside
 */
export function toWorkspacePath(given: string, roots: readonly WorkspaceRoot[]): WorkspacePath {
  const absolutePath = given.includes('\0') ? undefined : absoluteOf(given, roots);
  for (const root of absolutePath === undefined ? [] : roots) {
    const inside = insideOf(root.folder, absolutePath!);
    if (inside === undefined) continue;
    if (!isReallyWithin(absolutePath!, root.folder)) break;
    const path = inside.split(sep).join('/');
    return {
      root,
      absolutePath: absolutePath!,
      name: path === '' && roots.length === 1 ? '' : pathInWorkspace(root, roots, path),
    };
  }
  throw new UserError(`“${given}” does not lie in the workspace: name a file by its path from the workspace’s folder`);
}

function absoluteOf(given: string, roots: readonly WorkspaceRoot[]): string | undefined {
  if (/^file:/i.test(given)) {
    try {
      return fileURLToPath(given);
    } catch {
      return undefined;
    }
  }
  // Models write paths of either system.
  const path = given.replaceAll('\\', '/');
  if (isAbsolute(path)) return resolve(path);
  const [first = '', ...rest] = path.replace(/^\.\//, '').split('/');
  const named = roots.length > 1 ? roots.find(({ name }) => name === first) : undefined;
  if (named) return join(named.folder, ...rest);
  return roots[0] && join(roots[0].folder, path);
}

/** Relative to `folder`, empty for itself; undefined for what its name already says lies outside. */
function insideOf(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? undefined : inside;
}

/** What does not exist lies where the folder lies that it would be in. */
function isReallyWithin(path: string, folder: string): boolean {
  for (let existing = path; ; existing = dirname(existing)) {
    try {
      return isWithin(realpathSync.native(existing), realpathSync.native(folder));
    } catch (error) {
      if (!isMissing(error) || existing === folder) return false;
    }
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
