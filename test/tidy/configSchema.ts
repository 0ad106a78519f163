import { SETTINGS, type Setting } from '../../shared/src/settings.ts';

/** Keys of `.winnow/config.json` that are settings, too. */
const SETTING_KEYS = ['budget', 'model', 'format', 'compaction', 'exclude'] as const;

/** `syntaxes/config.schema.json`: how editors complete and check `.winnow/config.json` (JSON Schema, draft 7). */
export function createConfigSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Winnow: .winnow/config.json',
    description: 'What a workspace says for everybody who works in it. See docs/settings.md.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(SETTING_KEYS.map((key) => [key, schemaOf(SETTINGS[`winnow.${key}`])])),
      secrets: {
        type: 'object',
        additionalProperties: false,
        properties: {
          allow: {
            description: 'Fingerprints of values that are no secrets, as “winnow scan --fingerprints” prints them.',
            type: 'array',
            items: { type: 'string', pattern: '^[0-9a-f]{16}$' },
          },
          personalData: schemaOf(SETTINGS['winnow.secrets.personalData']),
        },
      },
    },
  };
}

function schemaOf(setting: Setting): object {
  const { default: value, description, type } = setting;
  const told = { markdownDescription: description, description, default: value };
  if (type === 'strings') return { ...told, type: 'array', items: { type: 'string' } };
  if (type === 'number') return { ...told, type: 'integer', minimum: setting.minimum, maximum: setting.maximum };
  if (type === 'string' && setting.values) return { ...told, type, enum: setting.values };
  return { ...told, type };
}
