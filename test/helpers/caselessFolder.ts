import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ignoresCase } from '../../server/src/workspace/pathCase.ts';
import { requireComponent } from './components.ts';
import { temporaryFolder, type TemporaryFolder } from './temporary.ts';

const DISK_BYTES = 64 * 1024 * 1024;
/** The kernel believes for so long in names that it was told of, though the file has another spelling now. */
export const STALE_NAMES_MS = 1100;

export interface CaselessFolder extends TemporaryFolder {
  /**
   * After a file was written under one of these spellings of its path. exFAT in user space takes each spelling for a file
   * of its own when it keeps what was read; file systems that ignore case themselves need nothing of the kind.
   */
  readonly written: (spellings: readonly string[]) => void;
}

/**
 * An empty folder in which `Readme` and `README` are one name: any on macOS and Windows; on Linux a disk image with exFAT,
 * for which it takes root, a loop device and FUSE. `missing` says what is not there.
 */
export async function caselessFolder(): Promise<CaselessFolder | { readonly missing: string }> {
  const folder = temporaryFolder({ name: '' });
  if (ignoresCase(folder.path)) return { ...folder, written: () => {} };
  const made = await mountExfat(folder.path);
  if ('missing' in made) folder.remove();
  return made;
}

async function mountExfat(folder: string): Promise<CaselessFolder | { readonly missing: string }> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { missing: 'no file system here ignores case, and only root on Linux can mount one' };
  const program = await requireComponent('mount.exfat-fuse');
  if (!('path' in program)) return { missing: 'missing' in program ? `no ${program.missing}` : 'a path is needed' };
  const [image, mounted] = [join(folder, 'disk'), join(folder, 'mounted')];
  mkdirSync(mounted);
  const file = openSync(image, 'w');
  ftruncateSync(file, DISK_BYTES);
  closeSync(file);
  let device = '';
  try {
    run(join(program.path, '..', 'mkfs.exfat'), image);
    device = run('losetup', '--find', '--show', image).trim();
    run(program.path, device, mounted);
    const workspace = join(mounted, 'Workspace');
    mkdirSync(workspace);
    if (!ignoresCase(mounted)) throw new Error('what was mounted tells case apart');
    const unmountNow = () => unmount(folder, device);
    process.once('exit', unmountNow);
    return {
      path: workspace,
      written: (spellings) => spellings.forEach((one) => forgetPages(join(workspace, one))),
      remove: () => {
        process.off('exit', unmountNow);
        unmountNow();
      },
    };
  } catch (error) {
    unmount(folder, device);
    return { missing: `exFAT cannot be mounted here: ${(error as Error).message.split('\n')[0]}` };
  }
}

/** `POSIX_FADV_DONTNEED`, for which Node has no call. */
function forgetPages(path: string): void {
  attempt('dd', `if=${path}`, 'iflag=nocache', 'count=0');
}

function unmount(folder: string, device: string): void {
  // A process that still looks at it does not hold up the rest.
  attempt('umount', '--lazy', join(folder, 'mounted'));
  if (device !== '') attempt('losetup', '--detach', device);
  rmSync(folder, { recursive: true, force: true });
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function attempt(program: string, ...args: readonly string[]): void {
  try {
    run(program, ...args);
  } catch {
    // It was not mounted, or is not there any more.
  }
}
