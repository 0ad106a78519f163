import { expect, test } from 'vitest';
import { UserError } from '../../../server/src/base/errors.ts';
import { parseWorkspaceConfig } from '../../../server/src/workspace/workspaceConfig.ts';
import { DEFAULT_CONFIG } from '../../../server/src/workspace/rulesFile.ts';

function check(source: string) {
  const warnings: string[] = [];
  const config = parseWorkspaceConfig(source, 'config.json', (message) => warnings.push(message));
  return { config, warnings };
}

test.each([
  ['{}', {}],
  ['{"budget": 200}', { budget: 200 }],
  ['\uFEFF{"format": "xml", "exclude": ["*.md"]}', { format: 'xml', exclude: ['*.md'] }],
  [DEFAULT_CONFIG, { budget: 8000, format: 'markdown', exclude: [] }],
])('%j is read', (source, config) => {
  expect(check(source)).toEqual({ config, warnings: [] });
});

test('a key that is not known has no effect and is a warning', () => {
  const { config, warnings } = check('{"budget": 300, "colour": "red", "__proto__": 1}');
  expect(config).toEqual({ budget: 300 });
  expect(warnings).toEqual([
    'config.json: “colour” is not known and has no effect',
    'config.json: “__proto__” is not known and has no effect',
  ]);
});

test('a model that is not known has no effect and is a warning; the rest counts', () => {
  const { config, warnings } = check('{"model": "__proto__", "exclude": ["*.md"]}');
  expect(config).toEqual({ exclude: ['*.md'] });
  expect(warnings).toEqual([
    expect.stringMatching(/^config\.json: the model “__proto__” is not known and has no effect/),
  ]);
  expect(check('{"model": "gpt-4o"}').config).toEqual({ model: 'gpt-4o' });
});

test.each([
  ['', /config\.json is not JSON: correct it/],
  ['{"budget": 1,\n}', /config\.json:2:1 is not JSON/],
  ['{budget}', /is not JSON/],
  ['[]', /is not a JSON object/],
  ['null', /is not a JSON object/],
  ['{"budget": "8000"}', /budget must be a whole number from 200/],
  ['{"budget": 12.5}', /budget must be a whole number/],
  ['{"budget": 0}', /budget must be a whole number/],
  ['{"format": "pdf"}', /format must be one of markdown/],
  ['{"exclude": "*.md"}', /exclude must be a list of globs/],
  ['{"exclude": [1]}', /exclude\.0 must be a glob/],
])('%j is refused with the place and the mend', (source, message) => {
  expect(() => check(source)).toThrow(UserError);
  expect(() => check(source)).toThrow(message);
});

test('what is quoted from a broken file never reaches the message', () => {
  expect(() => check('{"budget": hunter2}')).not.toThrow(/hunter2/);
});
