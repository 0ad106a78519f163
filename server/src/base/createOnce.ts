import { closeSync, openSync, writeFileSync } from 'node:fs';

/** True when the file was not there and now holds `content`; "wx" makes looking and writing one step. */
export function createOnce(path: string, content: string, { mode = 0o666 }: { readonly mode?: number } = {}): boolean {
  try {
    const file = openSync(path, 'wx', mode);
    try {
      writeFileSync(file, content);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
