import { FENCED, type Definition, type OutlineWalk } from './definition.ts';
import { contentEnd, type LineTable } from './lineTable.ts';

const HASH = 35;
const EQUALS = 61;
const BACKTICK = 96;
const TILDE = 126;
const LONGEST_HEADING = 200;
const MOST_FRONT_MATTER_LINES = 200;

/** Languages whose declarations are headings. */
export function hasHeadings(language: string): boolean {
  return language === 'markdown' || language === 'restructuredtext' || language === 'asciidoc';
}

export interface HeadingState {
  /** The unit that fences the code in which the next line stands, or 0. */
  readonly fence: number;
  readonly fenceLength: number;
  /** Lines of front matter still to come. */
  readonly frontMatter: number;
}

export function isSameHeadingState(a: HeadingState, b: HeadingState): boolean {
  return a.fence === b.fence && a.fenceLength === b.fenceLength && a.frontMatter === b.frontMatter;
}

const PLAIN: HeadingState = { fence: 0, fenceLength: 0, frontMatter: 0 };

/** Headings of Markdown (CommonMark ATX and setext), reStructuredText and AsciiDoc; fenced code is no heading. */
export class HeadingWalk implements OutlineWalk {
  readonly definitions: Definition[] = [];
  readonly depths: Uint8Array;
  readonly #lines: LineTable;
  readonly #language: string;
  #state: HeadingState;

  constructor(lines: LineTable, language: string, state?: HeadingState) {
    this.#lines = lines;
    this.#language = language;
    this.#state = state ?? { ...PLAIN, frontMatter: language === 'markdown' ? frontMatterEnd(lines) : 0 };
    this.depths = new Uint8Array(lines.count);
  }

  get state(): HeadingState {
    return this.#state;
  }

  step(line: number): void {
    const lines = this.#lines;
    const { fence, frontMatter } = this.#state;
    if (frontMatter > 0) {
      this.#state = { ...PLAIN, frontMatter: frontMatter - 1 };
      return;
    }
    if (lines.indents[line] === -1) {
      if (fence) this.depths[line] = FENCED;
      return;
    }
    if (this.#language === 'markdown' && this.#stepsOverFence(line)) return;
    if (fence) {
      this.depths[line] = FENCED;
      return;
    }
    const unit = lines.text.charCodeAt(lines.contents[line] as number);
    const marker = this.#language === 'asciidoc' ? EQUALS : HASH;
    const level =
      unit === marker && this.#language !== 'restructuredtext' ? atxLevel(lines, line) : underlineLevel(lines, line);
    if (level === 0) return;
    this.depths[line] = level;
    const heading = headingText(lines, line, marker);
    if (heading) this.definitions.push({ name: heading.name, kind: 'heading', line, offset: heading.offset });
  }

  /** True for a line that begins or ends fenced code. */
  #stepsOverFence(line: number): boolean {
    const { text, contents } = this.#lines;
    const at = contents[line] as number;
    const unit = text.charCodeAt(at);
    if (unit !== BACKTICK && unit !== TILDE) return false;
    const run = runLength(text, at);
    const { fence, fenceLength } = this.#state;
    if (fence === 0 && run >= 3) {
      this.#state = { ...PLAIN, fence: unit, fenceLength: run };
      return true;
    }
    if (fence !== unit || run < fenceLength || at + run !== contentEnd(this.#lines, line)) return false;
    this.#state = PLAIN;
    this.depths[line] = FENCED;
    return true;
  }
}

/** Line behind the YAML between `---` and `---` that a Markdown file may begin with. */
function frontMatterEnd(lines: LineTable): number {
  const isFence = (line: number) =>
    lines.text.startsWith('---', lines.starts[line]) && contentEnd(lines, line) - (lines.starts[line] as number) === 3;
  if (lines.count === 0 || !isFence(0)) return 0;
  for (let line = 1; line < Math.min(lines.count, MOST_FRONT_MATTER_LINES); line++) {
    if (isFence(line)) return line + 1;
  }
  return 0;
}

/** True when a change of a line may move the end of the front matter; `head` is the beginning of the text. */
export function frontMatterMayEnd(head: string, line: number): boolean {
  return line === 0 || (line <= MOST_FRONT_MATTER_LINES && head.startsWith('---'));
}

/** Level of `## Heading`, or 0. */
function atxLevel(lines: LineTable, line: number): number {
  const at = lines.contents[line] as number;
  const run = runLength(lines.text, at);
  if ((lines.indents[line] as number) > 3 || run > 6) return 0;
  const next = lines.text.charCodeAt(at + run);
  return next === 32 || next === 9 ? run : 0;
}

/** Level of a heading that the next line underlines with `===` or `---` (or, in reStructuredText, any punctuation). */
function underlineLevel(lines: LineTable, line: number): number {
  const next = line + 1;
  if (next >= lines.count || lines.indents[next] !== 0 || (lines.indents[line] as number) > 3) return 0;
  // A heading has white space or another heading above it: what else is underlined is a table or a rule.
  if (line > 0 && (lines.indents[line - 1] as number) >= 0 && !isUnderline(lines, line - 1)) return 0;
  if (isUnderline(lines, line) || !isUnderline(lines, next)) return 0;
  return lines.text.charCodeAt(lines.contents[next] as number) === EQUALS ? 1 : 2;
}

/** At least three of one punctuation character, alone on the line. */
function isUnderline(lines: LineTable, line: number): boolean {
  const at = lines.contents[line] as number;
  const unit = lines.text.charCodeAt(at);
  if (!'=-~^"\'`#*+:._'.includes(String.fromCharCode(unit))) return false;
  const run = runLength(lines.text, at);
  return run >= 3 && at + run === contentEnd(lines, line);
}

function headingText(
  lines: LineTable,
  line: number,
  marker: number,
): { readonly name: string; readonly offset: number } | undefined {
  let offset = lines.contents[line] as number;
  let end = contentEnd(lines, line);
  const atx = lines.text.charCodeAt(offset) === marker;
  while (atx && lines.text.charCodeAt(offset) === marker) offset++;
  while (offset < end && lines.text.charCodeAt(offset) <= 32) offset++;
  if (atx) {
    // A closing run of marks is no part of the heading, when a blank stands before it.
    let close = end;
    while (close > offset && lines.text.charCodeAt(close - 1) === marker) close--;
    if (close < end && lines.text.charCodeAt(close - 1) <= 32) end = close;
    while (end > offset && lines.text.charCodeAt(end - 1) <= 32) end--;
  }
  if (end <= offset || end - offset > LONGEST_HEADING) return undefined;
  return { name: lines.text.slice(offset, end), offset };
}

function runLength(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  let end = at;
  while (text.charCodeAt(end) === unit) end++;
  return end - at;
}
