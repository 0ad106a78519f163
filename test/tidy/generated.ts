import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { triggerColorContributions } from '../../client/src/triggers/triggerColors.ts';
import { secretColorContributions } from '../../client/src/secrets/secretColors.ts';
import { createManifest, createSettingsPage } from '../../shared/src/manifest.ts';
import { createConfigSchema } from './configSchema.ts';
import { codeTexts } from './codeTexts.ts';
import { inGerman, translated } from './translations.ts';
import { localizeManifest } from './manifestTexts.ts';
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
  const colors = [...triggerColorContributions(), ...secretColorContributions()];
  const localized = localizeManifest(createManifest(colors));
  const derived = { ...manifest, ...localized.manifest, l10n: './l10n' };
  const bundle = Object.fromEntries(codeTexts().map((text) => [text, text]));
  const german = inGerman();
  const protocol = PROTOCOL.map((path) => readFileSync(join(REPOSITORY, path), 'utf8')).join('\n');
  const prettierOptions = { printWidth: 120, singleQuote: true };
  const json = (value: unknown) => format(JSON.stringify(value), { parser: 'json', ...prettierOptions });
  return new Map([
    ['package.nls.json', await json(localized.texts)],
    ['l10n/bundle.l10n.json', await json(bundle)],
    ['package.nls.de.json', await json(translated(localized.texts, german))],
    ['l10n/bundle.l10n.de.json', await json(translated(bundle, german))],
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
