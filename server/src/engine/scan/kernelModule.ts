import { KERNEL_BASE64 } from './kernelBytes.ts';

export interface KernelMemory {
  /** Another one after `grow`. */
  readonly buffer: ArrayBuffer;
  /** Throws where there is not as much memory. */
  grow(pages: number): number;
}

/** What `kernel.as` exports, where it is described. */
export interface KernelExports {
  readonly CODES_AT: { readonly value: number };
  readonly TABLE_AT: { readonly value: number };
  useTables(kinds: number, boundaries: number, entries: number): void;
  useStates(bits: number, wide: boolean, firstMatch: number, firstUnboundedMatch: number): void;
  usePairs(pair: number, lead: number, trail: number, bits: number): void;
  useHits(first: number, last: number): void;
  scanBlock(readable: number, at: number, units: number, offset: number, state: number, scratch: number): number;
  unsure(): number;
  stateBehind(): number;
}

// The parts of the standards' interfaces that are used; the engine has no ambient types.
declare const atob: (base64: string) => string;
declare const WebAssembly:
  | {
      readonly Memory: new (size: { initial: number }) => KernelMemory;
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
    }
  | undefined;

/** An instance of a module that imports its memory. */
export interface WasmInstance<Exports> {
  readonly exports: Exports;
  readonly memory: KernelMemory;
}

const KERNEL_PAGES = 8;

/** A new instance of the kernel and its memory, or `undefined` where WebAssembly or its SIMD is missing. */
export function kernelModule(): WasmInstance<KernelExports> | undefined {
  return instantiate(KERNEL_BASE64, KERNEL_PAGES);
}

/** `undefined` where WebAssembly, or an instruction of the module's, is missing. */
export function instantiate<Exports>(base64: string, pages: number): WasmInstance<Exports> | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    const memory = new WebAssembly.Memory({ initial: pages });
    const module = new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { exports: exports as Exports, memory };
  } catch {
    return undefined;
  }
}
