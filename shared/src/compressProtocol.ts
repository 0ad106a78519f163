/**
 * `winnow/compress`: the output of a command made short. Errors, warnings, results, first and last lines stay; what is
 * folded is told by markers such as `… 212 similar lines @31`, which count it and name its first line.
 */
export interface CompressParams {
  readonly text: string;
  /** Most o200k_base tokens of the result, at least 100; without it, only what says nothing new is folded. */
  readonly budget?: number;
  /** What the text is the output of; told where kept originals are listed. */
  readonly label?: string;
}

export interface CompressResult {
  /** Without secrets. */
  readonly text: string;
  /** Exact o200k_base tokens of `text`, its last line that names the original included. */
  readonly tokens: number;
  /** Exact o200k_base tokens of what came in. */
  readonly rawTokens: number;
  readonly lines: number;
  readonly shown: number;
  /** Lines folded, by kind; they and those that are shown make up all lines. */
  readonly folded: Readonly<Record<string, number>>;
  /** Names the original (`winnow compress --get ID`), which is kept without its secrets; absent where it is not kept. */
  readonly id?: string;
}
