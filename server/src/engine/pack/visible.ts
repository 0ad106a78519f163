/**
 * Characters that a reader cannot see but a model reads: bidirectional controls ("Trojan Source", CVE-2021-42574), tag
 * characters (hidden instructions), zero-width ones and fillers, control codes, noncharacters, and line separators that
 * only some readers break at. They are written out as ⟦U+202E⟧. What scripts and emoji need stays: a single joiner
 * between characters that are not ASCII, a single variation selector behind what it can vary, and the tags of the three
 * flags that Unicode recommends (UTS #51, RGI emoji tag sequences).
 */
const INVISIBLE = new RegExp(
  [
    // England, Scotland and Wales: matched first, so that their tags are left alone.
    String.raw`\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}`,
    String.raw`[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f]`,
    String.raw`[\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]`,
    String.raw`[\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]`,
    String.raw`\p{Cs}`,
  ].join('|'),
  'gu',
);
const MAYBE_INVISIBLE = /[^\t\n\r\u0020-\u007e\u00a1-\u00ac\u00ae-\u034e]/;
const FLAG_UNITS = 14;
const JOINER = /^[\u200c\u200d]$/;
const VARIATION_SELECTOR = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;
/** What a variation selector may follow in ASCII: the keycap emoji (UTS #51). */
const KEYCAP = /[#*0-9]/;
/** Units of which one more invisible character makes a run: nothing legitimate has two, and a run can spell a message. */
const RUNS_ON = /[\u200b-\u200f\u2060-\u206f]/;

/** Line breaks as LF, and everything invisible written out. */
export function makeVisible(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  if (!MAYBE_INVISIBLE.test(lines)) return lines;
  return lines.replaceAll(INVISIBLE, (found: string, offset: number) => {
    if (found.length === FLAG_UNITS) return found;
    if (JOINER.test(found) && joins(lines, offset)) return found;
    if (VARIATION_SELECTOR.test(found) && varies(lines, offset)) return found;
    return writtenOut(found);
  });
}

function joins(text: string, offset: number): boolean {
  return [text.charAt(offset - 1), text.charAt(offset + 1)].every((unit) => unit > '\u007f' && !RUNS_ON.test(unit));
}

function varies(text: string, offset: number): boolean {
  const before = text.charAt(offset - 1);
  if (before <= '\u007f') return KEYCAP.test(before);
  // The units of a selector, in one or in two: U+E0100 to U+E01EF are \udb40 and \udd00 to \uddef.
  const follows = /[\ufe00-\ufe0f]$|\udb40[\udd00-\uddef]$/.test(text.slice(Math.max(0, offset - 2), offset));
  return !follows && !RUNS_ON.test(before);
}

function writtenOut(character: string): string {
  return `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`;
}

/** A name on one line: white space that breaks lines is written out too. */
export function makeVisibleName(name: string): string {
  return makeVisible(name.replaceAll(/[\n\r\t]/g, writtenOut));
}
