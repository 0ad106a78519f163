import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/errors.ts';
import { isWithin } from '../workspace/realPath.ts';

export interface FolderChoice {
  /** What `--workspace` names; absolute. */
  readonly workspace: string | undefined;
  /** Where the server was started. */
  readonly currentFolder: string;
  /** URIs that the client's `roots/list` gave; undefined where it has none to give. */
  readonly clientRoots: readonly string[] | undefined;
}

const MOST_ROOTS = 50;

/**
 * The folders that questions are about. `--workspace` is the outermost bound, within which the client's roots choose;
 * without it they are the workspace, and where there are none the current folder is. Real paths decide.
 * @throws UserError when nothing is left
 */
export function workspaceFolders({ workspace, currentFolder, clientRoots = [] }: FolderChoice): readonly string[] {
  const offered = clientRoots.slice(0, MOST_ROOTS).flatMap((uri) => folderOf(uri) ?? []);
  if (workspace !== undefined) return clientRoots.length === 0 ? [workspace] : narrowed(workspace, offered);
  if (offered.length > 0) return outermost(offered);
  if (clientRoots.length > 0)
    throw new UserError(
      'none of the client’s roots is a folder on this machine: open one there, or start “winnow mcp --workspace DIR”',
    );
  if (isTooWide(currentFolder))
    throw new UserError(
      `there is no workspace: ${currentFolder} is no project; open a folder in the client, or start “winnow mcp --workspace DIR”`,
    );
  return [currentFolder];
}

function narrowed(workspace: string, offered: readonly string[]): readonly string[] {
  const real = realpathSync.native(workspace);
  const inside = offered.filter((folder) => isWithin(realpathSync.native(folder), real));
  if (inside.length > 0) return outermost(inside);
  if (offered.some((folder) => isWithin(real, realpathSync.native(folder)))) return [workspace];
  throw new UserError(
    `the client’s roots lie outside --workspace ${workspace}: open a folder in it, or start “winnow mcp” without --workspace`,
  );
}

/** Each folder once, and none that lies in another: its files would come twice. */
function outermost(folders: readonly string[]): readonly string[] {
  const real = folders.map((folder) => realpathSync.native(folder));
  return folders.filter(
    (_, at) =>
      !real.some((other, index) => (index < at || other !== real[at]) && index !== at && isWithin(real[at]!, other)),
  );
}

/** The existing folder that a `file:` URI names. */
function folderOf(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  try {
    const folder = resolve(fileURLToPath(uri));
    return statSync(folder).isDirectory() ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** A whole disk or home: where clients start servers that they have no folder for. */
function isTooWide(folder: string): boolean {
  return dirname(folder) === folder || folder === homedir();
}
