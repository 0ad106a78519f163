/**
 * Characters that a reader cannot see but a model reads: bidirectional controls ("Trojan Source", CVE-2021-42574), tag
 * characters (hidden instructions), zero-width ones, control codes, and line separators that only some readers break at. They are written out as ⟦U+202E⟧. Joiners stay
 * where scripts and emoji need them: beside a character that is not ASCII.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const MAYBE_INVISIBLE = /[^\t\n\r\u0020-\u007e\u00a1-\u00ac\u00ae-\u0600]/;
const JOINERS = new Set(['\u200c', '\u200d']);

/** Line breaks as LF, and everything invisible written out. */
export function makeVisible(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
  if (!MAYBE_INVISIBLE.test(lines)) return lines;
  return lines.replaceAll(INVISIBLE, (found: string, offset: number) => {
    if (JOINERS.has(found) && joins(lines, offset)) return found;
    return `⟦U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`;
  });
}

function joins(text: string, offset: number): boolean {
  return text.charCodeAt(offset - 1) > 127 && text.charCodeAt(offset + 1) > 127;
}

/** A name on one line: white space that breaks lines is written out too. */
export function makeVisibleName(name: string): string {
  return makeVisible(
    name.replaceAll(
      /[\n\r\t\u0085\u2028\u2029]/g,
      (found) => `⟦U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟧`,
    ),
  );
}
