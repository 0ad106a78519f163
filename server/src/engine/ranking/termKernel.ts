import { instantiate, namedTextWriter, type TextWriter, type WasmInstance } from '../wasm.ts';
import type { Segment } from './segment.ts';
import { TERM_KERNEL_BASE64 } from './termKernelBytes.ts';
import { kindOf, SALT, visitTerms, wordHash } from './terms.ts';

/** What `terms.as` exports, where it is described. Addresses are bytes of its memory. */
interface TermExports {
  readonly KINDS_AT: { readonly value: number };
  readonly HASHES_AT: { readonly value: number };
  useSalts(word: number, identifier: number, definition: number, definitionWord: number, path: number): void;
  reset(bits: number): void;
  allocate(bytes: number): number;
  addText(start: number, end: number): number;
  addDefinition(start: number, end: number): void;
  addPath(start: number, end: number): void;
  endChunk(): void;
  finish(): number;
  termsFound(): number;
  postingsAt(): number;
  postingsBytes(): number;
}

const ASCII = 128;
const UNKNOWN = 255;
const KINDS = 65_536;
const FIRST_PAGES = 4;
const FIRST_UNITS = 1024;
/** Up to here a loop is quicker than a call. */
const SHORT_UNITS = 48;
/** A new term comes about so often in source code; tables that begin too small are made anew as they grow. */
const UNITS_PER_TERM = 70;
const FEWEST_BITS = 10;
const MOST_BITS = 20;
/** A kernel that grew further is not kept for the next segment. */
const KEPT_BYTES = 8_000_000;

/** A text and where it was copied to, with room for so many units. */
interface Area {
  readonly text: string;
  readonly at: number;
  readonly capacityUnits: number;
}

const EMPTY: Area = { text: '', at: 0, capacityUnits: 0 };

/** The one that waits for the next segment of this thread: a segment is built for every edit. */
let spare: TermKernel | undefined;

/** Collects terms chunk by chunk, in WebAssembly. */
export class TermKernel {
  readonly #wasm: WasmInstance<TermExports>;
  #write: TextWriter = () => {};
  #writeShort: TextWriter = () => {};
  #buffer: ArrayBuffer | undefined;
  #text: Area = EMPTY;
  #name: Area = EMPTY;
  /** What the kernel reads at the moment. */
  #read: Area = EMPTY;

  /** One that is ready for a new segment of about so many units of text. @throws where WebAssembly is missing */
  static take(units: number): TermKernel {
    const kernel = spare ?? new TermKernel();
    spare = undefined;
    const bits = Math.ceil(Math.log2(1 + units / UNITS_PER_TERM));
    kernel.#wasm.exports.reset(Math.min(MOST_BITS, Math.max(FEWEST_BITS, bits)));
    return kernel;
  }

  private constructor() {
    const wasm = instantiate<TermExports>(TERM_KERNEL_BASE64, FIRST_PAGES, {
      kindOf: (unit: number) => this.#learnKind(unit),
      pieceHash: (start: number, end: number) => this.#pieceHash(start, end),
      splitOther: (start: number, end: number) => this.#splitOther(start, end),
    });
    if (!wasm) throw new Error('this engine has no WebAssembly');
    this.#wasm = wasm;
    const kinds = this.#kinds();
    for (let unit = 0; unit < ASCII; unit++) kinds[unit] = kindOf(unit);
    kinds.fill(UNKNOWN, ASCII);
    wasm.exports.useSalts(...SALT);
  }

  /** The text whose chunks are posted from now on. */
  useText(text: string): void {
    this.#text = this.#copied(text, this.#text);
  }

  /** Posts the terms of `[start, end)` of the text with the chunk at hand; the number of its words. */
  addText(start: number, end: number): number {
    this.#read = this.#text;
    return this.#wasm.exports.addText(this.#text.at + 2 * start, this.#text.at + 2 * end);
  }

