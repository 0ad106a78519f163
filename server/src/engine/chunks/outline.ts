import type { Definition, DefinitionKind, Outline, OutlineWalk } from './definition.ts';
import { declaration, type DeclarationRule } from './grammars/grammar.ts';
import { grammarOf, type IndexedGrammar } from './grammars/grammars.ts';
import { hasHeadings, HeadingWalk, isSameHeadingState, type HeadingState } from './headings.ts';
import { contentEnd, lineEnd, type LineTable } from './lineTable.ts';
import { typedFunction } from './typedFunction.ts';

/** Something whose lines, deeper indented, may declare: the file itself, a class, a block such as `if` or `describe(`. */
interface Container {
  /** What it stands in; containers are never changed, so that a state can be kept. */
  readonly outer: Container | undefined;
  /** How many containers there are, from the file to this one. */
  readonly depth: number;
  readonly indent: number;
  /** Indentation of its direct children: the least one seen below it. */
  readonly memberIndent: number;
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
  const walk = outlineWalk(lines, language);
  for (let line = 0; line < lines.count; line++) walk.step(line);
  return walk;
}

/**
 * A walk that can begin on any line: in `state`, which is what the walk over all lines before had come to. What a step
 * finds depends on its state, its line, and the lines next to it.
 */
export function outlineWalk(lines: LineTable, language: string, state?: OutlineState): OutlineWalk {
  if (hasHeadings(language)) return new HeadingWalk(lines, language, state as HeadingState | undefined);
  return new DeclarationWalk(lines, grammarOf(language), state as Container | undefined);
}

export type OutlineState = Container | HeadingState;

/** True when two walks of one language, in these states before the same lines, go on alike. */
export function isSameState(a: OutlineState, b: OutlineState): boolean {
  if (a === b) return true;
  if ('fence' in a || 'fence' in b) return 'fence' in a && 'fence' in b && isSameHeadingState(a, b);
  if (a.depth !== b.depth || a.indent !== b.indent || a.memberIndent !== b.memberIndent) return false;
  if (a.kind !== b.kind || a.name !== b.name || a.group !== b.group) return false;
  return a.outer === b.outer || (a.outer !== undefined && b.outer !== undefined && isSameState(a.outer, b.outer));
}

const FILE: Container = { outer: undefined, depth: 1, indent: -1, memberIndent: 0x7fff, kind: 'file', name: '' };

class DeclarationWalk implements OutlineWalk {
  readonly definitions: Definition[] = [];
  readonly depths: Uint8Array;
  readonly #lines: LineTable;
  readonly #grammar: IndexedGrammar;
  #top: Container;

  constructor(lines: LineTable, grammar: IndexedGrammar, state: Container = FILE) {
    this.#lines = lines;
    this.#grammar = grammar;
    this.#top = state;
    this.depths = new Uint8Array(lines.count);
  }

  get state(): Container {
    return this.#top;
  }

  step(line: number): void {
    const { indents, contents, text } = this.#lines;
    const indent = indents[line] as number;
    if (indent < 0 || indent > this.#top.memberIndent) return;
    const first = text.charCodeAt(contents[line] as number);
    if (this.#standsOutside(line, first)) {
      if (first === HASH) this.#visit(line, this.#top);
      return;
    }
    while (indent <= this.#top.indent) this.#top = this.#top.outer as Container;
    if (indent > this.#top.memberIndent) return;
    if (indent !== this.#top.memberIndent) this.#top = { ...this.#top, memberIndent: indent };
    this.depths[line] = Math.min(this.#top.depth, DEEPEST);
    this.#visit(line, this.#top);
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
    if (rule.where === 'top' && this.#top.depth > 1) return false;
    rule.pattern.lastIndex = this.#lines.contents[line] as number;
    const match = rule.pattern.exec(this.#lines.text);
    const group = match?.findIndex((value, index) => index > 0 && value !== undefined) ?? -1;
    const span = match?.indices?.[group];
    // White space in a pattern stays within the line, but a negated class might not.
    if (!match || !span || span[0] >= lineEnd(this.#lines, line)) return false;
    const name = match[group] as string;
    const kind = rule.kind === 'function' && container.kind === 'class' ? 'method' : rule.kind;
    // An empty name is a container without one: `companion object`.
    if (name && name.length <= LONGEST_NAME) this.definitions.push({ name, kind, line, offset: span[0] });
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
    this.definitions.push({ name: text.slice(found.start, found.end), kind, line, offset: found.start });
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
    const depth = this.#top.depth + 1;
    if (depth > DEEPEST + 1) return;
    const indent = this.#lines.indents[line] as number;
    this.#top = { outer: this.#top, depth, indent, memberIndent: 0x7fff, kind, name, group };
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
