import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../server/src/lsp/rules/textEdit.ts';
import { secretFixes, type SecretFix, type SecretFixId } from '../../../server/src/lsp/secrets/secretFixes.ts';
import { allowFingerprint } from '../../../server/src/workspace/allowList.ts';

const RULE = 'some-api-key';
const CONFIG = { uri: 'file:///w/.winnow/config.json', text: '', exists: false };
const ENV = { uri: 'file:///w/.env', text: '', exists: false, ignoredByGit: false };

interface Given {
  readonly env?: string;
  readonly ignoredByGit?: boolean;
  readonly config?: string;
}

/** The secret stands between « and ». */
function fixesFor(language: string, marked: string, { env, ignoredByGit = false, config }: Given = {}) {
  const start = marked.indexOf('«');
  const text = marked.replace('«', '').replace('»', '');
  const fixes = secretFixes({
    document: { uri: 'file:///w/a', text, exists: true },
    language,
    secret: { start, end: marked.indexOf('»') - 1, rule: RULE },
    placeholder: '[REDACTED]',
    config: config === undefined ? CONFIG : { ...CONFIG, text: config, exists: true },
    env: { ...ENV, ignoredByGit, ...(env === undefined ? {} : { text: env, exists: true }) },
  });
  return new Map(fixes.map((fix) => [fix.id, fix]));
}

/** The files that a fix writes to, after it. */
function written(fix: SecretFix | undefined): readonly string[] | undefined {
  return fix?.files.map(({ text, edits }) => applyEdits(text, edits));
}

const fixed = (id: SecretFixId, language: string, marked: string, given?: Given) =>
  written(fixesFor(language, marked, given).get(id));

describe('moving to an environment variable', () => {
  test.each([
    ['typescript', 'const apiKey: string = "«v1»";', 'const apiKey: string = process.env.API_KEY;', 'API_KEY'],
    ['javascript', "x({ 'db-password': '«v1»' })", "x({ 'db-password': process.env.DB_PASSWORD })", 'DB_PASSWORD'],
    ['javascript', 'connect("«v1»")', 'connect(process.env.SOME_API_KEY)', 'SOME_API_KEY'],
    ['typescriptreact', 'const k = "«v1»"', 'const k = process.env.K', 'K'],
    ['python', 'import sys\nTOKEN = "«v1»"\n', 'import os\nimport sys\nTOKEN = os.environ["TOKEN"]\n', 'TOKEN'],
    ['python', 'import sys, os\nt = "«v1»"\n', 'import sys, os\nt = os.environ["T"]\n', 'T'],
    ['python', '#!x\n"""Doc."""\nt = \'«v1»\'', '#!x\n"""Doc."""\nimport os\nt = os.environ["T"]', 'T'],
    [
      'go',
      'package a\n\nimport (\n\t"fmt"\n)\nvar k = "«v1»"',
      'package a\n\nimport (\n\t"os"\n\t"fmt"\n)\nvar k = os.Getenv("K")',
      'K',
    ],
    ['go', 'package a\n\nk := "«v1»"', 'package a\n\nimport "os"\n\nk := os.Getenv("K")', 'K'],
    ['rust', 'let key = "«v1»";', 'let key = std::env::var("KEY").expect("KEY must be set");', 'KEY'],
    ['ruby', 'token: "«v1»"', 'token: ENV["TOKEN"]', 'TOKEN'],
    ['java', 'String apiKey = "«v1»";', 'String apiKey = System.getenv("API_KEY");', 'API_KEY'],
    ['csharp', 'var k = "«v1»";', 'var k = System.Environment.GetEnvironmentVariable("K");', 'K'],
    ['php', "$token = '«v1»';", "$token = getenv('TOKEN');", 'TOKEN'],
    ['shellscript', 'curl -u "«v1»"', 'curl -u "$SOME_API_KEY"', 'SOME_API_KEY'],
    ['shellscript', 'export KEY_A=«v1»\n', 'export KEY_A="$KEY_A"\n', 'KEY_A'],
  ])('%s: %j', (language, marked, expected, name) => {
    expect(fixed('environment', language, marked)).toEqual([expected, `${name}=v1\n`]);
  });

  test.each([
    ['json', '{"a": "«v1»"}'],
    ['yaml', 'a: «v1»'],
    ['typescript', 'const url = "https://u:«v1»@host"'],
    ['typescript', 'const url = `«v1»`'],
    ['typescript', 'const k = "«a\\nb»"'],
    ['typescriptreact', '<A key="«v1»"/>'],
    ['python', 'k = b"«v1»"'],
    ['java', "char k = '«v1»'"],
    ['shellscript', 'K=a«v1»'],
  ])('%s: not %j', (language, marked) => {
    expect(fixed('environment', language, marked)).toBeUndefined();
  });

  test.each([
    ['A=1', 'A=1\nKEY=v1\n'],
    ['A=1\r\n', 'A=1\r\nKEY=v1\r\n'],
    ['KEY=other\n', 'KEY=other\nKEY_2=v1\n'],
    ['export KEY="other"\nKEY_2=x\n', 'export KEY="other"\nKEY_2=x\nKEY_3=v1\n'],
  ])('a line joins .env %j', (env, expected) => {
    expect(fixed('environment', 'go', 'package a\nimport "os"\nkey := "«v1»"', { env })?.[1]).toBe(expected);
  });

  test('a variable that holds the value already is used', () => {
    expect(fixed('environment', 'rust', 'let key = "«v1»";', { env: "KEY='v1'\n" })).toHaveLength(1);
  });

  test.each([
    ['a b#c', "KEY='a b#c'\n"],
    ["it's $5", 'KEY="it\'s \\$5"\n'],
  ])('the value %j is quoted', (value, expected) => {
    expect(fixed('environment', 'rust', `let key = "«${value}»";`)?.[1]).toBe(expected);
  });

  test.each([
    [false, /; git does not ignore that file$/],
    [true, /^Move this some-api-key to KEY in \.env$/],
  ])('the title tells whether git ignores .env (%s)', (ignoredByGit, title) => {
    expect(fixesFor('rust', 'let key = "«v1»";', { ignoredByGit }).get('environment')?.title).toMatch(title);
  });
});

