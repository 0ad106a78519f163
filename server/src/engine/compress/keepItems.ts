import { isImportant, type JudgedLine } from './judgedLines.ts';

/** A longer item is not shown whole for one of its lines. */
const MOST_ITEM_LINES = 24;
const MEMBER = /^(\s*)"[^"]*"\s*:/;

/** Shows the whole item of a JSON array that tells of an error: its other members say which one it is. */
export function keepItems(lines: readonly JudgedLine[]): void {
  lines.forEach((line, at) => {
    const indent = isImportant(line) ? MEMBER.exec(line.text)?.[1]?.length : undefined;
    if (indent === undefined || indent === 0) return;
    const start = edgeOf(lines, { at, indent, step: -1 });
    const end = edgeOf(lines, { at, indent, step: 1 });
    if (end - start >= MOST_ITEM_LINES) return;
    for (let kept = start; kept <= end; kept++) lines[kept]!.fold = undefined;
  });
}

interface Walk {
  readonly at: number;
  readonly indent: number;
  readonly step: 1 | -1;
}

/** The nearest line that is less indented: where the item begins or ends. */
function edgeOf(lines: readonly JudgedLine[], { at, indent, step }: Walk): number {
  let edge = at;
  for (let far = 0; far < MOST_ITEM_LINES && lines[edge] && indentOf(lines[edge]!) >= indent; far++) edge += step;
  return Math.min(lines.length - 1, Math.max(0, edge));
}

function indentOf({ text }: JudgedLine): number {
  return text.length - text.trimStart().length;
}
