import type { Command } from './command.ts';
import type { Option, Options } from './option.ts';
import { COMMON_OPTIONS } from './options.ts';
import { alignColumns } from './table.ts';

export function helpText(commands: readonly Command[], command?: Command): string {
  return command ? commandHelp(command) : overview(commands);
}

function overview(commands: readonly Command[]): string {
  return [
    'winnow: the best prompt context for a question, within a token budget, offline, with secrets redacted.',
    '',
    'Usage: winnow COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...indented(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options of every command:',
    ...indented(optionRows(COMMON_OPTIONS)),
    '',
    'Exit codes: 0 done, 1 findings, 2 usage, 3 failed, 130 interrupted.',
    '“winnow COMMAND --help” tells more; “winnow --version” tells the version.',
  ].join('\n');
}

function commandHelp({ name, summary, operands, options, required }: Command): string {
  const must = required.map((key) => ` ${optionName(key, options[key]!)}`).join('');
  const own = optionRows(options);
  return [
    `${summary}.`,
    '',
    `Usage: winnow ${name}${must} [OPTIONS]${operands ? ` ${operands.usage}` : ''}`,
    ...(own.length > 0 ? ['', 'Options:', ...indented(own)] : []),
    '',
    'Options of every command:',
    ...indented(optionRows(COMMON_OPTIONS, options)),
  ].join('\n');
}

/** Without those that `redefined` tells of. */
function optionRows(options: Options, redefined: Options = {}): string[][] {
  const entries = Object.entries(options).filter(([name]) => !Object.hasOwn(redefined, name));
  return entries.map(([name, option]) => [optionName(name, option), option.description]);
}

function optionName(name: string, option: Option): string {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  return `${short}--${name}${option.type === 'flag' ? '' : ` ${option.value}`}`;
}

function indented(rows: readonly (readonly string[])[]): string[] {
  return alignColumns(rows).map((line) => `  ${line}`);
}
