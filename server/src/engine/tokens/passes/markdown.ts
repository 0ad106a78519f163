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
  let fence = '';
  forEachLine(source, { start: 0, end: range.end }, (line) => {
    const { start, content, end } = line;
    if (end - start > LONGEST_LINE) return;
    const mark = content - start < 4 ? FENCE.exec(source.text.slice(start, Math.min(end, start + 80)))?.[1] : undefined;
    if (mark !== undefined && (fence === '' || (mark.startsWith(fence) && mark.length >= fence.length))) {
      fence = fence === '' ? mark : '';
      return;
    }
    if (fence === '' && start >= range.start && content - start < 4) visit(line);
  });
}

/** Cells without the blanks around their content; an empty one keeps one. */
function unpadded(line: string): string {
  const cells = line.trim().split('|').slice(1, -1);
  return `|${cells.map((cell) => cell.trim() || ' ').join('|')}|`;
}
