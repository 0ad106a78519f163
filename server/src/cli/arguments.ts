import { parseArgs } from 'node:util';
import { UsageError } from '../base/errors.ts';
import type { Command } from './command.ts';
import { nearest } from '../base/nearest.ts';
import type { Option, Options, OptionValues } from './option.ts';
import { COMMON_OPTIONS } from './options.ts';

export type Invocation =
  | { readonly kind: 'help'; readonly command?: Command }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly options: OptionValues<Options>;
      readonly common: OptionValues<typeof COMMON_OPTIONS>;
      readonly operands: readonly string[];
      readonly ran?: readonly string[] | undefined;
    };

/** What the command line asks for. A single-valued option that is repeated counts as its last. @throws UsageError */
export function parseInvocation(argv: readonly string[], commands: readonly Command[]): Invocation {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h') return { kind: 'help' };
  if (name === '--version' || name === '-v') return { kind: 'version' };
  const command = commands.find((one) => one.name === name);
  if (!command) throw unknownCommand(name, commands);
  const end = command.runs ? rest.indexOf('--') : -1;
  const { values, operands } = parseOptions(command, end < 0 ? rest : rest.slice(0, end));
  const common = values as OptionValues<typeof COMMON_OPTIONS>;
  if (common.help) return { kind: 'help', command };
  checkRequired(command, values);
  checkOperands(command, operands);
  return {
    kind: 'run',
    command,
    options: values as OptionValues<Options>,
    common,
    operands,
    ran: end < 0 ? undefined : rest.slice(end + 1),
  };
}

type Values = Readonly<Record<string, unknown>>;

function parseOptions({ name, options }: Command, args: readonly string[]) {
  const all: Options = { ...options, ...COMMON_OPTIONS };
  const config = Object.fromEntries(Object.entries(all).map(([key, option]) => [key, parserOption(option)]));
  checkNames(name, args, config, all);
  let parsed: { readonly values: Values; readonly positionals: readonly string[] };
  try {
    parsed = parseArgs({ args: [...args], options: config, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`winnow ${name}: ${firstSentence((error as Error).message)}`);
  }
  const values = Object.entries(all).map(([key, option]) => [key, valueOf(key, option, parsed.values[key])]);
  return {
    values: Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Values,
    operands: parsed.positionals,
  };
}

type ParserOption = { readonly type: 'boolean' | 'string'; multiple?: boolean; short?: string };

function parserOption(option: Option): ParserOption {
  return {
    type: option.type === 'flag' ? 'boolean' : 'string',
    ...(option.type === 'texts' ? { multiple: true } : {}),
    ...(option.short === undefined ? {} : { short: option.short }),
  };
}

/** Strict parsing would refuse an unknown option too, but without a word on what was meant. */
function checkNames(name: string, args: readonly string[], config: Record<string, ParserOption>, all: Options): void {
  const { tokens } = parseArgs({
    args: [...args],
    options: config,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(all, token.name)) continue;
    const meant = nearest(token.name, Object.keys(all));
    const mend = meant ? `did you mean --${meant}?` : `“winnow ${name} --help” lists what there is`;
    throw new UsageError(`winnow ${name}: there is no option ${token.rawName}; ${mend}`);
  }
}

function valueOf(name: string, option: Option, value: unknown): unknown {
  if (option.type === 'flag') return value === true;
  if (option.type === 'texts') return value ?? [];
  // The parser gives the last text of a single-valued option, or nothing.
  if (typeof value !== 'string') return undefined;
  return option.type === 'number' ? numberOf(name, option, value) : choiceOf(name, option.choices, value);
}

function numberOf(name: string, { minimum, maximum }: Option & { readonly type: 'number' }, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= minimum && number <= maximum) return number;
  throw new UsageError(`--${name} ${text}: give a whole number from ${minimum} to ${maximum}`);
}

function choiceOf(name: string, choices: readonly string[] | undefined, text: string): string {
  if (!choices || choices.includes(text)) return text;
  const meant = nearest(text, choices);
  const mend = meant ? `did you mean ${meant}?` : `give one of ${choices.join(', ')}`;
  throw new UsageError(`--${name} ${text}: there is no such ${name}; ${mend}`);
}

function checkRequired({ name, options, required }: Command, values: Values): void {
  for (const key of required) {
    const option = options[key];
    if (values[key] !== undefined || !option || option.type === 'flag') continue;
    throw new UsageError(`winnow ${name}: --${key} is missing; give --${key} ${option.value}`);
  }
}

function checkOperands({ name, operands }: Command, given: readonly string[]): void {
  const extra = given[operands?.most ?? 0];
  if (extra === undefined) return;
  throw new UsageError(`winnow ${name}: “${extra}” is one too many; “winnow ${name} --help” shows the usage`);
}

function unknownCommand(name: string, commands: readonly Command[]): UsageError {
  const meant = nearest(
    name,
    commands.map((command) => command.name),
  );
  const mend = meant ? `did you mean “winnow ${meant}”?` : '“winnow --help” lists what there is';
  const what = name.startsWith('-') ? 'option' : 'command';
  return new UsageError(`winnow: there is no ${what} “${name}”; ${mend}`);
}

function firstSentence(message: string): string {
  return message.split(/\n|\. /)[0]!.replace(/\.$/, '');
}
