import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRoutingHook, removeRoutingHook, type SettingsOutcome } from '../../../server/src/workspace/claudeHooks.ts';

const COMMAND = 'winnow hook claude; exit 0';
const HANDLER = `{ "type": "command", "command": "${COMMAND}", "timeout": 5 }`;
const GROUP = `{ "hooks": [ ${HANDLER} ] }`;

function textOf(outcome: SettingsOutcome): string | undefined {
  if ('text' in outcome) return outcome.text;
  throw new Error(`no text: ${JSON.stringify(outcome)}`);
}

/** What is added, and that taking it away gives the same bytes again. */
function check(source: string | undefined, expected: string) {
  const added = textOf(addRoutingHook(source, COMMAND))!;
  expect(added).toBe(expected);
  expect(addRoutingHook(added, COMMAND)).toEqual({ kind: 'unchanged' });
  expect(removeRoutingHook(added)).toMatchObject({
    kind: 'removed',
    ...(source === undefined ? {} : { text: source }),
  });
}

test.each([
  ['{}\n', `{"hooks": { "UserPromptSubmit": [ ${GROUP} ] }}\n`],
  ['{\n}', `{"hooks": { "UserPromptSubmit": [ ${GROUP} ] }\n}`],
  ['{"a":1}', `{"a":1, "hooks": { "UserPromptSubmit": [ ${GROUP} ] }}`],
  ['\uFEFF{ "a": "}" }', `\uFEFF{ "a": "}", "hooks": { "UserPromptSubmit": [ ${GROUP} ] } }`],
  ['{"hooks": {}, "b": [2]}', `{"hooks": {"UserPromptSubmit": [ ${GROUP} ]}, "b": [2]}`],
  ['{"hooks": {"UserPromptSubmit": [ ]}}', `{"hooks": {"UserPromptSubmit": [${GROUP} ]}}`],
  ['{"hooks": {"UserPromptSubmit": [7]}}', `{"hooks": {"UserPromptSubmit": [7, ${GROUP}]}}`],
  ['{"hooks": 1, "hooks": {"x": 1}}', `{"hooks": 1, "hooks": {"x": 1, "UserPromptSubmit": [ ${GROUP} ]}}`],
])('one line stays one line: %j', check);

test('a file that is not there is made, and goes', () => {
  const made = { hooks: { UserPromptSubmit: [{ hooks: [JSON.parse(HANDLER) as object] }] } };
  check(undefined, `${JSON.stringify(made, undefined, 2)}\n`);
  expect(removeRoutingHook(JSON.stringify(made, undefined, '\t'))).not.toHaveProperty('text');
});

test('indentation and line breaks are the file’s own', () => {
  check(
    '{\r\n\t"z": {"b": 1},\r\n\t"a": [\r\n\t]\r\n}\r\n',
    [
      '{\n\t"z": {"b": 1},\n\t"a": [\n\t],',
      '\t"hooks": {\n\t\t"UserPromptSubmit": [\n\t\t\t{\n\t\t\t\t"hooks": [\n\t\t\t\t\t{',
      `\t\t\t\t\t\t"type": "command",\n\t\t\t\t\t\t"command": "${COMMAND}",\n\t\t\t\t\t\t"timeout": 5`,
      '\t\t\t\t\t}\n\t\t\t\t]\n\t\t\t}\n\t\t]\n\t}\n}\n',
    ]
      .join('\n')
      .replaceAll('\n', '\r\n'),
  );
});

test('other hooks stay beside ours, in either order', () => {
  const other = '{ "hooks": [{ "type": "command", "command": "echo" }] }';
  const source = `{\n  "hooks": {\n    "UserPromptSubmit": [\n      ${other}\n    ],\n    "Stop": []\n  }\n}\n`;
  const added = textOf(addRoutingHook(source, COMMAND))!;
  expect(JSON.parse(added)).toEqual({
    hooks: { UserPromptSubmit: [JSON.parse(other), JSON.parse(GROUP)], Stop: [] },
  });
  expect(textOf(removeRoutingHook(added))).toBe(source);
  const first = `{"hooks": {"UserPromptSubmit": [${GROUP}, ${other}]}}`;
  expect(textOf(removeRoutingHook(first))).toBe(`{"hooks": {"UserPromptSubmit": [${other}]}}`);
  const shared = `{"hooks": {"UserPromptSubmit": [{"matcher": "", "hooks": [${HANDLER}, {"type": "x"}, ${HANDLER}]}]}}`;
  expect(textOf(removeRoutingHook(shared))).toBe(
    '{"hooks": {"UserPromptSubmit": [{"matcher": "", "hooks": [{"type": "x"}]}]}}',
  );
});

test('a program that moved has its command written anew, and nothing else', () => {
  const old = textOf(addRoutingHook('{"a": 1}', String.raw`node "/old \"place\"/cli.cjs" hook claude; exit 0`))!;
  const outcome = addRoutingHook(old, COMMAND);
  expect(outcome.kind).toBe('updated');
  expect(textOf(outcome)).toBe(textOf(addRoutingHook('{"a": 1}', COMMAND)));
});

test.each([
  ['', 'not plain JSON'],
  ['{"a": 1,}', 'not plain JSON'],
  ['// note\n{}', 'not plain JSON'],
  ['[]', 'not a JSON object'],
  ['null', 'not a JSON object'],
  ['{"hooks": []}', 'an object under “hooks”'],
  ['{"hooks": {"UserPromptSubmit": {}}}', 'a list under “hooks.UserPromptSubmit”'],
])('%j is left alone, with a reason', (source, reason) => {
  for (const outcome of [addRoutingHook(source, COMMAND), removeRoutingHook(source)]) {
    expect(outcome).toMatchObject({ kind: 'unusable', problem: expect.stringContaining(reason) as string });
  }
});

test.each([
  '{}',
  '{"hooks": {"UserPromptSubmit": [{"hooks": [{"command": "my-winnow hook claude"}, 1, null]}, 2]}}',
  '{"hooks": {"UserPromptSubmit": [{"hooks": [{"command": "winnow hook claudette"}]}]}}',
])('nothing of ours is in %j', (source) => {
  expect(removeRoutingHook(source)).toEqual({ kind: 'unchanged' });
});

test('whatever the settings and their layout, adding changes nothing else and removing gives the bytes back', () => {
  const settings = fc.record(
    {
      env: fc.jsonValue({ maxDepth: 2 }),
      hooks: fc.record(
        { UserPromptSubmit: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }), Stop: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      'a"\\b': fc.string(),
    },
    { requiredKeys: [] },
  );
  const layout = fc.record({ indent: fc.constantFrom('', '  ', '\t'), end: fc.constantFrom('\n', '\r\n') });
  fc.assert(
    fc.property(settings, layout, (value, { indent, end }) => {
      const source = `${JSON.stringify(value, undefined, indent)}\n`.replaceAll('\n', end);
      const added = textOf(addRoutingHook(source, COMMAND))!;
      const { hooks, ...rest } = JSON.parse(added) as typeof value;
      const { hooks: before, ...restBefore } = JSON.parse(source) as typeof value;
      expect(rest).toEqual(restBefore);
      expect(hooks).toEqual({
        ...before,
        UserPromptSubmit: [...(before?.UserPromptSubmit ?? []), JSON.parse(GROUP)],
      });
      expect(textOf(removeRoutingHook(added))).toBe(source);
    }),
    { numRuns: 200 },
  );
});
