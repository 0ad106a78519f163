/** Longest prefill in UTF-16 code units: an input box shows one line. */
const MAX_QUERY_LENGTH = 200;

/** A selection as one line of text for the query box, cut at a word where possible. */
export function queryFromSelection(selection: string): string {
  const line = selection.replace(/\s+/gu, ' ').trim();
  if (line.length <= MAX_QUERY_LENGTH) return line;
  const cut = line.slice(0, MAX_QUERY_LENGTH + 1);
  const lastSpace = cut.lastIndexOf(' ');
  // A lone half of a surrogate pair must not be left at the end.
  return lastSpace > 0 ? cut.slice(0, lastSpace) : cut.slice(0, MAX_QUERY_LENGTH).replace(/[\ud800-\udbff]$/u, '');
}
