import type { DefinitionKind } from '../definition.ts';

/** How one kind of declaration begins. */
export interface DeclarationRule {
  /** First words (or first characters that are no word) of lines worth a try; absent: every line. */
  readonly words?: string;
  /** Sticky, with indices; its first group that took part is the declared name. */
  readonly pattern: RegExp;
  readonly kind: DefinitionKind;
  /** True when what follows, deeper indented, holds further declarations: a class, not a function. */
  readonly container?: boolean;
  /** `top`: only outside of classes and blocks; `member`: only inside a class or an object. */
  readonly where?: 'top' | 'member';
}

/** How a language's declarations look. Approximate by intent: it may miss a name, and rarely report one that is none. */
export interface Grammar {
  readonly rules: readonly DeclarationRule[];
  /** `typed`: functions are told by `type name(` as in C and Java. */
  readonly functions?: 'typed';
  /** Words that open a group `word (`, and what the names are that begin the group's lines (Go). */
  readonly groups?: Readonly<Record<string, DefinitionKind>>;
  /** True where functions stand in classes only (Java, C#). */
  readonly membersOnly?: boolean;
  /** What ends the line that opens a block. */
  readonly blockOpen?: 'brace' | 'colon' | 'do';
  /** What may stand before a declaration on its own line; begins with `@` or `[`. */
  readonly annotations?: RegExp;
  /** True where `#` begins a preprocessor line, which is no part of the indentation. */
  readonly preprocessor?: boolean;
}

/** Runs of blanks are bounded, so that a hostile line costs no more than linear time. */
const BLANKS = String.raw`[ \t]{1,16}`;
const OPTIONAL_BLANKS = String.raw`[ \t]{0,16}`;

/** A part of an identifier, in any script. */
export const NAME = String.raw`[\w$\u0080-\uffff]+`;

/**
 * Compiles a declaration pattern: `NAME` stands for an identifier; a space outside of a character class stands for
 * some white space within the line.
 */
export function declaration(source: string, flags = ''): RegExp {
  let spaced = '';
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const character = source[at] as string;
    if (character === '\\') {
      const escaped = source[++at] ?? '';
      // A class that stops at an LF stops at a CR too.
      spaced += inClass && escaped === 'n' ? String.raw`\r\n` : character + escaped;
      continue;
    }
    if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    spaced += character === ' ' && !inClass ? BLANKS : character;
  }
  const pattern = spaced.replaceAll(String.raw`[ \t]*`, OPTIONAL_BLANKS).replaceAll('NAME', NAME);
  return new RegExp(pattern, `yd${flags}`);
}

const ARGUMENTS = String.raw`(?:\((?:[^()\r\n]|\([^()\r\n]{0,100}\)){0,200}\))?`;
/** `@Test(timeout = 5) @Override ` with what follows on the same line; not `@interface`. */
export const ANNOTATIONS = new RegExp(String.raw`(?:@(?!interface\b)[\w.:]{1,100}${ARGUMENTS}[ \t]{1,16}(?=\S))+`, 'y');
/** `[Fact, Trait("a", "b")] `, alone on its line too. */
export const ATTRIBUTES = /(?:\[(?:[^[\]\r\n]|\[[^[\]\r\n]{0,100}\]){1,300}\](?:[ \t]{1,16}|(?=[\r\n]|$)))+/y;
