import type { JudgedLine, Shape } from './judgedLines.ts';

/** Warnings of one shape that are shown with what stands about their place. */
const EXPLAINED = 3;
/** A longer text below a warning is no excerpt. */
const MOST_LINES = 10;
const EXCERPT = /^\s*(?:\d+\s*)?[|:]|^\s+\S/;

/** Folds the excerpts of source below warnings that were told three times but for their place; the warnings stay. */
export function foldContexts(lines: readonly JudgedLine[]): void {
  const told = new Map<Shape, number>();
  lines.forEach((line, at) => {
    if (line.class !== 'warning') return;
    const times = (told.get(line.shape) ?? 0) + 1;
    told.set(line.shape, times);
    if (times <= EXPLAINED) return;
    for (let below = at + 1; below <= at + MOST_LINES && isExcerpt(lines[below]); below++)
      lines[below]!.fold ??= 'similar';
  });
}

function isExcerpt(line: JudgedLine | undefined): boolean {
  return line?.class === 'plain' && EXCERPT.test(line.text);
}
