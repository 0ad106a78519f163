import { createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError, UserError } from '../base/errors.ts';
import type { CommandContext } from './command.ts';
import { runCommand } from './compressCommand.ts';
import type { OutputSource } from './outputSource.ts';
import { outputText } from './outputText.ts';

/** What is to be compressed: the output of the command after `--`, FILE, or standard input. */
export async function openSource({ operands, ran, workspace, signal }: CommandContext): Promise<OutputSource> {
  if (ran !== undefined) return runCommand(ran, { folder: workspace, signal });
  const [operand] = operands;
  if (operand === undefined && process.stdin.isTTY)
    throw new UsageError('winnow compress: there is no output; give FILE or “-- COMMAND”, or pipe one in');
  const isInput = operand === undefined || operand === '-';
  const label = isInput ? 'standard input' : operand;
  if (!isInput && !statSync(resolve(operand), { throwIfNoEntry: false })?.isFile())
    throw new UserError(`${operand} is no file: give one that exists`);
  return {
    label,
    pieces: outputText(isInput ? process.stdin : createReadStream(resolve(operand), { highWaterMark: 1 << 20 }), label),
    exitCode: () => undefined,
  };
}
