import { endsContainers, NO_MEMBER, type OpenContainer } from './containerEnd.ts';
import type { Definition, DefinitionKind, Outline, OutlineWalk } from './definition.ts';
import { declaration, type DeclarationRule } from './grammars/grammar.ts';
import { grammarOf, type IndexedGrammar } from './grammars/grammars.ts';
import { hasHeadings, HeadingWalk, isSameHeadingState, type HeadingState } from './headings.ts';
import { contentEnd, lineEnd, type LineTable } from './lineTable.ts';
import { typedFunction } from './typedFunction.ts';

/** Something whose lines, deeper indented, may declare: the file itself, a class, a block such as `if` or `describe(`. */
interface Container extends OpenContainer {
  /** What it stands in; containers are never changed, so that a state can be kept. */
  readonly outer: Container | undefined;
  /** How many containers there are, from the file to this one. */
  readonly depth: number;
  readonly indent: number;
  /** Indentation of its direct children: the least one seen below it. */
  readonly memberIndent: number;
  readonly kind: 'file' | 'class' | 'block';
  readonly name: string;
  /** True when a line may only end it that looks like one: `containerEnd` tells. */
  readonly guarded: boolean;
  /** What a closing line ended last, while nothing has stood in this container since. */
  readonly ended: Container | undefined;
  /** What the names are that begin its lines, when it is a group such as Go's `const (`. */
  readonly group: DefinitionKind | undefined;
}

const BRACE_OPEN = 123;
const BRACE_CLOSE = 125;
const PAREN_OPEN = 40;
const HASH = 35;
const COLON = 58;
const LOWER_W = 119;
const AT = 64;
const BRACKET_OPEN = 91;
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
  if (a.kind !== b.kind || a.name !== b.name || a.guarded !== b.guarded || a.group !== b.group) return false;
  if (!isSameContainer(a.ended, b.ended)) return false;
  return isSameContainer(a.outer, b.outer);
}

function isSameContainer(a: Container | undefined, b: Container | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && isSameState(a, b));
}

