import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Defined in the bundles, which are CommonJS; also, to no use, in a few hosts that run the sources as they are.
declare const __dirname: string;

/** The packed vocabularies, by encoding; 1.2 and 0.6 MB, read in a millisecond. */
const FILES = { o200k_base: 'o200k.bin', cl100k_base: 'cl100k.bin' } as const;

/**
 * Bytes of a packed vocabulary, o200k_base's unless another is named, read on each call.
 *
 * @throws Error when there is no such file, with the mend.
 */
export function loadVocabulary(path: string = vocabularyPath('o200k_base')): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`Cannot read the token vocabulary ${path}: run \`npm run build\`, or install Winnow again.`, {
      cause,
    });
  }
}

/** Where an encoding's vocabulary is: beside the running bundle, or in `dist/` when the sources run as they are. */
export function vocabularyPath(encoding: keyof typeof FILES): string {
  const file = FILES[encoding];
  // In a CommonJS bundle esbuild leaves `import.meta` empty.
  const source: string | undefined = import.meta.url;
  if (source === undefined) return join(__dirname, file);
  return fileURLToPath(new URL(`../../../dist/${file}`, source));
}
