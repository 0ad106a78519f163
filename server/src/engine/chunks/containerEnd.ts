import type { Grammar } from './grammars/grammar.ts';
import { contentEnd, type LineTable } from './lineTable.ts';

/** Indentation of the members of what has none yet. */
export const NO_MEMBER = 0x7fff;

/** A container as far as its end goes. */
export interface OpenContainer {
  readonly outer: OpenContainer | undefined;
  readonly indent: number;
  readonly memberIndent: number;
  readonly name: string;
}

/** What a line of Python begins with when it is code rather than a line of a text. */
const PYTHON_CODE =
  /@\w|#|(?:async )?(?:def|class)\b|(?:if|for|while|with|elif|else|try|except|finally|match|async)\b[^\r\n]{0,200}:[ \t]{0,16}(?:#|[\r\n]|$)|from [\w.]{1,200} import\b|import \w|(?:return|raise|assert|del|pass)\b|[\w.]{1,200}(?:\[[^\]\r\n]{0,100}\])?(?:[ \t]{0,16}(?:[-+*/|&%@]?=|:[ \t])|\()/y;
const RUBY_END = /end\b/y;

/**
 * Whether a line that stands no deeper than the beginning of `container` ends it. A literal over several lines (a text
 * block, a query, a document) often stands further left than the code around, and ends nothing. Undefined: it does when
 * it declares something.
 */
export function endsContainers(
  lines: LineTable,
  line: number,
  container: OpenContainer,
  blockOpen: NonNullable<Grammar['blockOpen']>,
): boolean | undefined {
  // Nothing stood in it: it had no body, or its members stand as far left as itself.
  if (container.memberIndent === NO_MEMBER) return true;
  const at = lines.contents[line] as number;
  if (blockOpen === 'colon') {
    PYTHON_CODE.lastIndex = at;
    return PYTHON_CODE.test(lines.text);
  }
  if (blockOpen === 'do') {
    RUBY_END.lastIndex = at;
    return RUBY_END.test(lines.text) && standsAtBeginning(container, lines.indents[line] as number) ? true : undefined;
  }
  if (lines.text.charCodeAt(at) !== BRACE_CLOSE) return undefined;
  return isClosingBrace(lines, line, container) && standsAtBeginning(container, lines.indents[line] as number);
}

const BRACE_CLOSE = 125;
const COMMA = 44;

/** False for `}";`, which ends a literal, and for `},` where a class would have to end. */
function isClosingBrace(lines: LineTable, line: number, container: OpenContainer): boolean {
  let at = lines.contents[line] as number;
  const end = contentEnd(lines, line);
  while (at < end && '}])'.includes(lines.text.charAt(at))) at++;
  if (at === end) return true;
  if (lines.text.charCodeAt(at) === COMMA) return container.name === '';
  return !'"\'`#%'.includes(lines.text.charAt(at));
}

/** True when one of the containers began at this indentation. */
function standsAtBeginning(container: OpenContainer, indent: number): boolean {
  for (let one: OpenContainer | undefined = container; one; one = one.outer) if (one.indent === indent) return true;
  return false;
}
