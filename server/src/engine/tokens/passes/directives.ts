/**
 * Comments that a program reads: a compiler, a linter, a formatter, a test runner, an editor. Told by how they begin,
 * behind the comment's own marks.
 */
const DIRECTIVE = new RegExp(
  [
    String.raw`^#!`,
    String.raw`^[/*#!;\s-]*(?:@ts-|@flow|@jsx|@vite|@__pure__|#__pure__|@generated|@formatter|@psalm|@phpstan|@cc_on|@preserve|@codeCoverage)`,
    String.raw`^[/*#!;\s-]*(?:eslint|tslint|jshint|jslint|prettier|istanbul|c8|v8|biome|deno|oxlint|stylelint|cspell|webpack\w*:|globals?\b|exported\b)`,
    String.raw`^[/*#!;\s-]*(?:type:|noqa|pylint|pragma|fmt:|yapf|isort|ruff|mypy|pyright|flake8|coding[:=]|-\*-|vim?:|cython|distutils|doctest)`,
    String.raw`^//(?:go:|export\b|line\b|nolint|\s?\+build|extern\b)`,
    String.raw`^[/*#!;\s-]*(?:frozen_string_literal|encoding:|warn_indent|typed:|rubocop|steep|shellcheck|luacheck|credo)`,
    String.raw`^[/*#!;\s-]*(?:clang-format|nolint|iwyu|nosonar|checkstyle|noinspection|ktlint|swiftlint|swift-|swiftformat|sourcery|spotless|phpcs|phpstan|psalm|ignore:|ignore_for_file|dart format|solhint|slither|#?region\b|#?endregion\b|fallthrough|\$?falls?[- ]through|language=|lint\b|language:|sourceMappingURL|# sourceMappingURL)`,
    String.raw`^///\s*<`,
    String.raw`^[/*#!;\s-]*(?:@(?:import|use|if|else)\b|<\?|%%)`,
  ].join('|'),
  'i',
);
const LICENSE_MARK = /^[/*#!;\s-]*(?:spdx-|@license)/i;
const PLACEHOLDER = '[REDACTED:';

/** True for a comment that must stay: a directive, or one that holds a placeholder. */
export function isKept(comment: string, { allowLicense = false } = {}): boolean {
  const head = comment.length > 200 ? comment.slice(0, 200) : comment;
  if (DIRECTIVE.test(head) || comment.includes(PLACEHOLDER)) return true;
  return !allowLicense && LICENSE_MARK.test(head);
}