  /** Posts a name that the chunk at hand declares. */
  addDefinition(name: string): void {
    const { at } = (this.#read = this.#name = this.#copied(name, this.#name));
    this.#wasm.exports.addDefinition(at, at + 2 * name.length);
  }

  /** Posts the words of a path with the chunk at hand. */
  addPath(path: string): void {
    const { at } = (this.#read = this.#name = this.#copied(path, this.#name));
    this.#wasm.exports.addPath(at, at + 2 * path.length);
  }

  endChunk(): void {
    this.#wasm.exports.endChunk();
  }

  /** Leaves the kernel to whoever needs one next; it must not be used any more. */
  static leave(kernel: TermKernel): void {
    kernel.#text = kernel.#name = kernel.#read = EMPTY;
    if (kernel.#wasm.memory.buffer.byteLength <= KEPT_BYTES) spare = kernel;
  }

  /** All that was posted. */
  finish(): Pick<Segment, 'keys' | 'offsets' | 'postings'> {
    const { exports, memory } = this.#wasm;
    const keysAt = exports.finish();
    const count = exports.termsFound();
    const offsetsAt = keysAt + 4 * count;
    const postingsAt = exports.postingsAt();
    const { buffer } = memory;
    return {
      keys: new Int32Array(buffer.slice(keysAt, offsetsAt)),
      offsets: new Uint32Array(buffer.slice(offsetsAt, offsetsAt + 4 * (count + 1))),
      postings: new Uint8Array(buffer.slice(postingsAt, postingsAt + exports.postingsBytes())),
    };
  }

  /** A text in the kernel's memory: where the one before stood, if there is room. */
  #copied(text: string, before: Area): Area {
    let { at, capacityUnits } = before;
    if (text.length > capacityUnits) {
      capacityUnits = Math.max(FIRST_UNITS, 2 * capacityUnits, text.length);
      at = this.#wasm.exports.allocate(2 * capacityUnits);
    }
    this.#writer(text)(text, at);
    return { text, at, capacityUnits };
  }

  #writer({ length }: string): TextWriter {
    const { buffer } = this.#wasm.memory;
    if (this.#buffer !== buffer) {
      this.#buffer = buffer;
      this.#writeShort = unitWriter(buffer);
      this.#write = namedTextWriter()?.(buffer) ?? this.#writeShort;
    }
    return length < SHORT_UNITS ? this.#writeShort : this.#write;
  }

  #kinds(): Uint8Array {
    const { exports, memory } = this.#wasm;
    return new Uint8Array(memory.buffer, exports.KINDS_AT.value, KINDS);
  }

  #learnKind(unit: number): number {
    const kind = kindOf(unit);
    this.#kinds()[unit] = kind;
    return kind;
  }

  #pieceHash(start: number, end: number): number {
    const hash = wordHash(this.#slice(start, end));
    return hash === undefined ? -1 : hash >>> 0;
  }

  #splitOther(start: number, end: number): number {
    const identifier = this.#slice(start, end);
    const hashes: number[] = [];
    let spelled = 0;
    visitTerms(identifier, 0, identifier.length, {
      word: (hash) => hashes.push(hash),
      identifier: () => {
        spelled = 1;
      },
    });
    const { exports, memory } = this.#wasm;
    new Int32Array(memory.buffer, exports.HASHES_AT.value, hashes.length).set(hashes);
    return (hashes.length << 1) | spelled;
  }

  #slice(start: number, end: number): string {
    const { text, at } = this.#read;
    return text.slice((start - at) / 2, (end - at) / 2);
  }
}

/** Unit by unit: the quickest for names, and there in any case. */
function unitWriter(memory: ArrayBuffer): TextWriter {
  const units = new Uint16Array(memory);
  return (text, at) => {
    for (let unit = 0, place = at / 2; unit < text.length; unit++) units[place++] = text.charCodeAt(unit);
  };
}
