import type { Automaton } from './automaton.ts';
import type { HitBuffer } from './hitBuffer.ts';
import { namedTextWriter, type KernelMemory, type MakeWriter, type TextWriter } from '../wasm.ts';
import { kernelModule, type KernelExports } from './kernelModule.ts';
import { KernelTables } from './kernelTables.ts';
import { reportKeyword } from './reportHits.ts';
import { scanUnits } from './scanUnits.ts';

/** Units that are scanned at a time; their text and what comes of it stay in the processor's nearer caches. */
export const BLOCK_UNITS = 16_384;
/** Units before a block that are copied along, so that the starts of most hits can be judged. */
const CONTEXT_UNITS = 64;
/** Units behind a block that a boundary at its end may depend on. */
const AHEAD_UNITS = 2;
const TEXT_BYTES = 2 * (1 + CONTEXT_UNITS + BLOCK_UNITS + AHEAD_UNITS + AHEAD_UNITS);
const NOTE_BYTES = 8;
const HIT_BYTES = 12;
const SPACE = 32;

const TEXT_AT = 128;
const SCRATCH_AT = TEXT_AT + Math.ceil(TEXT_BYTES / 16) * 16;
const HITS_AT = SCRATCH_AT + NOTE_BYTES * BLOCK_UNITS;
/** Some texts have several hits at each place; there is room for one. */
const LAST_HIT = HITS_AT + HIT_BYTES * (BLOCK_UNITS - 1);

let made: { readonly make: MakeWriter; readonly kernel: ScanKernel | undefined } | undefined;

/** The thread's kernel, or `undefined` where WebAssembly with SIMD or a way to copy strings is missing. */
export function kernel(): ScanKernel | undefined {
  const make = namedTextWriter();
  if (!make) return undefined;
  if (made?.make !== make) {
    const module = kernelModule();
    made = { make, kernel: module && new ScanKernel(module, make) };
  }
  return made.kernel;
}

/**
 * Scans in WebAssembly. It holds the tables of one automaton at a time, so that changing rules again and again takes no
 * more memory than the largest of them.
 */
class ScanKernel {
  readonly #exports: KernelExports;
  readonly #memory: KernelMemory;
  readonly #makeWriter: MakeWriter;
  readonly #tables: KernelTables;
  #write: TextWriter;
  #units: Uint16Array;
  #found: Int32Array;

  constructor({ exports, memory }: { exports: KernelExports; memory: KernelMemory }, make: MakeWriter) {
    this.#exports = exports;
    this.#memory = memory;
    this.#makeWriter = make;
    exports.useHits(HITS_AT, LAST_HIT);
    this.#tables = new KernelTables(exports, memory);
    this.#write = make(memory.buffer);
    this.#units = new Uint16Array(memory.buffer);
    this.#found = new Int32Array(memory.buffer);
  }

  /** Takes the automaton's tables in if need be; false when they are too large. */
  holds(automaton: Automaton): boolean {
    if (!this.#tables.load(automaton)) return false;
    if (this.#units.buffer !== this.#memory.buffer) {
      this.#write = this.#makeWriter(this.#memory.buffer);
      this.#units = new Uint16Array(this.#memory.buffer);
      this.#found = new Int32Array(this.#memory.buffer);
    }
    return true;
  }

  /** As `scanUnits`, of an automaton that it holds. */
  scan(automaton: Automaton, text: string, hits: HitBuffer, { from, to }: { from: number; to: number }): number {
    let state = 0;
    for (let at = from; at < to; at += BLOCK_UNITS) {
      const end = Math.min(to, at + BLOCK_UNITS);
      const first = Math.max(0, at - CONTEXT_UNITS);
      this.#copy(text, first, Math.min(text.length, end + AHEAD_UNITS));
      const readable = TEXT_AT + (first === 0 ? 0 : 2);
      const blockAt = TEXT_AT + 2 * (1 + at - first);
      const stop = this.#exports.scanBlock(readable, blockAt, end - at, at, state, SCRATCH_AT);
      if (stop > LAST_HIT) scanUnits(automaton, text, hits, { from: at, to: end, begin: state });
      else this.#collect(automaton, text, stop, hits);
      state = this.#exports.stateBehind();
    }
    return state;
  }

  /** Beyond either end of the text stands a space, where a word may begin and end as it may there. */
  #copy(text: string, first: number, last: number): void {
    const whole = first === 0 && last === text.length;
    this.#write(whole ? text : text.slice(first, last), TEXT_AT + 2);
    this.#units[TEXT_AT / 2] = SPACE;
    this.#units.fill(SPACE, TEXT_AT / 2 + 1 + last - first, TEXT_AT / 2 + 1 + last - first + AHEAD_UNITS);
  }

  #collect(automaton: Automaton, text: string, stop: number, hits: HitBuffer): void {
    const found = this.#found;
    if (!this.#exports.unsure()) {
      hits.append(found.subarray(HITS_AT / 4, stop / 4));
      return;
    }
    for (let cell = HITS_AT / 4; cell < stop / 4; cell += HIT_BYTES / 4) {
      const [keyword, start, end] = [found[cell] as number, found[cell + 1] as number, found[cell + 2] as number];
      if (keyword >= 0) hits.push(keyword, start, end);
      else reportKeyword(automaton, text, -1 - keyword, end, hits);
    }
  }
}
