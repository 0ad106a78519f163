import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isAbort, messageOf, UsageError, UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { utf16Writer } from '../base/utf16Writer.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { useTextWriter } from '../engine/wasm.ts';
import { VERSION } from '../version.ts';
import { parseInvocation } from './arguments.ts';
import type { ExitCode } from './command.ts';
import { COMMANDS } from './commands.ts';
import { helpText } from './help.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** Runs what `argv` (without Node and script) asks for; every error becomes one line and an exit code. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  stopQuietlyWhenNobodyReads();
  useTextWriter(utf16Writer);
  const terminal = createTerminal({
    output: process.stdout,
    errors: process.stderr,
    environment: process.env,
    now: () => performance.now(),
  });
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  // Once: a second Ctrl-C ends the process the hard way.
  process.once('SIGINT', onInterrupt);
  try {
    return await dispatch(argv, terminal, interrupt.signal);
  } catch (error) {
    return await report(error, terminal, argv.includes('--verbose'));
  } finally {
    terminal.progress.clear();
    process.removeListener('SIGINT', onInterrupt);
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const invocation = parseInvocation(argv, COMMANDS);
  if (invocation.kind === 'version') await terminal.print(VERSION);
  if (invocation.kind === 'help') await terminal.print(helpText(COMMANDS, invocation.command));
  if (invocation.kind !== 'run') return 0;
  const { command, options, common, operands, ran } = invocation;
  const run = await command.load();
  return run({
    options,
    operands,
    ran,
    workspace: existingFolder(common.workspace ?? '.'),
    json: common.json,
    terminal,
    log: logTo(terminal, common.verbose),
    signal,
  });
}

function existingFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return resolve(folder);
  throw new UsageError(`--workspace ${folder}: there is no such folder; give one that exists`);
}

function logTo({ note, paintNote }: Terminal, verbose: boolean): Logger {
  return {
    info: (message) => {
      if (verbose) note(paintNote('dim', message));
    },
    warn: (message) => note(paintNote('yellow', `warning: ${makeVisibleName(message)}`)),
    error: (message) => note(paintNote('red', `error: ${makeVisibleName(message)}`)),
  };
}

async function report(error: unknown, { note, paintNote }: Terminal, verbose: boolean): Promise<ExitCode> {
  if (isAbort(error)) {
    note('interrupted');
    return 130;
  }
  // Loaded only when something went wrong: it reads every rule. Messages quote names and arguments.
  const { withoutSecrets } = await import('../engine/withoutSecrets.ts');
  const message = makeVisibleName(withoutSecrets(messageOf(error)));
  const known = error instanceof UserError || isSystemError(error);
  const mend = known || verbose ? '' : ' (a fault in Winnow: --verbose shows where)';
  note(`${paintNote('red', 'error:')} ${message}${mend}`);
  if (verbose && error instanceof Error) note(withoutSecrets(error.stack ?? ''));
  return error instanceof UsageError ? 2 : 3;
}

/** A file system's or network's refusal: its message says what and where. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** `winnow … | head`: a reader that has had enough is no failure. Of other errors the write itself hears. */
function stopQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
    });
  }
}
