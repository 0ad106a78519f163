import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { loadVocabulary } from '../../../server/src/base/vocabulary.ts';
import { createTokenizer } from '../../../server/src/engine/tokens/tokenizer.ts';
import { TOOL_ARGUMENTS } from '../../../server/src/mcp/toolArguments.ts';
import { TOOL_NAMES, TOOLS, TOOLS_TOKENS } from '../../../shared/src/toolList.ts';
import { REPOSITORY } from '../../helpers/repository.ts';

test('what the tools cost in each conversation is what is said of it, and little', () => {
  const tokens = createTokenizer(loadVocabulary()).count(JSON.stringify({ tools: TOOLS }));
  expect(tokens).toBe(TOOLS_TOKENS);
  expect(tokens).toBeLessThanOrEqual(600);
  for (const page of ['docs/mcp.md', 'README.md'])
    expect(readFileSync(join(REPOSITORY, page), 'utf8')).toContain(`${TOOLS_TOKENS} tokens`);
});

test('the tools are five', () => {
  expect(TOOLS.map(({ name }) => name)).toEqual(TOOL_NAMES);
});

interface Schema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** As far as the tools' own schemas tell: the bounds of texts and lists are checked, but not told. */
function essence({ type, minimum, maximum, items, enum: values }: Schema): object {
  return { type, values, ...(type === 'integer' ? { minimum, maximum } : {}), ...(items ? { items: items.type } : {}) };
}

test.each(TOOLS)('$name: the schema that is shown is the one that is checked', ({ name, inputSchema }) => {
  const checked = z.toJSONSchema(TOOL_ARGUMENTS[name]) as Schema;
  const shown: Schema = inputSchema;
  const essences = (schema: Schema) =>
    Object.entries(schema.properties ?? {}).map(([key, one]) => [key, essence(one)] as const);
  expect(essences(shown)).toEqual(essences(checked));
  expect(shown.required ?? []).toEqual(checked.required ?? []);
});
