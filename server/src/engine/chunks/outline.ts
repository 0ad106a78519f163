import type { Definition, DefinitionKind, Outline } from './definition.ts';
import { declaration, type DeclarationRule } from './grammars/grammar.ts';
import { grammarOf, type IndexedGrammar } from './grammars/grammars.ts';
import { headingOutline } from './headings.ts';
import { contentEnd, lineEnd, type LineTable } from './lineTable.ts';
import { typedFunction } from './typedFunction.ts';

/** Something whose lines, deeper indented, may declare: the file itself, a class, a block such as `if` or `describe(`. */
interface Container {
  readonly indent: number;
  /** Indentation of its direct children: the least one seen below it. */
  memberIndent: number;
  readonly kind: 'file' | 'class' | 'block';
  readonly name: string;
  /** What the names are that begin its lines, when it is a group such as Go's `const (`. */
  readonly group?: DefinitionKind | undefined;
}

const BRACE_OPEN = 123;
const BRACE_CLOSE = 125;
const PAREN_OPEN = 40;
const HASH = 35;
/** A name of a group; `_` names nothing. */
const GROUP_MEMBER = declaration(String.raw`(?!_\b)(NAME)`);
const LONGEST_NAME = 200;
const DEEPEST = 40;
const ACCESS_LABEL = /(?:public|private|protected|signals|Q_OBJECT|default|case\b[^\n]{0,100})[ \t]*:(?!:)/y;

/**
 * Finds declarations by indentation: below a class or a block only its direct children are looked at, so the bodies of
 * functions, most of a text, cost one comparison a line.
 */
export function outline(lines: LineTable, language: string): Outline {
  if (language === 'markdown' || language === 'restructuredtext' || language === 'asciidoc')
    return headingOutline(lines, language);
  return new OutlineWalk(lines, grammarOf(language)).run();
}

class OutlineWalk {
  readonly #lines: LineTable;
  readonly #grammar: IndexedGrammar;
  readonly #definitions: Definition[] = [];
  readonly #depths: Uint8Array;
  readonly #containers: Container[] = [{ indent: -1, memberIndent: 0x7fff, kind: 'file', name: '' }];

  constructor(lines: LineTable, grammar: IndexedGrammar) {
    this.#lines = lines;
    this.#grammar = grammar;
    this.#depths = new Uint8Array(lines.count);
  }

