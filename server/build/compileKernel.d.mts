/** A kernel's source, the TypeScript file that embeds it, and what its constants' names begin with there. */
export interface Kernel {
  readonly source: URL;
  readonly embedded: URL;
  readonly constant: string;
}
export const KERNELS: readonly Kernel[];
/** Compiles and embeds the kernels that changed since. */
export function embedKernels(): Promise<void>;
/** SHA-256 of a source and of how it is compiled. */
export function sourceDigest(source: URL): string;
/** An AssemblyScript file as a WebAssembly module that imports its memory; takes seconds. */
export function compileKernel(source: URL): Promise<Uint8Array>;
/** The TypeScript file that holds a compiled kernel. */
export function embeddedKernel(kernel: Kernel, binary: Uint8Array): string;
