import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMES = ['code', 'code-insiders', 'codium'];
/** On Windows the command is a script. */
const SHELL = process.platform === 'win32';

/** The desktop VS Code's command on PATH. */
export function findDesktop(): string | undefined {
  return NAMES.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore', shell: SHELL }).status === 0);
}

/** Opens a folder in a window with a profile of its own, so that nothing of the user's changes; resolves when it is closed. */
export async function openInDesktop(code: string, folder: string, vsix: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'winnow-vscode-'));
  const profile = ['--user-data-dir', join(home, 'user'), '--extensions-dir', join(home, 'extensions')];
  try {
    spawnSync(code, [...profile, '--install-extension', vsix], { stdio: 'inherit', shell: SHELL });
    const window = spawn(code, [...profile, '--new-window', '--wait', folder], { stdio: 'inherit', shell: SHELL });
    await new Promise<void>((resolve) => void window.once('exit', () => resolve()));
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
