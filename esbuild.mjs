// Bundles the four entries into dist/ and packs the tokenizer's vocabulary beside them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { packVocabulary } from './server/build/packVocabulary.mjs';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');

const { metafile } = await build({
  entryPoints: {
    client: 'client/src/extension.ts',
    server: 'server/src/main.ts',
    worker: 'server/src/pipeline/worker.ts',
    cli: 'server/src/cli.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode', 'pg-native', 'pg-cloudflare'],
  minify: true,
  keepNames: true,
  legalComments: 'none',
  // `base/bundle.ts` asks for __dirname first: in a bundle import.meta is never read.
  logOverride: { 'empty-import-meta': 'silent' },
  metafile: true,
});
writeFileSync('dist/o200k.bin', packVocabulary());

for (const [file, { bytes }] of Object.entries(metafile.outputs))
  console.log(`${file}  ${Math.round(bytes / 1000)} kB`);
