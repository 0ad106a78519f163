import type { Edit } from './edit.ts';
import { forEachLine, type Line, type Pass } from './source.ts';

const FEWEST_ALIKE = 6;
const KEPT_FIRST = 2;
const HEAD_UNITS = 160;
const LOG_PATH = /\.(?:log|out|trace)(?:\.\d+)?$|(?:^|\/)logs?\//;
/** What most lines of a log begin with: a time, a date, a level in brackets. */
const LOG_LINE =
  /^\s*(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]?|\[?\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:|\[?(?:trace|debug|info|notice|warn(?:ing)?|error|fatal)\b)/i;

/** Of lines of a log that differ in numbers only, keeps the first two and the last, and says how many there were. */
export const repeatedLines: Pass = {
  name: 'repeatedLines',
  edits(source, range) {
    const edits: Edit[] = [];
    if (source.language !== 'plaintext') return edits;
    const isLog = LOG_PATH.test(source.path.toLowerCase());
    let run: Line[] = [];
    let shape = '';
    const close = () => {
      if (run.length >= FEWEST_ALIKE) edits.push(foldOf(source.text, run));
      run = [];
    };
    forEachLine(source, range, (line) => {
      const head = source.text.slice(line.start, Math.min(line.end, line.start + HEAD_UNITS));
      const next = isLog || LOG_LINE.test(head) ? shapeOf(head) : '';
      if (next === '' || next !== shape) close();
      shape = next;
      if (next !== '') run.push(line);
    });
    close();
    return edits;
  },
};

/** A line without its numbers: hexadecimal and decimal digits in a row count as one. */
function shapeOf(head: string): string {
  return head.trim().replaceAll(/(?:0x)?[\da-f]*\d[\da-f]*/gi, '0');
}

function foldOf(text: string, run: readonly Line[]): Edit {
  const first = run[KEPT_FIRST]!;
  const last = run.at(-1)!;
  const lineBreak = text.charCodeAt(last.start - 2) === 13 ? '\r\n' : '\n';
  return { start: first.start, end: last.start, text: `… ${run.length - KEPT_FIRST - 1} more like these${lineBreak}` };
}
