import type { Form, Syntax } from './lexer.ts';

export interface SyntaxInput {
  /** Forms by the unit that they begin with, tried in order. */
  readonly forms: Readonly<Record<string, Form | readonly Form[]>>;
  readonly mustBalance?: boolean;
  readonly blocks?: Syntax['blocks'];
  readonly head?: Form;
}

export function defineSyntax({ forms, mustBalance = true, blocks = 'brackets', head }: SyntaxInput): Syntax {
  const table: Syntax['forms'][number][] = Array.from({ length: 128 }, () => undefined);
  for (const unit of '([{') table[unit.charCodeAt(0)] = 'open';
  for (const unit of ')]}') table[unit.charCodeAt(0)] = 'close';
  for (const [units, given] of Object.entries(forms)) {
    const form = typeof given === 'function' ? given : firstOf(given);
    for (const unit of units) table[unit.charCodeAt(0)] = form;
  }
  return { forms: table, mustBalance, blocks, ...(head ? { head } : {}) };
}

function firstOf(forms: readonly Form[]): Form {
  return (lexer, at) => {
    for (const form of forms) {
      const end = form(lexer, at);
      if (end > at || lexer.failed) return end;
    }
    return at;
  };
}
