import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { REPOSITORY } from '../helpers/repository.ts';

const LITERAL = /^\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`$\\]*`)\s*[,)]/;
/** `l10n.t(`, and `t(` where a function takes it out of `l10n`. */
const CALL = /\bl10n\.t\(|(?<![.\w])t\(/g;

/** The texts that the client shows, in the order of their letters. @throws Error at a call without a literal text */
export function codeTexts(): readonly string[] {
  const files = globSync('client/src/**/*.ts', { cwd: REPOSITORY }).map((path) => path.split(sep).join('/'));
  const texts = files.flatMap((path) => textsIn(readFileSync(join(REPOSITORY, path), 'utf8'), path));
  return [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1));
}

export function textsIn(source: string, path: string): readonly string[] {
  return [...source.matchAll(CALL)].map(({ index, 0: call }) => {
    const after = source.slice(index + call.length, index + call.length + 2000);
    const literal = LITERAL.exec(after)?.[1];
    if (literal === undefined) {
      const line = source.slice(0, index).split('\n').length;
      throw new Error(`${path}:${line}: the text of l10n.t must be one literal, so that it can be translated`);
    }
    return valueOf(literal);
  });
}

/** Of a literal: only escapes that stand for one character each occur in texts. */
function valueOf(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\\(.)/gs, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
