import type { RE2JS } from 're2js';
import { messageOf } from '../base/errors.ts';

/** What a worker thread is asked about one pattern; a text that it knows already is not sent again. */
export interface PatternParams {
  readonly pattern: string;
  readonly text?: string;
}

export type PatternAnswer = { readonly matches: boolean } | { readonly fault: string };

type Compiled = { readonly expression: RE2JS } | { readonly fault: string };

/** The worker's side of `ContentPatterns`: compiles each pattern once and holds it against the latest text. */
export class ContentPatternTask {
  readonly #compiled = new Map<string, Compiled>();
  #text = '';

  /** Loads the engine, so that the first pattern does not pay for it. */
  async ready(): Promise<void> {
    await engine();
  }

  async compile(pattern: string): Promise<Compiled> {
    const known = this.#compiled.get(pattern);
    if (known) return known;
    const compiled = compilePattern(await engine(), pattern);
    this.#compiled.set(pattern, compiled);
    return compiled;
  }

  async match({ pattern, text }: PatternParams): Promise<PatternAnswer> {
    this.#text = text ?? this.#text;
    const compiled = await this.compile(pattern);
    if ('fault' in compiled) return compiled;
    return { matches: compiled.expression.test(this.#text) };
  }
}

type Engine = typeof RE2JS;

async function engine(): Promise<Engine> {
  return (await import('re2js')).RE2JS;
}

/** `^` and `$` are the borders of lines, as authors of rules expect of files. */
function compilePattern(re2: Engine, pattern: string): Compiled {
  try {
    return { expression: re2.compile(pattern, re2.MULTILINE) };
  } catch (error) {
    return { fault: messageOf(error).replace('error parsing regexp: ', '') };
  }
}
