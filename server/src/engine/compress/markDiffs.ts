import type { JudgedLine } from './judgedLines.ts';

const FILE = /^diff --git (?:"?a\/)(.*?)"? "?b\//;
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
const LOCK_FILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|go\.sum|flake\.lock)$/;
const HEAD = /^(?:index [0-9a-f]+\.\.|--- |\+\+\+ |(?:new|deleted) file mode |similarity index |rename (?:from|to) )/;
const LONG_LINES = 12;

/** Marks the heads of a diff's files and the lines of their hunks, which say what they say however similar they are; those of lock files are folded. */
export function markDiffs(lines: readonly JudgedLine[]): void {
  let locked = false;
  for (let at = 0; at < lines.length; at++) {
    const { text } = lines[at]!;
    const file = FILE.exec(text);
    if (file) locked = LOCK_FILE.test(file[1]!);
    if (file || HEAD.test(text)) lines[at]!.class = file ? 'heading' : 'diff';
    const hunk = HUNK.exec(text);
    if (!hunk) continue;
    const end = hunkEnd(lines, at, hunk);
    for (let line = at; line < end; line++) {
      lines[line]!.class = 'diff';
      if (locked && line > at && end - at > LONG_LINES) lines[line]!.fold = 'locked';
    }
    at = end - 1;
  }
}

/** As many lines as the hunk's heading says. */
function hunkEnd(
  lines: readonly JudgedLine[],
  start: number,
  [, before = '1', after = '1']: readonly string[],
): number {
  let left = Number(before) + Number(after);
  let at = start + 1;
  for (; at < lines.length && left > 0; at++) {
    const { text, continues } = lines[at]!;
    if (continues) continue;
    const sign = text[0] ?? ' ';
    if (!' +-\\'.includes(sign)) break;
    left -= sign === ' ' ? 2 : sign === '\\' ? 0 : 1;
  }
  return at;
}