  run(): Outline {
    const { indents, contents, text } = this.#lines;
    const containers = this.#containers;
    for (let line = 0; line < this.#lines.count; line++) {
      const indent = indents[line] as number;
      if (indent < 0) continue;
      let top = containers[containers.length - 1] as Container;
      if (indent > top.memberIndent) continue;
      const first = text.charCodeAt(contents[line] as number);
      if (this.#standsOutside(line, first)) {
        if (first === HASH) this.#visit(line, top);
        continue;
      }
      while (indent <= top.indent) {
        containers.pop();
        top = containers[containers.length - 1] as Container;
      }
      if (indent > top.memberIndent) continue;
      top.memberIndent = indent;
      this.#depths[line] = Math.min(containers.length, DEEPEST);
      this.#visit(line, top);
    }
    return { definitions: this.#definitions, depths: this.#depths };
  }

  /** Lines whose indentation says nothing: a closing parenthesis, a lone `{`, a preprocessor line, an access label. */
  #standsOutside(line: number, first: number): boolean {
    if (first === 41 || first === 93 || first === 62 || first === BRACE_OPEN) return true;
    if (!this.#grammar.preprocessor) return false;
    if (first === HASH) return true;
    ACCESS_LABEL.lastIndex = this.#lines.contents[line] as number;
    return ACCESS_LABEL.test(this.#lines.text);
  }

  #visit(line: number, container: Container): void {
    const { grammar, start } = { grammar: this.#grammar, start: this.#lines.contents[line] as number };
    if (container.group) {
      this.#tryRule({ pattern: GROUP_MEMBER, kind: container.group }, line, container);
      return;
    }
    const rules = grammar.byWord.get(this.#wordAt(start)) ?? grammar.others;
    for (const rule of rules) {
      if (this.#tryRule(rule, line, container)) return;
    }
    if (grammar.functions === 'typed' && (container.kind === 'class' || !grammar.membersOnly)) {
      if (this.#tryTypedFunction(line, container)) return;
    }
    this.#openBlock(line);
  }

  #tryRule(rule: DeclarationRule, line: number, container: Container): boolean {
    if (rule.where === 'member' && container.kind !== 'class') return false;
    if (rule.where === 'top' && this.#containers.length > 1) return false;
    rule.pattern.lastIndex = this.#lines.contents[line] as number;
    const match = rule.pattern.exec(this.#lines.text);
    const group = match?.findIndex((value, index) => index > 0 && value !== undefined) ?? -1;
    const span = match?.indices?.[group];
    // White space in a pattern stays within the line, but a negated class might not.
    if (!match || !span || span[0] >= lineEnd(this.#lines, line)) return false;
    const name = match[group] as string;
    const kind = rule.kind === 'function' && container.kind === 'class' ? 'method' : rule.kind;
    // An empty name is a container without one: `companion object`.
    if (name && name.length <= LONGEST_NAME) this.#definitions.push({ name, kind, line, offset: span[0] });
    if (rule.container) this.#push(line, 'class', name);
    else if (kind === 'constant') this.#openBlock(line);
    return true;
  }

  #tryTypedFunction(line: number, container: Container): boolean {
    const { text, contents } = this.#lines;
    const found = typedFunction(text, {
      start: contents[line] as number,
      end: lineEnd(this.#lines, line),
      className: container.kind === 'class' ? container.name : '',
      typeAbove: container.kind === 'file' && this.#hasTypeAbove(line),
    });
    if (!found || found.end - found.start > LONGEST_NAME) return false;
    const kind = container.kind === 'class' ? 'method' : 'function';
    this.#definitions.push({ name: text.slice(found.start, found.end), kind, line, offset: found.start });
    return true;
  }

  /** GNU style: `static int` alone on the line above, and no `;` behind the name. */
  #hasTypeAbove(line: number): boolean {
    if (line === 0 || this.#lines.indents[line - 1] !== this.#lines.indents[line]) return false;
    if (this.#lines.text.charCodeAt(contentEnd(this.#lines, line) - 1) === 59) return false;
    const above = this.#lines.text.slice(
      this.#lines.contents[line - 1],
      Math.min(contentEnd(this.#lines, line - 1), (this.#lines.contents[line - 1] as number) + LONGEST_NAME),
    );
    return /^(?!return\b|else\b|typedef\b)[A-Za-z_][\w \t]*[\w*][ \t]*\**$/.test(above);
  }

  /** A line that declares nothing may open a block whose lines do: `if (…) {`, `describe('…', () => {`, `try:`. */
  #openBlock(line: number): void {
    const { text, contents } = this.#lines;
    const style = this.#grammar.blockOpen;
    if (!style) return;
    const start = contents[line] as number;
    const end = contentEnd(this.#lines, line);
    const last = text.charCodeAt(end - 1);
    if (style === 'brace') {
      if (last === BRACE_OPEN) this.#push(line, opensObject(text, start, end - 1) ? 'class' : 'block', '');
      else if (last === PAREN_OPEN && text.charCodeAt(start) !== BRACE_CLOSE) {
        this.#push(line, 'block', '', this.#grammar.groups?.[this.#wordAt(start)]);
      }
    } else if (style === 'colon') {
      if (last === 58 && end - start > 3) this.#push(line, 'block', '');
    } else if (text.startsWith(' do', end - 3) || last === 124) this.#push(line, 'block', '');
  }

  #push(line: number, kind: Container['kind'], name: string, group?: DefinitionKind): void {
    if (this.#containers.length > DEEPEST) return;
    this.#containers.push({ indent: this.#lines.indents[line] as number, memberIndent: 0x7fff, kind, name, group });
  }

  /** The word at an offset, or the single character when it is not a word. */
  #wordAt(start: number): string {
    const { text } = this.#lines;
    let end = start;
    let unit = text.charCodeAt(end);
    while ((unit >= 97 && unit <= 122) || unit === 95 || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57)) {
      unit = text.charCodeAt(++end);
      if (end - start > 32) return '';
    }
    return end === start ? text.charAt(start) : text.slice(start, end);
  }
}

/** True when the `{` at `brace` begins an object and not a body: it follows `=`, `(`, `:`, `,`, `[`, `return` or `default`. */
function opensObject(text: string, start: number, brace: number): boolean {
  let at = brace;
  while (at > start && text.charCodeAt(at - 1) === 32) at--;
  const before = text.charCodeAt(at - 1);
  if (before === 61 || before === PAREN_OPEN || before === 58 || before === 44 || before === 91) return at > start;
  return text.endsWith('return', at) || text.endsWith('default', at);
}
