import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { triggerColorContributions } from '../../client/src/triggers/triggerColors.ts';
import { secretColorContributions } from '../../client/src/secrets/secretColors.ts';
import { createManifest, createSettingsPage } from '../../shared/src/manifest.ts';
import { createProtocolPage } from './protocolPage.ts';
import { REPOSITORY } from '../helpers/repository.ts';

/** Every file that is derived from a definition, and what it must hold. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as Record<string, unknown>;
  const derived = { ...manifest, ...createManifest([...triggerColorContributions(), ...secretColorContributions()]) };
  const protocol = readFileSync(join(REPOSITORY, 'shared/src/protocol.ts'), 'utf8');
  const prettierOptions = { printWidth: 120, singleQuote: true };
  return new Map([
    ['package.json', await format(JSON.stringify(derived), { parser: 'json-stringify', ...prettierOptions })],
    ['docs/settings.md', await format(createSettingsPage(), { parser: 'markdown', ...prettierOptions })],
    ['docs/protocol.md', await format(createProtocolPage(protocol), { parser: 'markdown', ...prettierOptions })],
  ]);
}
