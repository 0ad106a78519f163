// Compiles the scan's kernel, bundles the five entries into dist/ and puts the tokenizer's vocabularies and the migrations
// beside them.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import cl100k from 'gpt-tokenizer/bpeRanks/cl100k_base';
import { embedKernels } from './server/build/compileKernel.mjs';
import { packVocabulary } from './server/build/packVocabulary.mjs';
import { billOfMaterials, bundledPackages, notices } from './server/build/thirdParty.mjs';

const product = JSON.parse(readFileSync('package.json', 'utf8'));
/** Of the manifest the bundles need the version alone: each would carry it whole. */
const versionOnly = {
  name: 'version-only',
  setup: ({ onLoad }) =>
    onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === resolve('package.json')
        ? { contents: JSON.stringify({ version: product.version }), loader: 'json' }
        : null,
    ),
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
await embedKernels();

const programs = await build({
  entryPoints: {
    client: 'client/src/extension.ts',
    'server.main': 'server/src/main.ts',
    'worker.main': 'server/src/pipeline/worker.ts',
    'cli.main': 'server/src/cli.ts',
    'mcp.main': 'server/src/mcp.ts',
    'serve.main': 'server/src/serve.ts',
    'metrics.main': 'server/src/metrics.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'pg-native', 'pg-cloudflare'],
  minify: true,
  legalComments: 'none',
  // `base/bundle.ts` asks for __dirname first: in a bundle import.meta is never read.
  logOverride: { 'empty-import-meta': 'silent' },
  plugins: [versionOnly],
  metafile: true,
});
const view = await build({
  entryPoints: { dashboard: 'client/dashboardView/main.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'chrome128',
  minify: true,
  legalComments: 'none',
  metafile: true,
});
const metafile = { outputs: { ...programs.metafile.outputs, ...view.metafile.outputs } };
// A bundle cannot cache its own compilation: these few bytes turn V8's code cache on, and then load it.
// The server holds its new objects' space as small as it begins (`base/youngGeneration.ts`) before its own code is loaded.
// Node's modules are loaded before: under other flags V8 refuses their compiled code that Node brings, 10 ms of the start.
// V8's memory reducer wakes each idle heap every eight seconds and collects both after a hundred, with all its helper
// threads: some 70 wake-ups in that minute for 2 MB. The pipeline's thread gives memory back itself (`base/restingMemory`).
const FLAGS = ['--semi-space-growth-factor=1', '--no-memory-reducer'];
const nodeModules = metafile.outputs['dist/server.main.cjs'].imports
  .filter(({ kind, external }) => external && kind === 'require-call')
  .map(({ path }) => path.replace(/^(?:node:)?/, 'node:'));
const before = {
  cli: '#!/usr/bin/env node\n',
  server: [
    ...[...new Set(nodeModules)].sort().map((name) => `require('${name}');\n`),
    ...FLAGS.map((flag) => `require('node:v8').setFlagsFromString('${flag}');\n`),
  ].join(''),
  worker: '',
};
for (const [entry, first] of Object.entries(before)) {
  writeFileSync(
    `dist/${entry}.cjs`,
    `${first}require('node:module').enableCompileCache?.();\nrequire('./${entry}.main.cjs');\n`,
  );
}
writeFileSync('dist/o200k.bin', packVocabulary());
writeFileSync('dist/cl100k.bin', packVocabulary(cl100k));
cpSync('server/src/cache/schema', 'dist/schema', { recursive: true });
const packages = bundledPackages(metafile);
writeFileSync('dist/third-party-notices.txt', notices(packages));
writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(billOfMaterials(packages, product), undefined, 1)}\n`);

for (const [file, { bytes }] of Object.entries(metafile.outputs))
  console.log(`${file}  ${Math.round(bytes / 1000)} kB`);
