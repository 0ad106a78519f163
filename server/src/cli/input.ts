import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { UsageError, UserError } from '../base/errors.ts';
import { readTextFile } from '../workspace/textFile.ts';

/** A whole text is held in memory at least twice while it is looked at. */
const MOST_INPUT_BYTES = 200_000_000;

export interface InputText {
  /** As it was given; undefined for standard input. */
  readonly path?: string;
  readonly text: string;
}

/** The one FILE of a command, or standard input for `-` and where something is piped in. */
export async function readInput(operand: string | undefined, command: string): Promise<InputText> {
  if (operand === undefined && process.stdin.isTTY) {
    throw new UsageError(`winnow ${command}: there is no text; give FILE, or pipe one in`);
  }
  if (operand === undefined || operand === '-') return { text: await readStandardInput() };
  return { path: operand, text: readFileText(operand) };
}

export async function readStandardInput(): Promise<string> {
  return readAll(process.stdin);
}

export function readFileText(path: string): string {
  const read = readTextFile(resolve(path), MOST_INPUT_BYTES);
  if ('text' in read) return read.text;
  throw new UserError(`${path} cannot be read as text (${read.skip}): give a text file that exists`);
}
