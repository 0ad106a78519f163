import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export interface HookCommandOptions {
  /** `local`: this machine's own file. `project`: one that is committed. */
  readonly scope: 'local' | 'project';
  /** The script that runs now. */
  readonly entry: string;
  /** The `PATH`. */
  readonly searchPath: string;
  readonly platform: NodeJS.Platform;
}

/**
 * What Claude Code is to run at a prompt, for bash as for PowerShell; undefined when there is nothing that would run on
 * other machines too. The exit code is always 0, also where the program is missing or too old to know the command: with
 * 2 it would block the prompt.
 */
export function hookCommand({ scope, entry, searchPath, platform }: HookCommandOptions): string | undefined {
  const installed = searchPath.split(delimiter).some((folder) => holdsWinnow(folder, platform));
  if (!installed && scope === 'project') return undefined;
  return `${installed ? 'winnow' : `node ${quoted(realpathSync(entry), platform)}`} hook claude; exit 0`;
}

/** A package's own `node_modules/.bin` is on the PATH of npm's scripts, but not on that of a hook. */
function holdsWinnow(folder: string, platform: NodeJS.Platform): boolean {
  if (!isAbsolute(folder) || /[\\/]node_modules[\\/]/.test(folder)) return false;
  const names = platform === 'win32' ? ['winnow.cmd', 'winnow.exe'] : ['winnow'];
  return names.some((name) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Within double quotes a POSIX shell takes these four for itself; Node takes either slash on Windows. */
function quoted(path: string, platform: NodeJS.Platform): string {
  const plain = platform === 'win32' ? path.replaceAll('\\', '/') : path;
  return `"${plain.replaceAll(/[\\$`"]/g, String.raw`\$&`)}"`;
}
