interface OptionBase {
  readonly description: string;
  readonly short?: string;
}

/** One option of a command; the parser, the help text and the type of the parsed value all derive from it. */
export type Option =
  | (OptionBase & { readonly type: 'flag' })
  | (OptionBase & { readonly type: 'text'; readonly value: string; readonly choices?: readonly string[] })
  | (OptionBase & { readonly type: 'texts'; readonly value: string })
  | (OptionBase & {
      readonly type: 'number';
      readonly value: string;
      readonly minimum: number;
      readonly maximum: number;
    });

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends { readonly type: 'flag' }
  ? boolean
  : O extends { readonly type: 'number' }
    ? number
    : O extends { readonly type: 'texts' }
      ? readonly string[]
      : O extends { readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string;

/** What was given: flags and lists are always there, the rest only when it was. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O as O[Name]['type'] extends 'flag' | 'texts' ? Name : never]: ValueOf<O[Name]>;
} & {
  readonly [Name in keyof O as O[Name]['type'] extends 'flag' | 'texts' ? never : Name]?: ValueOf<O[Name]>;
};
