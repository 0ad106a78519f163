import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';

test('the server starts without the rules of secrets, the analysis, settings, YAML, schemas and stores', async () => {
  const { metafile } = await build({
    entryPoints: [join(REPOSITORY, 'server/src/main.ts')],
    absWorkingDir: REPOSITORY,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: 'out',
    write: false,
    metafile: true,
    external: ['pg-native', 'pg-cloudflare'],
    logLevel: 'silent',
  });
  const loaded = new Set<string>();
  const load = (output: string) => {
    const { inputs, imports } = metafile.outputs[output]!;
    for (const input of Object.keys(inputs)) loaded.add(input);
    for (const { path, kind } of imports) if (kind === 'import-statement' && path in metafile.outputs) load(path);
  };
  load(Object.keys(metafile.outputs).find((output) => output.endsWith('main.js'))!);
  expect([...loaded]).toContain('server/src/lsp/server.ts');
  const late =
    /engine\/(?:secrets|chunks|tokens|pack|ranking)\/|engine\/(?:analyze|scan\/automaton|scan\/kernel)|shared\/src\/settings|node_modules\/(?:yaml|zod|ioredis|pg|re2js)\//;
  expect([...loaded].filter((input) => late.test(input))).toEqual([]);
});

test('the command line holds nothing of the MCP SDK: its bundle is loaded by “winnow mcp” alone', async () => {
  const { metafile } = await build({
    entryPoints: [join(REPOSITORY, 'server/src/cli.ts')],
    absWorkingDir: REPOSITORY,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    outdir: 'out',
    write: false,
    metafile: true,
    external: ['pg-native', 'pg-cloudflare'],
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain('server/src/mcp/mcpHost.ts');
  expect(inputs.filter((input) => /node_modules\/(?:@modelcontextprotocol|ajv)\//.test(input))).toEqual([]);
});
