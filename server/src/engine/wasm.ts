/** A module's memory, which it imports. */
export interface KernelMemory {
  /** Another one after `grow`. */
  readonly buffer: ArrayBuffer;
  /** Throws where there is not as much memory. */
  grow(pages: number): number;
}

/** An instance of a module that imports its memory. */
export interface WasmInstance<Exports> {
  readonly exports: Exports;
  readonly memory: KernelMemory;
}

/**
 * Copies a string as UTF-16 units, little-endian, to a byte offset of the memory that it was made for. The engine has no
 * quick way of its own: a loop over the string takes as long as a scan.
 */
export type TextWriter = (text: string, at: number) => void;
export type MakeWriter = (memory: ArrayBuffer) => TextWriter;

// The parts of the standards' interfaces that are used; the engine has no ambient types.
declare const atob: (base64: string) => string;
declare const WebAssembly:
  | {
      readonly Memory: new (size: { initial: number }) => KernelMemory;
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
    }
  | undefined;

let makeWriter: MakeWriter | undefined;

/** Names the quick way to copy a string; without one the scan's kernel is not used. */
export function useTextWriter(make: MakeWriter | undefined): void {
  makeWriter = make;
}

/** The quick way to copy a string, if one was named. */
export function namedTextWriter(): MakeWriter | undefined {
  return makeWriter;
}

const modules = new Map<string, object>();

/** `undefined` where WebAssembly, or an instruction of the module's, is missing. `imports` are functions by name. */
export function instantiate<Exports>(base64: string, pages: number, imports = {}): WasmInstance<Exports> | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  try {
    const memory = new WebAssembly.Memory({ initial: pages });
    let module = modules.get(base64);
    if (!module) {
      module = new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
      modules.set(base64, module);
    }
    const { exports } = new WebAssembly.Instance(module, { env: { ...imports, memory } });
    return { exports: exports as Exports, memory };
  } catch {
    return undefined;
  }
}
