import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

declare const __dirname: string | undefined;

/**
 * Path of a worker's entry: beside the running bundle (CommonJS, `dist/NAME.cjs`), or, when the sources run as they are,
 * the TypeScript file itself.
 */
export function workerEntry(): string {
  if (typeof __dirname === 'string') return join(__dirname, 'worker.cjs');
  return fileURLToPath(new URL('../pipeline/worker.ts', import.meta.url));
}

/** URL of the MCP protocol's bundle, which `winnow mcp` alone loads. */
export function mcpEntry(): string {
  if (typeof __dirname === 'string') return pathToFileURL(join(__dirname, 'mcp.main.cjs')).href;
  return new URL('../mcp.ts', import.meta.url).href;
}

/** URL of the batch queue's bundle, which workers and who submits to them load. */
export function serveEntry(): string {
  if (typeof __dirname === 'string') return pathToFileURL(join(__dirname, 'serve.main.cjs')).href;
  return new URL('../serve.ts', import.meta.url).href;
}

/** URL of the bundle that exports metrics. */
export function metricsEntry(): string {
  if (typeof __dirname === 'string') return pathToFileURL(join(__dirname, 'metrics.main.cjs')).href;
  return new URL('../metrics.ts', import.meta.url).href;
}

/** Folder of the migrations of PostgreSQL's tables, `001_NAME.sql` and on. */
export function schemaFolder(): string {
  if (typeof __dirname === 'string') return join(__dirname, 'schema');
  return fileURLToPath(new URL('../cache/schema', import.meta.url));
}

/** Tells this build of the program from every other: what it keeps for itself alone is made anew after a change. */
export function buildStamp(version: string): string {
  const entry = statSync(workerEntry(), { throwIfNoEntry: false });
  return `${version} ${entry?.size ?? 0} ${entry?.mtimeMs ?? 0}`;
}

/** As `buildStamp`, but the same on every machine that runs the same bundle. */
export function buildDigest(version: string): string {
  if (typeof __dirname !== 'string') return buildStamp(version);
  return createHash('sha256')
    .update(readFileSync(join(__dirname, 'worker.main.cjs')))
    .digest('hex');
}
