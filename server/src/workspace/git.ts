import { spawn } from 'node:child_process';

/**
 * No configuration of a repository makes these run a program, write a file or open a connection: signatures are not
 * shown, transports are off (a partial clone would fetch), hooks and monitors are nowhere.
 */
const SAFE_CONFIG = [
  'log.showSignature=false',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'protocol.allow=never',
];

/** Arguments of a git that only reads in `folder`. */
export function gitArguments(folder: string, args: readonly string[]): string[] {
  return ['-C', folder, '--no-pager', ...SAFE_CONFIG.flatMap((setting) => ['-c', setting]), ...args];
}

/** The environment of a git that takes no lock, asks nobody and fetches nothing. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
}

const MOST_OUTPUT_UNITS = 32_000_000;

/** What git prints; nothing when it cannot be run, fails, or prints more than 32 million units. @throws the signal's reason */
export async function runGit(folder: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const parts: string[] = [];
  const succeeded = await readGit(folder, args, { onPart: (part) => parts.push(part), signal });
  return succeeded ? parts.join('') : '';
}

/** Hands on what git prints as it comes; false when it cannot be run, fails, or prints too much. @throws the signal's reason */
export async function readGit(
  folder: string,
  args: readonly string[],
  { onPart, signal }: { readonly onPart: (part: string) => void; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const git = spawn('git', gitArguments(folder, args), {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: gitEnvironment(),
    windowsHide: true,
    ...(signal ? { signal } : {}),
  });
  const ended = new Promise<boolean>((resolve) => {
    git.once('error', () => resolve(false));
    git.once('close', (code) => resolve(code === 0));
  });
  let units = 0;
  git.stdout.setEncoding('utf8');
  git.stdout.on('data', (part: string) => {
    units += part.length;
    if (units <= MOST_OUTPUT_UNITS) onPart(part);
    else git.stdout.destroy();
  });
  const succeeded = await ended;
  signal?.throwIfAborted();
  return succeeded;
}
