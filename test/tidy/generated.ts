import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { triggerColorContributions } from '../../client/src/triggers/triggerColors.ts';
import { secretColorContributions } from '../../client/src/secrets/secretColors.ts';
import { createManifest, createSettingsPage } from '../../shared/src/manifest.ts';
import { createConfigSchema } from './configSchema.ts';
import { createMetricsPage } from './metricsPage.ts';
import { createProtocolPage } from './protocolPage.ts';
import { REPOSITORY } from '../helpers/repository.ts';

/** What the protocol's page is made of, in its order. */
const PROTOCOL = [
  'shared/src/protocol.ts',
  'shared/src/statsProtocol.ts',
  'shared/src/lockProtocol.ts',
  'shared/src/toolProtocol.ts',
  'shared/src/compressProtocol.ts',
  'shared/src/savingsProtocol.ts',
];

/** Every file that is derived from a definition, and what it must hold. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as Record<string, unknown>;
  const derived = { ...manifest, ...createManifest([...triggerColorContributions(), ...secretColorContributions()]) };
  const protocol = PROTOCOL.map((path) => readFileSync(join(REPOSITORY, path), 'utf8')).join('\n');
  const prettierOptions = { printWidth: 120, singleQuote: true };
  return new Map([
    ['package.json', await format(JSON.stringify(derived), { parser: 'json-stringify', ...prettierOptions })],
    ['docs/settings.md', await format(createSettingsPage(), { parser: 'markdown', ...prettierOptions })],
    [
      'syntaxes/config.schema.json',
      await format(JSON.stringify(createConfigSchema()), { parser: 'json', ...prettierOptions }),
    ],
    ['docs/metrics.md', await format(createMetricsPage(), { parser: 'markdown', ...prettierOptions })],
    ['docs/protocol.md', await format(createProtocolPage(protocol), { parser: 'markdown', ...prettierOptions })],
  ]);
}
