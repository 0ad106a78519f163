import {
  closeSync,
  createReadStream,
  createWriteStream,
  ftruncateSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { once } from 'node:events';
import { idOfResult } from './batchTask.ts';
import { unwritable } from './output.ts';
import { readLines } from './lines.ts';

const BLOCK_BYTES = 65_536;
const LINE_FEED = 10;
/** Longer than any result's line: only its id is wanted. */
const MOST_RESULT_CHARACTERS = 256_000_000;

/** Where results go; `write` resolves when there is room for the next. */
export interface BatchOutput {
  readonly write: (line: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A file of results, new or gone on with. @throws UserError when it cannot be written */
export async function openResults(path: string, { append }: { readonly append: boolean }): Promise<BatchOutput> {
  const stream = createWriteStream(path, { flags: append ? 'a' : 'w' });
  try {
    await once(stream, 'open');
  } catch (error) {
    throw unwritable(path, error);
  }
  // Each write hears of its own failure; without a listener the first would end the process.
  stream.on('error', () => {});
  return {
    write: async (line) =>
      new Promise((resolve, reject) => {
        stream.write(`${line}\n`, (error) => (error ? reject(unwritable(path, error)) : resolve()));
      }),
    close: async () => {
      if (stream.closed) return;
      stream.end();
      await new Promise<void>((resolve) => stream.once('close', () => resolve()));
    },
  };
}

/** The ids (as JSON) that stand in a file of results; a last line that a killed run left half-written is taken off first. */
export async function finishedIds(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  if (!repairLastLine(path)) return ids;
  for await (const line of readLines(createReadStream(path, 'utf8'), MOST_RESULT_CHARACTERS)) {
    const id = 'text' in line ? idOfResult(line.text) : undefined;
    if (id !== undefined) ids.add(JSON.stringify(id));
  }
  return ids;
}

/** False when there is nothing to go on with: no such file, or a device. */
function repairLastLine(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const file = openSync(path, 'r+');
  try {
    const size = fstatSync(file).size;
    const whole = endOfLastWholeLine(file, size);
    if (whole === size) return true;
    const tail = Buffer.alloc(size - whole);
    readSync(file, tail, 0, tail.length, whole);
    // Whole but for its line break: a result like the others.
    if (idOfResult(tail.toString('utf8')) === undefined) ftruncateSync(file, whole);
    else writeSync(file, '\n', size);
    return true;
  } finally {
    closeSync(file);
  }
}

function endOfLastWholeLine(file: number, size: number): number {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const length = readSync(file, block, 0, end - start, start);
    const at = block.subarray(0, length).lastIndexOf(LINE_FEED);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}
