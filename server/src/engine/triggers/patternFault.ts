/**
 * What is wrong with a content pattern, or `undefined`, as far as it can be told at once: content patterns are written in
 * RE2's syntax and run in linear time, which look-around and back-references do not allow. The engine that runs them has
 * the last word. Nothing is run here; compiling is safe on any pattern.
 */
export function patternFault(pattern: string): string | undefined {
  for (const [construct] of pattern.matchAll(CONSTRUCTS)) {
    const mend = UNSUPPORTED.find(([what]) => what.test(construct))?.[1];
    if (mend !== undefined) return `The pattern cannot be run: ${mend}`;
  }
  try {
    compile(pattern.replace(FLAGS, '').replaceAll('(?P<', '(?<'));
    return undefined;
  } catch (error) {
    return `The pattern is no regular expression: ${error instanceof Error ? error.message : 'invalid'}`;
  }
}

const compile = (pattern: string) => new RegExp(pattern);

/** Escapes and classes are taken whole, so that `\\(?=` and `[(?=]` are not mistaken for look-ahead. */
const CONSTRUCTS = /\\k<|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\(\?<?[=!]/g;

const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]$/, 'leave out the look-around “(?=”, “(?!”, “(?<=” or “(?<!”'],
  [/^\\(?:[1-9]|k<)$/, 'leave out the back-reference, and write what it repeats once more'],
  [/^\\[a-zA-Z]$(?<!\\[aftnrvxQECdDsSwWbBAzpP])/, 'the escape is not known; write the character itself, or \\x{…}'],
];

/** RE2 has flags, and groups with flags, that JavaScript does not. */
const FLAGS = /\(\?[imsU-]+\)/g;
