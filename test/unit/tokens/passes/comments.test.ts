import { expect, test } from 'vitest';
import { comments } from '../../../../server/src/engine/tokens/passes/comments.ts';
import { runPass } from './runPass.ts';

test.each([
  ['a line of its own', 'a;\n  // b\nc;\n', 'a;\nc;\n', 'typescript'],
  ['behind code', 'a; // b\nc;\n', 'a;\nc;\n', 'typescript'],
  ['between code', 'a(/* b */c, d/* e */);\n', 'a( c, d );\n', 'typescript'],
  ['before code', '/* a */ b;\n', 'b;\n', 'typescript'],
  ['two on one line', '/* a */ // b\nc;\n', '\nc;\n', 'typescript'],
  ['over lines', 'a;\n/**\n * b\n */\nc;\n', 'a;\nc;\n', 'java'],
  ['over lines with code on both sides stays', 'a /* b\n */ c;\n', 'a /* b\n */ c;\n', 'javascript'],
  ['nested', 'a;\n/* b /* c */ d */\ne;\n', 'a;\ne;\n', 'rust'],
  ['in strings', 'a = "// b"; c = \'/* d */\';\n', 'a = "// b"; c = \'/* d */\';\n', 'javascript'],
  ['in a regular expression', 'a = /[/*"]\\/\\/b/; // c\n', 'a = /[/*"]\\/\\/b/;\n', 'javascript'],
  ['behind a division', 'a = (b) / c; // d / e\n', 'a = (b) / c;\n', 'javascript'],
  ['in a template', 'a = `// b ${c /* d */}`; // e\n', 'a = `// b ${c /* d */}`;\n', 'javascript'],
  ['in JSX text', '<p>// a {/* b */}</p>;\n', '<p>// a { }</p>;\n', 'javascriptreact'],
  ['in a heredoc', 'cat <<EOF\n# a\nEOF\n# b\n', 'cat <<EOF\n# a\nEOF\n', 'shellscript'],
  ['# in an expansion', 'a=${#b} # c\necho $#\n', 'a=${#b}\necho $#\n', 'shellscript'],
  ['a raw string', 'let a = r#"// b"#; // c\n', 'let a = r#"// b"#;\n', 'rust'],
  ['a lifetime', "fn a<'b>(c: &'b str) {} // d'e\n", "fn a<'b>(c: &'b str) {}\n", 'rust'],
  ['a digit separator', "int a = 1'000; // b's\n", "int a = 1'000;\n", 'cpp'],
  ['CSS', 'a { b: url(http://c) } /* d */\n', 'a { b: url(http://c) }\n', 'scss'],
  ['Lua', '--[[ a\nb ]]\nc = [[-- d]] -- e\n', 'c = [[-- d]]\n', 'lua'],
  ['Ruby', '=begin\na\n=end\nb = "#{c} # d" # e\n', 'b = "#{c} # d"\n', 'ruby'],
  ['a continued comment', '// a \\\n b\nc;\n', 'c;\n', 'c'],
  ['behind a continued line stays', 'a \\\n# b\nc\n', 'a \\\n# b\nc\n', 'shellscript'],
])('%s', (_, text, expected, language) => expect(runPass(comments, text, language)).toBe(expected));

test.each([
  ['#!/bin/sh\n', 'shellscript'],
  ['// @ts-expect-error: a\nb;\n', 'typescript'],
  ['/* eslint-disable no-undef */\n', 'javascript'],
  ['/// <reference types="a" />\n', 'typescript'],
  ['a = b  # type: ignore\n', 'python'],
  ['a = b  # noqa: E501\n', 'python'],
  ['# -*- coding: utf-8 -*-\n', 'python'],
  ['//go:build linux\n', 'go'],
  ['//go:embed a.txt\nvar a string\n', 'go'],
  ['// #include <a.h>\nimport "C"\n', 'go'],
  ['# frozen_string_literal: true\n', 'ruby'],
  ['# shellcheck disable=SC2086\n', 'shellscript'],
  ['int a; // NOLINT(b)\n', 'cpp'],
  ['a(/* webpackChunkName: "b" */ c);\n', 'javascript'],
  ['// SPDX-License-Identifier: MIT\n', 'rust'],
  ['// key [REDACTED:aws-key:ab12]\n', 'java'],
])('keeps %j', (text, language) => expect(runPass(comments, text, language)).toBe(text));