const FILE: Container = {
  outer: undefined,
  depth: 1,
  indent: -1,
  memberIndent: NO_MEMBER,
  kind: 'file',
  name: '',
  guarded: false,
  ended: undefined,
  group: undefined,
};

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
    if (indent < 0) return;
    if (indent > this.#top.memberIndent && (!this.#top.ended || !this.#reopens(line, this.#top.ended))) return;
    const first = text.charCodeAt(contents[line] as number);
    if (this.#standsOutside(line, first)) {
      if (first === HASH) this.#visit(line, this.#top);
      return;
    }
    const isEnd = indent <= this.#top.indent;
    if (isEnd) {
      if (!this.#ends(line)) return;
      this.#end(indent);
    }
    if (indent > this.#top.memberIndent) return;
    if (indent !== this.#top.memberIndent) {
      if (this.#top.guarded && this.#top.memberIndent !== NO_MEMBER && !this.#declares(line, this.#top)) return;
      this.#top = { ...this.#top, memberIndent: indent };
    }
    if (!isEnd && this.#top.ended) this.#top = { ...this.#top, ended: undefined };
    this.depths[line] = Math.min(this.#top.depth, DEEPEST);
    this.#visit(line, this.#top);
  }

  /** Leaves the containers that a line of this indentation does not stand in. */
  #end(indent: number): void {
    const ended = this.#top.name !== '' && this.#top.memberIndent !== NO_MEMBER ? this.#top : undefined;
    while (indent <= this.#top.indent) this.#top = this.#top.outer as Container;
    if (ended) this.#top = { ...this.#top, ended: { ...ended, ended: undefined } };
  }

  /** True when a line shows that what ended last did not end: the closing bracket was part of a literal. */
  #reopens(line: number, ended: Container): boolean {
    if (this.#lines.indents[line] !== ended.memberIndent || !this.#declares(line, ended)) return false;
    this.#top = ended;
    return true;
  }

  /** False for a line that stands further left than its container allows, but does not end it: part of a literal. */
  #ends(line: number): boolean {
    const { blockOpen } = this.#grammar;
    if (!blockOpen || !this.#top.guarded) return true;
    return endsContainers(this.#lines, line, this.#top, blockOpen) ?? this.#declares(line, FILE);
  }

  /** True when a line has the form of a declaration that may stand in a container. */
  #declares(line: number, { kind, name }: Container): boolean {
    const start = this.#startOf(line);
    const rules = this.#grammar.byWord.get(this.#wordAt(start)) ?? this.#grammar.others;
    const declared = rules.some(({ pattern, where }) => {
      if (where === 'member' && kind !== 'class') return false;
      pattern.lastIndex = start;
      return pattern.test(this.#lines.text);
    });
    if (declared || this.#grammar.functions !== 'typed') return declared;
    const options = { start, end: lineEnd(this.#lines, line), className: name, typeAbove: false };
    return typedFunction(this.#lines.text, options) !== undefined;
  }

  /** Offset where a declaration on a line would begin: behind annotations and attributes. */
  #startOf(line: number): number {
    const start = this.#lines.contents[line] as number;
    const { annotations } = this.#grammar;
    const first = this.#lines.text.charCodeAt(start);
    if (!annotations || (first !== AT && first !== BRACKET_OPEN)) return start;
    annotations.lastIndex = start;
    return annotations.test(this.#lines.text) ? annotations.lastIndex : start;
  }

  /** Lines whose indentation says nothing: a closing parenthesis, a lone `{`, a preprocessor line, an access label. */
  #standsOutside(line: number, first: number): boolean {
    if (first === 41 || first === 93 || first === 62 || first === BRACE_OPEN) return true;
    // `where` of Rust and Swift, on a line of its own between a type and its `{`.
    if (
      first === LOWER_W &&
      this.#top.kind === 'class' &&
      this.#wordAt(this.#lines.contents[line] as number) === 'where'
    )
      return true;
    if (!this.#grammar.preprocessor) return false;
    if (first === HASH) return true;
    ACCESS_LABEL.lastIndex = this.#lines.contents[line] as number;
    return ACCESS_LABEL.test(this.#lines.text);
  }

  #visit(line: number, container: Container): void {
    const grammar = this.#grammar;
    const start = this.#startOf(line);
    const visit = { line, start, container };
    if (container.group) {
      this.#tryRule({ pattern: GROUP_MEMBER, kind: container.group }, visit);
      return;
    }
    const rules = grammar.byWord.get(this.#wordAt(start)) ?? grammar.others;
    for (const rule of rules) {
      if (this.#tryRule(rule, visit)) return;
    }
    if (grammar.functions === 'typed' && (container.kind === 'class' || !grammar.membersOnly)) {
      if (this.#tryTypedFunction(visit)) return;
    }
    this.#openBlock(line);
  }

  #tryRule(rule: DeclarationRule, { line, start, container }: Visit): boolean {
    if (rule.where === 'member' && container.kind !== 'class') return false;
    if (rule.where === 'top' && this.#top.depth > 1) return false;
    rule.pattern.lastIndex = start;
    const match = rule.pattern.exec(this.#lines.text);
    const group = match?.findIndex((value, index) => index > 0 && value !== undefined) ?? -1;
    const span = match?.indices?.[group];
    // White space in a pattern stays within the line, but a negated class might not.
    if (!match || !span || span[0] >= lineEnd(this.#lines, line)) return false;
    const name = match[group] as string;
    const kind = rule.kind === 'function' && container.kind === 'class' ? 'method' : rule.kind;
    // An empty name is a container without one: `companion object`.
    if (name && name.length <= LONGEST_NAME) this.definitions.push({ name, kind, line, offset: span[0] });
    if (rule.container) this.#push({ line, kind: kind === 'section' ? 'block' : 'class', name, guarded: true });
    else if (kind === 'constant') this.#openBlock(line);
    return true;
  }

  #tryTypedFunction({ line, start, container }: Visit): boolean {
    const { text } = this.#lines;
    const found = typedFunction(text, {
      start,
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
      if (last === BRACE_OPEN) {
        this.#push({ line, kind: opensObject(text, start, end - 1) ? 'class' : 'block', guarded: true });
      } else if (last === PAREN_OPEN && text.charCodeAt(start) !== BRACE_CLOSE) {
        this.#push({ line, kind: 'block', group: this.#grammar.groups?.[this.#wordAt(start)] });
      }
    } else if (style === 'colon') {
      const opens = last === COLON || isCommentedColon(text, start);
      if (opens && end - start > 3) this.#push({ line, kind: 'block', guarded: true });
    } else if (text.startsWith(' do', end - 3) || last === 124) this.#push({ line, kind: 'block', guarded: true });
  }

  #push({ line, kind, name = '', guarded = false, group }: NewContainer): void {
    const depth = this.#top.depth + 1;
    if (depth > DEEPEST + 1) return;
    const indent = this.#lines.indents[line] as number;
    this.#top = {
      outer: this.#top,
      depth,
      indent,
      memberIndent: NO_MEMBER,
      kind,
      name,
      guarded,
      ended: undefined,
      group,
    };
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

/** A line that may declare something in a container; `start` is behind its annotations. */
interface Visit {
  readonly line: number;
  readonly start: number;
  readonly container: Container;
}

interface NewContainer extends Partial<Pick<Container, 'name' | 'guarded' | 'group'>>, Pick<Container, 'kind'> {
  readonly line: number;
}

/** `if TYPE_CHECKING:  # why`: a compound statement whose colon a comment follows. */
function isCommentedColon(text: string, start: number): boolean {
  COMMENTED_COLON.lastIndex = start;
  return COMMENTED_COLON.test(text);
}

const COMMENTED_COLON = /(?:if|elif|else|try|except|finally|with|for|while|async)\b[^\r\n#]{0,200}:[ \t]{0,16}#/y;

/** True when the `{` at `brace` begins an object and not a body: it follows `=`, `(`, `:`, `,`, `[`, `return` or `default`. */
function opensObject(text: string, start: number, brace: number): boolean {
  let at = brace;
  while (at > start && text.charCodeAt(at - 1) === 32) at--;
  const before = text.charCodeAt(at - 1);
  if (before === 61 || before === PAREN_OPEN || before === 58 || before === 44 || before === 91) return at > start;
  return text.endsWith('return', at) || text.endsWith('default', at);
}
