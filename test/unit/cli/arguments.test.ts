import { expect, test } from 'vitest';
import { UsageError } from '../../../server/src/base/errors.ts';
import { parseInvocation } from '../../../server/src/cli/arguments.ts';
import { COMMANDS } from '../../../server/src/cli/commands.ts';
import { helpText } from '../../../server/src/cli/help.ts';

const parse = (line: string) => parseInvocation(line.split(' ').filter(Boolean), COMMANDS);

interface Row {
  readonly line: string;
  readonly command: string;
  readonly options?: object;
  readonly common?: object;
  readonly operands?: readonly string[];
}

const RUNS: readonly Row[] = [
  { line: 'optimize --query q', command: 'optimize', options: { query: 'q', include: [], 'no-cache': false } },
  { line: 'optimize --query=q --budget 500', command: 'optimize', options: { query: 'q', budget: 500 } },
  { line: 'optimize --query -', command: 'optimize', options: { query: '-' } },
  {
    line: 'optimize --query a --query b --budget 200 --budget 300',
    command: 'optimize',
    options: { query: 'b', budget: 300 },
  },
  { line: 'optimize --query q --include a --include b', command: 'optimize', options: { include: ['a', 'b'] } },
  { line: 'optimize --query q --pin a.ts:1-2 --pin b.ts', command: 'optimize', options: { pin: ['a.ts:1-2', 'b.ts'] } },
  {
    line: 'optimize --query q --format xml --no-cache',
    command: 'optimize',
    options: { format: 'xml', 'no-cache': true },
  },
  { line: 'scan --json a b', command: 'scan', common: { json: true }, operands: ['a', 'b'] },
  { line: 'scan -', command: 'scan', operands: ['-'] },
  { line: 'scan -- --odd', command: 'scan', operands: ['--odd'] },
  {
    line: 'redact --workspace a --workspace b file',
    command: 'redact',
    common: { workspace: 'b' },
    operands: ['file'],
  },
  { line: 'lsp --socket 6000', command: 'lsp', options: { socket: 6000 } },
  { line: 'batch --in - --out -', command: 'batch', options: { in: '-', out: '-', resume: false } },
];

test.each(RUNS)('$line', ({ line, command, options = {}, common = {}, operands = [] }) => {
  const invocation = parse(line);
  if (invocation.kind !== 'run') throw new Error(`${line} is ${invocation.kind}`);
  expect(invocation.command.name).toBe(command);
  expect(invocation.options).toMatchObject(options);
  expect(invocation.common).toMatchObject(common);
  expect(invocation.operands).toEqual(operands);
});

const MISUSES: readonly (readonly [line: string, message: RegExp])[] = [
  ['optimise', /no command “optimise”; did you mean “winnow optimize”/],
  ['opt', /did you mean “winnow optimize”/],
  ['quite-another-thing', /“winnow --help” lists/],
  ['--jsn', /no option “--jsn”/],
  ['optimize --querry q', /no option --querry; did you mean --query\?/],
  ['optimize --query q -x', /no option -x; “winnow optimize --help” lists/],
  ['optimize --query q --constructor', /no option --constructor/],
  ['optimize', /--query is missing; give --query Q/],
  ['optimize --query', /--query/],
  ['optimize --query q --budget many', /--budget many: give a whole number from 100/],
  ['optimize --query q --budget 1e3', /give a whole number/],
  ['optimize --query q --budget 99', /give a whole number/],
  ['optimize --query q --format mrkdown', /did you mean markdown\?/],
  ['optimize --query q --no-cache=1', /no-cache/],
  ['optimize --query q --lock file extra', /“extra” is one too many/],
  ['redact a b', /“b” is one too many/],
  ['batch --in a', /--out is missing/],
  ['lsp --socket 70000', /whole number from 1 to 65535/],
];

test.each(MISUSES)('misuse: %s', (line, message) => {
  expect(() => parse(line)).toThrow(UsageError);
  expect(() => parse(line)).toThrow(message);
  expect(() => parse(line)).not.toThrow(/\n/);
});

test.each(['', '--help', '-h'])('“winnow %s” is help', (line) => {
  expect(parse(line)).toEqual({ kind: 'help' });
});

test('the help of a command wins over what is missing', () => {
  expect(parse('optimize --help')).toMatchObject({ kind: 'help', command: { name: 'optimize' } });
  expect(parse('--version')).toEqual({ kind: 'version' });
});

test('the overview names every command, and each command’s help every option of its own', () => {
  const overview = helpText(COMMANDS);
  for (const command of COMMANDS) {
    expect(overview).toContain(`  ${command.name} `);
    const help = helpText(COMMANDS, command);
    for (const name of [...Object.keys(command.options), 'workspace', 'json', 'help'])
      expect(help).toContain(`--${name}`);
  }
});
