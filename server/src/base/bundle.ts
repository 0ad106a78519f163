import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

declare const __dirname: string | undefined;

/** Folder of the running bundle (CommonJS, which has no `import.meta.url`); undefined where the sources run as they are. */
const BUNDLE = (import.meta.url as string | undefined) === undefined ? __dirname : undefined;

/** Path of a worker's entry: beside the running bundle, or, when the sources run as they are, the TypeScript file itself. */
export function workerEntry(): string {
  if (BUNDLE !== undefined) return join(BUNDLE, 'worker.cjs');
  return fileURLToPath(new URL('../pipeline/worker.ts', import.meta.url));
}

/** URL of the MCP protocol's bundle, which `winnow mcp` alone loads. */
export function mcpEntry(): string {
  if (BUNDLE !== undefined) return pathToFileURL(join(BUNDLE, 'mcp.main.cjs')).href;
  return new URL('../mcp.ts', import.meta.url).href;
}

/** URL of the batch queue's bundle, which workers and who submits to them load. */
export function serveEntry(): string {
  if (BUNDLE !== undefined) return pathToFileURL(join(BUNDLE, 'serve.main.cjs')).href;
  return new URL('../serve.ts', import.meta.url).href;
}

/** URL of the bundle that exports metrics. */
export function metricsEntry(): string {
  if (BUNDLE !== undefined) return pathToFileURL(join(BUNDLE, 'metrics.main.cjs')).href;
  return new URL('../metrics.ts', import.meta.url).href;
}

/** Folder of the migrations of PostgreSQL's tables, `001_NAME.sql` and on. */
export function schemaFolder(): string {
  if (BUNDLE !== undefined) return join(BUNDLE, 'schema');
  return fileURLToPath(new URL('../cache/schema', import.meta.url));
}

/** Tells this build of the program from every other: what it keeps for itself alone is made anew after a change. */
export function buildStamp(version: string): string {
  const entry = statSync(workerEntry(), { throwIfNoEntry: false });
  return `${version} ${entry?.size ?? 0} ${entry?.mtimeMs ?? 0}`;
}

/** As `buildStamp`, but the same on every machine that runs the same bundle. */
export function buildDigest(version: string): string {
  if (BUNDLE === undefined) return buildStamp(version);
  return createHash('sha256')
    .update(readFileSync(join(BUNDLE, 'worker.main.cjs')))
    .digest('hex');
}
