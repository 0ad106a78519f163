import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';

/**
 * True when the file was not there and now holds `content`; "wx" makes looking and writing one step. On a full disk, which
 * takes a name and no content, nothing is left.
 */
export function createOnce(
  path: string,
  content: string | Uint8Array,
  { mode = 0o666 }: { readonly mode?: number } = {},
): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(file, content);
  } catch (error) {
    closeSync(file);
    rmSync(path, { force: true });
    throw error;
  }
  closeSync(file);
  return true;
}
