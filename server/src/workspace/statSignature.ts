import { createHash } from 'node:crypto';
import { packStates, type FileState } from './fileState.ts';

interface WorkspaceState {
  /** Tells the commits that are checked out. */
  readonly past: string;
  readonly known: ReadonlyMap<string, FileState>;
  /** Texts of open documents. */
  readonly overlays: ReadonlyMap<string, string>;
}

/** Digest of a workspace's state on this machine: the stat data of its files and the text of open documents. */
export function statSignature({ past, known, overlays }: WorkspaceState): string {
  const paths = [...known.keys()].sort();
  const states = packStates(paths.map((path) => known.get(path)));
  const hash = createHash('sha256')
    .update(`${past}\0${paths.join('\0')}\0`)
    .update(states);
  for (const path of [...overlays.keys()].sort()) hash.update(`${path}\0${overlays.get(path)}\0`);
  return hash.digest('hex');
}
