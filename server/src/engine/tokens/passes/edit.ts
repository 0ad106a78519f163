/** A replacement in a text, by UTF-16 offsets of the text that came in. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits of `more` that touch none of `edits`, and those; both sorted by start and without overlaps, as the result is. */
export function mergeEdits(edits: readonly Edit[], more: readonly Edit[]): { merged: Edit[]; added: Edit[] } {
  const merged: Edit[] = [];
  const added: Edit[] = [];
  let next = 0;
  for (const edit of more) {
    while (next < edits.length && edits[next]!.end <= edit.start) merged.push(edits[next++]!);
    const other = edits[next];
    if (other && other.start < edit.end) continue;
    merged.push(edit);
    added.push(edit);
  }
  while (next < edits.length) merged.push(edits[next++]!);
  return { merged, added };
}

/** `part`, which begins at `start` of a text, with edits of that text that lie within it. */
export function applyEdits(part: string, start: number, edits: readonly Edit[]): string {
  let edited = '';
  let at = 0;
  for (const edit of edits) {
    edited += part.slice(at, edit.start - start) + edit.text;
    at = edit.end - start;
  }
  return edited + part.slice(at);
}

export function savedUnits(edits: readonly Edit[]): number {
  return edits.reduce((sum, { start, end, text }) => sum + end - start - text.length, 0);
}
