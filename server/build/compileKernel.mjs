// Build step: compiles the scan's inner loops (AssemblyScript) and embeds them in TypeScript files, which are committed so
// that the sources run and are tested without a build.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const scan = (name) => new URL(`../src/engine/scan/${name}`, import.meta.url);
const ranking = (name) => new URL(`../src/engine/ranking/${name}`, import.meta.url);
/** What is compiled, where to, and the constants' names there. */
export const KERNELS = [
  { source: scan('kernel.as'), embedded: scan('kernelBytes.ts'), constant: 'KERNEL' },
  { source: scan('lines.as'), embedded: scan('lineKernelBytes.ts'), constant: 'LINE_KERNEL' },
  { source: ranking('terms.as'), embedded: ranking('termKernelBytes.ts'), constant: 'TERM_KERNEL' },
];
/** The compiler wants a `.ts` file; under that name the type checker would take it for TypeScript. */
const ENTRY = 'kernel.ts';
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--use', 'abort='];

/** Compiles again what changed since its embedded file was written; the compiler takes seconds. */
export async function embedKernels() {
  for (const kernel of KERNELS) {
    if (readFileSync(kernel.embedded, 'utf8').includes(sourceDigest(kernel.source))) continue;
    writeFileSync(kernel.embedded, embeddedKernel(kernel, await compileKernel(kernel.source)));
  }
}

/** SHA-256 of the source and of how it is compiled, in hexadecimal digits. */
export function sourceDigest(source) {
  return createHash('sha256').update(readFileSync(source)).update(OPTIONS.join(' ')).digest('hex');
}

/** @returns {Promise<Uint8Array>} the module */
export async function compileKernel(source) {
  const { default: asc } = await import('assemblyscript/asc');
  let binary;
  let complaints = '';
  const { error } = await asc.main([ENTRY, ...OPTIONS, '--outFile', 'kernel.wasm'], {
    readFile: (name) => (name === ENTRY ? readFileSync(source, 'utf8') : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents;
    },
    stderr: { write: (text) => (complaints += text) },
  });
  if (error || !binary) throw new Error(`${source.pathname}: ${complaints}`);
  return binary;
}

/** The TypeScript file that holds a compiled kernel. */
export function embeddedKernel({ source, constant }, binary) {
  return `// Written by server/build/compileKernel.mjs from ${source.pathname.split('/').at(-1)} of SHA-256
// ${sourceDigest(source)}; do not edit.
export const ${constant}_BASE64 =
  '${Buffer.from(binary).toString('base64')}';
`;
}
