import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { PassThrough, type Readable } from 'node:stream';
import { messageOf, UsageError, UserError } from '../base/errors.ts';
import type { ExitCode } from './command.ts';
import type { OutputSource } from './outputSource.ts';
import { outputText } from './outputText.ts';

interface RunOptions {
  readonly folder: string;
  /** Ends the command. */
  readonly signal: AbortSignal;
}

/** Starts a command without a shell; its standard output and standard error are one output, line by line as they come. */
export async function runCommand(words: readonly string[], { folder, signal }: RunOptions): Promise<OutputSource> {
  const [command, ...rest] = words;
  if (command === undefined || command === '')
    throw new UsageError('winnow compress: there is no command after “--”; give one');
  const child = spawn(command, rest, { cwd: folder, stdio: ['inherit', 'pipe', 'pipe'], signal, windowsHide: true });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new UserError(`${command} cannot be run (${messageOf(error)}): give a program that is on the PATH`)),
    );
  });
  // An abort is told by the signal; without a listener it would end the process.
  child.on('error', () => undefined);
  const ended = new Promise<ExitCode>((resolve) => {
    child.once('close', (code, name) => resolve(code ?? 128 + (name ? constants.signals[name] : 0)));
  });
  let exitCode: ExitCode | undefined;
  const label = words.join(' ');
  return {
    label,
    pieces: untilEnded([child.stdout, child.stderr], label, async () => (exitCode = await ended)),
    exitCode: () => exitCode,
  };
}

async function* untilEnded(
  streams: readonly Readable[],
  label: string,
  onEnd: () => Promise<unknown>,
): AsyncGenerator<string> {
  yield* outputText(mergeLines(streams), label);
  await onEnd();
}

const LINE_FEED = 10;
/** A longer line is handed on in parts. */
const MOST_HELD_BYTES = 1_000_000;

/** Several streams as one: whole lines, in the order in which they came. */
function mergeLines(streams: readonly Readable[]): Readable {
  const merged = new PassThrough();
  let open = streams.length;
  for (const stream of streams) {
    let held: Buffer = Buffer.alloc(0);
    stream.on('data', (bytes: Buffer) => {
      const isLong = held.length > MOST_HELD_BYTES;
      const end = isLong ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
      const whole = end === 0 ? Buffer.alloc(0) : Buffer.concat([held, bytes.subarray(0, end)]);
      held = end === 0 ? Buffer.concat([held, bytes]) : Buffer.from(bytes.subarray(end));
      if (whole.length === 0 || merged.write(whole)) return;
      stream.pause();
      merged.once('drain', () => stream.resume());
    });
    stream.once('close', () => {
      if (held.length > 0) merged.write(held);
      if (--open === 0) merged.end();
    });
  }
  return merged;
}
