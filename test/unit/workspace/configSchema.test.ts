import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parseWorkspaceConfig } from '../../../server/src/workspace/workspaceConfig.ts';
import { createConfigSchema } from '../../tidy/configSchema.ts';

const isSound = new Ajv({ strict: false }).compile(createConfigSchema());

/** Whether the file has its whole effect, as the program reads it. */
function hasEffect(config: object): boolean {
  const warnings: string[] = [];
  try {
    parseWorkspaceConfig(JSON.stringify(config), 'config.json', (warning) => warnings.push(warning));
    return warnings.length === 0;
  } catch {
    return false;
  }
}

test.each<[object, boolean]>([
  [{}, true],
  [
    { $schema: './schema.json', budget: 200, model: 'gpt-4', format: 'xml', compaction: 'outline', exclude: ['*.md'] },
    true,
  ],
  [{ secrets: { allow: ['0123456789abcdef'], personalData: true } }, true],
  [{ budget: 199 }, false],
  [{ budget: 1_000_001 }, false],
  [{ budget: 300.5 }, false],
  [{ model: 7 }, false],
  [{ format: 'pdf' }, false],
  [{ compaction: 'all' }, false],
  [{ exclude: '*.md' }, false],
  [{ exclude: [1] }, false],
  [{ secrets: { allow: ['0123456789ABCDEF'] } }, false],
  [{ secrets: { personalData: 'yes' } }, false],
  [{ colour: 'red' }, false],
])('the editors’ schema and the program agree about %j', (config, expected) => {
  expect([isSound(config), hasEffect(config)]).toEqual([expected, expected]);
});
