import { instantiate, type WasmInstance } from '../wasm.ts';
import { LINE_KERNEL_BASE64 } from './lineKernelBytes.ts';

/** What `lines.as` exports, where it is described. */
export interface LineExports {
  count(at: number, bytes: number, lineFeed: number): number;
  starts(at: number, bytes: number, offset: number, out: number, lineFeed: number): number;
}

/** Bytes that are looked at in one go. */
const LINE_BLOCK_BYTES = 0x10000;
const LF = 10;
const BYTES_AT = 64;
const STARTS_AT = BYTES_AT + LINE_BLOCK_BYTES;
/** The block, one start for each of its bytes, and what is written over behind the last. */
const LINE_PAGES = 6;

let loaded: WasmInstance<LineExports> | undefined | 'missing';

/** How many line feeds there are among the bytes, 16 at a time where WebAssembly has SIMD. */
export function countLineFeeds(bytes: Uint8Array): number {
  const kernel = lineKernel();
  if (!kernel) return bytes.reduce((count, byte) => count + Number(byte === LF), 0);
  let count = 0;
  eachBlock(bytes, kernel, (length) => (count += kernel.exports.count(BYTES_AT, length, LF)));
  return count;
}

/** Offset behind each line feed, in bytes, rising. */
export function lineFeedEnds(bytes: Uint8Array): Uint32Array {
  const kernel = lineKernel();
  if (!kernel) return Uint32Array.from(Array.from(bytes).flatMap((byte, at) => (byte === LF ? [at + 1] : [])));
  const { exports, memory } = kernel;
  const found = new Uint32Array(memory.buffer, STARTS_AT);
  let ends = new Uint32Array(64 + (bytes.length >>> 5));
  let count = 0;
  eachBlock(bytes, kernel, (length, from) => {
    const more = (exports.starts(BYTES_AT, length, from, STARTS_AT, LF) - STARTS_AT) / 4;
    if (count + more > ends.length) ends = grown(ends, count + more);
    ends.set(found.subarray(0, more), count);
    count += more;
  });
  return ends.slice(0, count);
}

function lineKernel(): WasmInstance<LineExports> | undefined {
  loaded ??= instantiate(LINE_KERNEL_BASE64, LINE_PAGES) ?? 'missing';
  return loaded === 'missing' ? undefined : loaded;
}

function eachBlock(
  bytes: Uint8Array,
  { memory }: WasmInstance<LineExports>,
  visit: (length: number, from: number) => void,
): void {
  const block = new Uint8Array(memory.buffer, BYTES_AT, LINE_BLOCK_BYTES);
  for (let from = 0; from < bytes.length; from += LINE_BLOCK_BYTES) {
    const part = bytes.subarray(from, from + LINE_BLOCK_BYTES);
    block.set(part);
    visit(part.length, from);
  }
}

function grown(values: Uint32Array, least: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(least, 2 * values.length));
  larger.set(values);
  return larger;
}
