import type { Form } from './lexer.ts';

/** `// …` or `# …` to the end of the line. */
export function lineComment(mark: string): Form {
  return (lexer, at) => (lexer.text.startsWith(mark, at) ? lexer.add('line', at, lexer.lineEnd(at)) : at);
}

/** The same where a `\` at the end of a line goes on on the next (C11, 5.1.1.2). */
export function continuedComment(mark: string): Form {
  return (lexer, at) => {
    if (!lexer.text.startsWith(mark, at)) return at;
    let end = lexer.lineEnd(at);
    while (end < lexer.text.length && lexer.text.charCodeAt(end - 1) === 92) end = lexer.lineEnd(end + 2);
    return lexer.add('line', at, Math.min(end, lexer.text.length));
  };
}

/** `#` where a word may begin: not in `$#` or `a#b`. */
export const wordComment: Form = (lexer, at) => {
  const before = at === 0 ? 10 : lexer.text.charCodeAt(at - 1);
  const begins = before <= 32 || before === 59 || before === 40 || before === 38 || before === 124;
  return begins ? lexer.add('line', at, lexer.lineEnd(at)) : at;
};

export function blockComment(open: string, close: string): Form {
  return (lexer, at) => {
    if (!lexer.text.startsWith(open, at)) return at;
    const end = lexer.text.indexOf(close, at + open.length);
    if (end < 0) return fail(lexer, at);
    return lexer.add('block', at, end + close.length);
  };
}

/** Block comments that hold others: Rust, Kotlin, Scala, Swift, Dart. */
export const nestedComment: Form = (lexer, at) => {
  const { text } = lexer;
  if (!text.startsWith('/*', at)) return at;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return lexer.add('block', at, mark.lastIndex);
  }
  return fail(lexer, at);
};

function fail(lexer: Parameters<Form>[0], at: number): number {
  lexer.failed = true;
  return at;
}
