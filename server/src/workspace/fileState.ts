import { statSync } from 'node:fs';

/** What a file's change is known by without reading it, as git's index does (index-format(5)). */
export interface FileState {
  readonly sizeBytes: number;
  /** Of its content and of its entry, in milliseconds since 1970 with a fraction. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
}

/** Of a regular file; undefined when there is none. */
export function stateOf(path: string): FileState | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return undefined;
    const { size, mtimeMs, ctimeMs, ino } = stat;
    return { sizeBytes: size, mtimeMs, ctimeMs, inode: ino };
  } catch {
    return undefined;
  }
}

export function sameState(a: FileState, b: FileState): boolean {
  return a.sizeBytes === b.sizeBytes && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.inode === b.inode;
}

const STATE_NUMBERS = 4;

/** Four numbers for each state; a size of -1 stands for none. */
export function packStates(states: readonly (FileState | undefined)[]): Float64Array {
  const packed = new Float64Array(states.length * STATE_NUMBERS).fill(-1);
  let at = 0;
  for (const state of states) {
    if (state) {
      packed[at] = state.sizeBytes;
      packed[at + 1] = state.mtimeMs;
      packed[at + 2] = state.ctimeMs;
      packed[at + 3] = state.inode;
    }
    at += STATE_NUMBERS;
  }
  return packed;
}

/** Whether `state` is the one that stands at `index` among packed ones. */
export function isPackedState(state: FileState, packed: Float64Array, index: number): boolean {
  const at = index * STATE_NUMBERS;
  return (
    packed[at] === state.sizeBytes &&
    packed[at + 1] === state.mtimeMs &&
    packed[at + 2] === state.ctimeMs &&
    packed[at + 3] === state.inode
  );
}

/** One string for each state. */
export function stampOf({ sizeBytes, mtimeMs, ctimeMs, inode }: FileState): string {
  return `${sizeBytes}:${mtimeMs}:${ctimeMs}:${inode}`;
}

/** No file system that Winnow meets counts in longer steps, but for those that count whole seconds. */
const TICK_MS = 100;
/** FAT counts in steps of two seconds. */
const COARSE_TICK_MS = 2100;

/**
 * True when a file that was in this state at `seenAtMs` may have changed since without showing it: it was written within
 * the same tick of the file system's clock ("racy git", technical/racy-git). Who kept it must read it again.
 */
export function mayHideChange({ mtimeMs, ctimeMs }: FileState, seenAtMs: number): boolean {
  const newestMs = Math.max(mtimeMs, ctimeMs);
  return newestMs > seenAtMs - (newestMs % 1000 === 0 ? COARSE_TICK_MS : TICK_MS);
}
