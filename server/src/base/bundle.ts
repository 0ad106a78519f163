import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

declare const __dirname: string | undefined;

/**
 * Path of a worker's entry: beside the running bundle (CommonJS, `dist/NAME.cjs`), or, when the sources run as they are,
 * the TypeScript file itself.
 */
export function workerEntry(): string {
  if (typeof __dirname === 'string') return join(__dirname, 'worker.cjs');
  return fileURLToPath(new URL('../pipeline/worker.ts', import.meta.url));
}
