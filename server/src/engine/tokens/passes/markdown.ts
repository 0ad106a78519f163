import type { Edit } from './edit.ts';
import { forEachLine, type Line, type Pass, type Range, type Source } from './source.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TABLE_ROW = /^ {0,3}\|.*\|[ \t]*$/;
const DELIMITER_ROW = /^[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$/;
/** A line of nothing but linked images, the form of badges; image hosts that serve nothing else. */
const BADGES = /^(?:[ \t]*\[!\[[^\]\n]{0,200}\]\([^)\s]{1,400}\)\]\([^)\s]{0,400}\))+[ \t]*$/;
const BADGE_IMAGE =
  /^[ \t]*!\[[^\]\n]{0,200}\]\([^)\s]{0,300}(?:shields\.io|badge|codecov\.io|travis-ci|coveralls|circleci)[^)\s]{0,300}\)[ \t]*$/i;
const BADGE_HOSTS = /badge|shields\.io|codecov\.io|travis-ci|coveralls|circleci|appveyor|deepscan|snyk|lgtm|workflows/i;
const LONGEST_LINE = 4000;

/** Takes the padding out of Markdown's tables (GFM, 4.10). */
export const markdownTables: Pass = {
  name: 'markdownTables',
  edits(source, range) {
    const edits: Edit[] = [];
    forEachMarkdownLine(source, range, ({ start, end }) => {
      const line = source.text.slice(start, end);
      if (!TABLE_ROW.test(line) || line.includes('\\|')) return;
      const text = DELIMITER_ROW.test(line) ? line.replaceAll(/-+/g, '-').replaceAll(/[ \t]/g, '') : unpadded(line);
      if (text.length < line.length) edits.push({ start, end, text });
    });
    return edits;
  },
};

/** Leaves badges out: pictures of states that are not the repository's. */
export const badges: Pass = {
  name: 'badges',
  edits(source, range) {
    const edits: Edit[] = [];
    forEachMarkdownLine(source, range, ({ start, end, next }) => {
      const line = source.text.slice(start, end);
      if ((BADGES.test(line) && BADGE_HOSTS.test(line)) || BADGE_IMAGE.test(line))
        edits.push({ start, end: next, text: '' });
    });
    return edits;
  },
};

/** Lines outside of fenced and indented code. */
function forEachMarkdownLine(source: Source, range: Range, visit: (line: Line) => void): void {
  if (source.language !== 'markdown') return;
  const fenced = fencedBlocks(source);
  let at = fenced.findIndex(({ end }) => end > range.start);
  forEachLine(source, range, (line) => {
    const { start, content, end } = line;
    while (at >= 0 && at < fenced.length && fenced[at]!.end <= start) at++;
    const isFenced = (fenced[at]?.start ?? Infinity) <= start;
    if (!isFenced && end - start <= LONGEST_LINE && content - start < 4) visit(line);
  });
}

/** Kept with the text: whether a line is fenced can hang on the first one, and a pack shows many parts of a file. */
const FENCED = new WeakMap<Source, readonly Range[]>();

/** Fenced code with its fences (CommonMark 0.31, 4.5); one that is never closed goes to the end. */
function fencedBlocks(source: Source): readonly Range[] {
  const known = FENCED.get(source);
  if (known) return known;
  const blocks: Range[] = [];
  let fence = '';
  let opened = 0;
  forEachLine(source, { start: 0, end: source.text.length }, ({ start, content, end, next }) => {
    if (end - start > LONGEST_LINE || content - start >= 4) return;
    const mark = FENCE.exec(source.text.slice(start, Math.min(end, start + 80)))?.[1];
    if (mark === undefined) return;
    if (fence === '') {
      fence = mark;
      opened = start;
    } else if (mark.startsWith(fence)) {
      fence = '';
      blocks.push({ start: opened, end: next });
    }
  });
  if (fence !== '') blocks.push({ start: opened, end: Infinity });
  FENCED.set(source, blocks);
  return blocks;
}

/** Cells without the blanks around their content; an empty one keeps one. */
function unpadded(line: string): string {
  const cells = line.trim().split('|').slice(1, -1);
  return `|${cells.map((cell) => cell.trim() || ' ').join('|')}|`;
}
