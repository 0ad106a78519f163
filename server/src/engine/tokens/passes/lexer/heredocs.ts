import type { Form, Lexer } from './lexer.ts';

const LONGEST_WORD = 80;

/** Ruby's and the shell's `<<WORD`, `<<-WORD`, `<<~"WORD"`: what follows the line, up to the word on a line of its own. */
export function heredoc(opener: RegExp): Form {
  return (lexer, at) => {
    const match = opener.exec(lexer.text.slice(at, at + LONGEST_WORD));
    const word = match?.[1] ?? match?.[2] ?? match?.[3];
    if (!match || word === undefined) return at;
    // What follows on the same line is code; comments and literals in it are not told, so that spans stay in order.
    const bodyStart = lexer.text.indexOf('\n', at) + 1;
    const end = bodyStart === 0 ? -1 : wordLineEnd(lexer, bodyStart, word);
    if (end < 0) {
      lexer.failed = true;
      return at;
    }
    const rest = lexer.text.slice(at + match[0].length, bodyStart);
    if (/["'`#<\\]/.test(rest) || unbalanced(rest)) {
      lexer.failed = true;
      return at;
    }
    for (let brackets = at + match[0].length; brackets < bodyStart; brackets++) lexer.bracket(brackets);
    return lexer.add('opaque', bodyStart, end);
  };
}

/** PHP's `<<<WORD` and `<<<'WORD'`. */
export const phpHeredoc: Form = (lexer, at) => {
  const match = /^<<<[ \t]*(?:"([A-Za-z_]\w*)"|'([A-Za-z_]\w*)'|([A-Za-z_]\w*))\r?\n/.exec(
    lexer.text.slice(at, at + LONGEST_WORD),
  );
  const word = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!match || word === undefined) return at;
  const close = new RegExp(String.raw`^[ \t]*${word}\b`, 'gm');
  close.lastIndex = at + match[0].length;
  if (close.test(lexer.text)) return lexer.add('opaque', at, close.lastIndex);
  lexer.failed = true;
  return at;
};

function unbalanced(code: string): boolean {
  return [...code].filter((unit) => unit === '{').length < [...code].filter((unit) => unit === '}').length;
}

function wordLineEnd(lexer: Lexer, from: number, word: string): number {
  for (let line = from; line < lexer.text.length;) {
    const end = lexer.lineEnd(line);
    if (lexer.text.slice(line, end).trim() === word) return end;
    const next = lexer.text.indexOf('\n', end);
    if (next < 0) return -1;
    line = next + 1;
  }
  return -1;
}
