import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { format } from 'node:util';
import type { MessageReader } from 'vscode-languageserver/node';
import type { Logger } from '../base/logger.ts';
import { FrameCheck } from './frameCheck.ts';

/**
 * The stream that `--socket PORT` and `--pipe NAME` ask for, connected to the client that listens there; undefined for the
 * transports that the protocol's library opens itself, `--stdio` and `--node-ipc`.
 */
export function openStream(args: readonly string[]): Socket | undefined {
  for (const [at, arg] of args.entries()) {
    const [name = '', value = args[at + 1] ?? ''] = arg.split('=', 2);
    if (name === '--socket') return connect(Number(value), '127.0.0.1');
    if (name === '--pipe') return connect(value);
  }
  return undefined;
}

/**
 * A stream where the library wants a reader, since a writer of ours stands beside it: it makes its own reader of the
 * stream and ends the process with it, which its types do not tell.
 */
export function asReader(input: Readable): MessageReader {
  return input as unknown as MessageReader;
}

/** Whatever code prints goes to the log: the standard output belongs to the protocol. */
export function sayInLog(log: Logger): void {
  for (const [method, level] of PRINTED) console[method] = (...args: unknown[]) => log[level](format(...args));
}

const PRINTED = [
  ['log', 'info'],
  ['info', 'info'],
  ['debug', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
  ['trace', 'error'],
] as const;

/**
 * Calls `onBroken` once, with the reason, when what comes in is no longer a sequence of frames. Messages were lost then,
 * and with them perhaps edits: only a new start brings client and server to the same text again.
 */
export function watchFrames(input: Readable, onBroken: (reason: string) => void): void {
  const check = new FrameCheck();
  const look = (bytes: Buffer) => {
    const problem = check.take(bytes);
    if (problem === undefined) return;
    // Nobody reads on: what follows would be taken for something else.
    input.removeAllListeners('data');
    onBroken(problem);
  };
  input.on('data', look);
}
