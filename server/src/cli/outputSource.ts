import type { ExitCode } from './command.ts';

/** An output to compress, as it comes. */
export interface OutputSource {
  readonly label: string;
  readonly pieces: AsyncIterable<string>;
  /** Of the command, once its output has ended; undefined where none was run. */
  readonly exitCode: () => ExitCode | undefined;
}
