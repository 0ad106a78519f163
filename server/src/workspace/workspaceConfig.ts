import { join } from 'node:path';
import * as z from 'zod/mini';
import { COMPACTION_LEVELS, PACK_FORMATS } from '../../../shared/src/protocol.ts';
import { SETTINGS } from '../../../shared/src/settings.ts';
import { UserError } from '../base/errors.ts';
import { MODEL_FAMILIES, modelOf } from '../engine/tokens/models.ts';
import { withoutSecrets } from '../engine/withoutSecrets.ts';
import { CONFIG_PATH } from './rulesFile.ts';
import { readTextFile } from './textFile.ts';

const MOST_CONFIG_BYTES = 1_000_000;
const MOST_SHOWN_UNITS = 80;
const BUDGET = SETTINGS['winnow.budget'];

const BUDGET_RANGE = `must be a whole number from ${BUDGET.minimum} to ${BUDGET.maximum}`;

const ALLOWED = 'must be a fingerprint of 16 hexadecimal digits, as “winnow scan --fingerprints” prints them';

/** What `.winnow/config.json` may say; `test/tidy/configSchema.ts` makes the editors' schema of the same. */
const SHAPE = {
  /** Where editors find the schema. */
  $schema: z.optional(z.string('must be the URL of a schema')),
  budget: z.optional(
    z.int(BUDGET_RANGE).check(z.minimum(BUDGET.minimum, BUDGET_RANGE), z.maximum(BUDGET.maximum, BUDGET_RANGE)),
  ),
  model: z.optional(z.string('must be a model’s name')),
  format: z.optional(z.enum(PACK_FORMATS, `must be one of ${PACK_FORMATS.join(', ')}`)),
  compaction: z.optional(z.enum(COMPACTION_LEVELS, `must be one of ${COMPACTION_LEVELS.join(', ')}`)),
  exclude: z.optional(z.array(z.string('must be a glob'), 'must be a list of globs')),
  secrets: z.optional(
    z.object({
      allow: z.optional(
        z.array(z.string(ALLOWED).check(z.regex(/^[0-9a-f]{16}$/, ALLOWED)), 'must be a list of fingerprints'),
      ),
      personalData: z.optional(z.boolean('must be true or false')),
    }),
  ),
};
const CONFIG = z.object(SHAPE);

export type WorkspaceConfig = z.infer<typeof CONFIG>;

/** The workspace's own defaults; none when it has no such file. @throws UserError when the file is broken */
export function readWorkspaceConfig(folder: string, onWarning: (message: string) => void): WorkspaceConfig {
  const path = join(folder, CONFIG_PATH);
  const read = readTextFile(path, MOST_CONFIG_BYTES, folder);
  if ('text' in read) return parseWorkspaceConfig(read.text, path, onWarning);
  if (read.skip !== 'unreadable') onWarning(`${path} has no effect (${read.skip}): make it a regular file`);
  return {};
}

/** `path` is named in problems. A key that is not known is a warning: it may be a newer version's. */
export function parseWorkspaceConfig(
  source: string,
  path: string,
  onWarning: (message: string) => void,
): WorkspaceConfig {
  const value = parseJson(source, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(`${path} is not a JSON object: write { "budget": 8000 }, or delete it and run “winnow init”`);
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(SHAPE, key)) onWarning(`${path}: “${withoutSecrets(key)}” is not known and has no effect`);
  }
  const result = CONFIG.safeParse(value);
  if (result.success) return withKnownModel(result.data, path, onWarning);
  const { path: where = [], message } = result.error.issues[0] ?? { message: 'is not usable' };
  throw new UserError(`${path}: ${where.map(String).join('.')} ${message}: correct it, or take the key out`);
}

/** A model that is not known, a newer version's for one, would make every question fail. */
function withKnownModel(config: WorkspaceConfig, path: string, onWarning: (message: string) => void): WorkspaceConfig {
  const { model, ...rest } = config;
  if (model === undefined || model.trim() === '' || modelOf(model)) return config;
  const shown = withoutSecrets(model.slice(0, MOST_SHOWN_UNITS));
  onWarning(`${path}: the model “${shown}” is not known and has no effect: name one of ${MODEL_FAMILIES.join('; ')}`);
  return rest;
}

function parseJson(source: string, path: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch (error) {
    // Only the place: the rest of the message quotes the file.
    const place = /line (\d+) column (\d+)/.exec((error as Error).message);
    const where = place ? `${path}:${place[1]}:${place[2]}` : path;
    throw new UserError(`${where} is not JSON: correct it, or delete it and run “winnow init”`);
  }
}