describe('allowing on the line', () => {
  test.each([
    ['typescript', 'a = "«v»";\r\nb', 'a = "v"; // winnow:allow\r\nb'],
    ['python', 'a = "«v»" \nb', 'a = "v" # winnow:allow\nb'],
    ['sql', "select '«v»'", "select 'v' -- winnow:allow"],
    ['css', 'a: «v»;', 'a: v; /* winnow:allow */'],
    ['html', '<a href="«v»">x</a>', '<a href="v">x</a> <!-- winnow:allow -->'],
    ['markdown', 'key «v»', 'key v <!-- winnow:allow -->'],
    ['html', '<a\n href="«v»"\n>', undefined],
    ['json', '{"a": "«v»"}', undefined],
    ['dockerfile', 'ENV A=«v»', undefined],
    ['properties', 'a=«v»', undefined],
    ['typescript', 'a = `\n«v»\n`', undefined],
    ['python', 'a = """\n«v»\n"""', undefined],
    ['shellscript', 'curl «v» \\\n -x', undefined],
    ['typescript', '«a\nb»', undefined],
  ])('%s: %j', (language, marked, expected) => {
    expect(fixed('allow-here', language, marked)?.[0]).toBe(expected);
  });
});

describe('allowing everywhere', () => {
  const print = allowFingerprint(RULE, 'v');

  test('the fingerprint is of rule and value, without a key', () => {
    expect(allowFingerprint('r', 'v')).toBe('5a2c4828777955f9');
  });

  test.each([
    [undefined, `{\n  "secrets": {\n    "allow": [\n      "${print}"\n    ]\n  }\n}\n`],
    ['{}', `{"secrets": { "allow": [ "${print}" ] }}`],
    [
      '{\n    "budget": 1\n}\n',
      `{\n    "budget": 1,\n    "secrets": {\n        "allow": [\n            "${print}"\n        ]\n    }\n}\n`,
    ],
    ['{"secrets": {}, "budget": 1}', `{"secrets": {"allow": [ "${print}" ]}, "budget": 1}`],
    ['{"secrets": {"allow": [\n  "x"\n]}}', `{"secrets": {"allow": [\n  "x",\n  "${print}"\n]}}`],
    ['{ broken', undefined],
    ['[]', undefined],
    ['{"secrets": {"allow": "all"}}', undefined],
  ])('in %j', (config, expected) => {
    expect(fixed('allow-everywhere', 'json', '«v»', config === undefined ? {} : { config })?.[0]).toBe(expected);
  });
});

test('redacting in place', () => {
  expect(fixed('redact', 'json', '{"a": "«v»"}')).toEqual(['{"a": "[REDACTED]"}']);
});
