import type { Logger } from '../base/logger.ts';
import type { Options, OptionValues } from './option.ts';
import type { Terminal } from './terminal.ts';

/**
 * 0 done, 1 findings or a threshold, 2 usage, 3 failed; 130 interrupted (POSIX: 128 + SIGINT). Any other is that of a
 * command that was run on the user's behalf.
 */
export type ExitCode = number;

export interface CommandContext<O extends Options = Options> {
  readonly options: OptionValues<O>;
  readonly operands: readonly string[];
  /** What stands after `--`, for a command that runs another. */
  readonly ran?: readonly string[] | undefined;
  /** Absolute path of the folder to work on; it exists. */
  readonly workspace: string;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly log: Logger;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export type Run<O extends Options> = (context: CommandContext<O>) => Promise<ExitCode>;

/** A subcommand, once: parsing and help derive from it, and its code is loaded only when it runs. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** How its operands are written in the usage line; without it, it takes none. */
  readonly operands?: { readonly usage: string; readonly most: number };
  /** Whether what stands after `--` is a command that it runs. */
  readonly runs?: boolean;
  readonly options: Options;
  readonly required: readonly string[];
  readonly load: () => Promise<Run<Options>>;
}

/** `load` is checked against the options; past this point a command is one among others. */
export function defineCommand<const O extends Options>(
  definition: Omit<Command, 'options' | 'required' | 'load'> & {
    readonly options: O;
    readonly required?: readonly (keyof O & string)[];
    readonly load: () => Promise<Run<O>>;
  },
): Command {
  return { required: [], ...definition, load: definition.load as unknown as Command['load'] };
}
