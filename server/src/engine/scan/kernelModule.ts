import { instantiate, type WasmInstance } from '../wasm.ts';
import { KERNEL_BASE64 } from './kernelBytes.ts';

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

const KERNEL_PAGES = 8;

/** A new instance of the kernel and its memory, or `undefined` where WebAssembly or its SIMD is missing. */
export function kernelModule(): WasmInstance<KernelExports> | undefined {
  return instantiate(KERNEL_BASE64, KERNEL_PAGES);
}
