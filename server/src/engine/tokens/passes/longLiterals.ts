import type { Edit } from './edit.ts';
import type { Pass } from './source.ts';

const FEWEST_UNITS = 256;
const KEPT_UNITS = 32;

/** Cuts long runs of encoded data (base64, hexadecimal, data URIs) inside of literals, which stay literals. */
export const longLiterals: Pass = {
  name: 'longLiterals',
  edits(source, { start, end }) {
    const { text, spans } = source;
    const edits: Edit[] = [];
    for (let next = spans.after(start); next < spans.length && spans.start(next) < end; next++) {
      if (spans.end(next) - spans.start(next) < FEWEST_UNITS) continue;
      const span = spans.at(next)!;
      if (span.start < start || span.end > end) continue;
      if (span.kind === 'string' || /^url\(/i.test(text.slice(span.start, span.start + 4))) addRuns(edits, text, span);
    }
    return edits;
  },
};

function addRuns(edits: Edit[], text: string, { start, end }: { readonly start: number; readonly end: number }): void {
  let run = start;
  for (let at = start; at <= end; at++) {
    if (at < end && isEncoded(text.charCodeAt(at))) continue;
    const length = at - run;
    if (length >= FEWEST_UNITS && isMixed(text.slice(run, run + 120))) {
      edits.push({ start: run + KEPT_UNITS, end: at, text: `...[${length - KEPT_UNITS}_units_left_out]` });
    }
    run = at + 1;
  }
}

/** Units of base64 (RFC 4648, both alphabets), hexadecimal and percent-encoding. */
function isEncoded(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 47 && unit <= 57) ||
    unit === 43 ||
    unit === 61 ||
    unit === 45 ||
    unit === 95 ||
    unit === 37
  );
}

/** Data has digits and letters; a ruler of dashes or a padding of one letter does not. */
function isMixed(head: string): boolean {
  return /\d/.test(head) && /[A-Za-z]/.test(head);
}
