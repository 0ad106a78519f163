import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Defined in the bundles, which are CommonJS; also, to no use, in a few hosts that run the sources as they are.
declare const __dirname: string;

const FILE_NAME = 'o200k.bin';

/**
 * Bytes of the packed o200k_base vocabulary, read on each call: beside the running bundle, or from `dist/` when the
 * sources run as they are. About 1.2 MB, read in a millisecond.
 *
 * @throws Error when there is no such file, with the mend.
 */
export function loadVocabulary(path: string = vocabularyPath()): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`Cannot read the token vocabulary ${path}: run \`npm run build\`, or install Winnow again.`, {
      cause,
    });
  }
}

function vocabularyPath(): string {
  // In a CommonJS bundle esbuild leaves `import.meta` empty.
  const source: string | undefined = import.meta.url;
  if (source === undefined) return join(__dirname, FILE_NAME);
  return fileURLToPath(new URL(`../../../dist/${FILE_NAME}`, source));
}
