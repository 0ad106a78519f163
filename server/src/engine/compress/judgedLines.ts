import type { FoldKind } from './foldKind.ts';
import { classOf, type LineClass } from './lineClass.ts';
import { constantLetters, shapeOf } from './lineShape.ts';
import type { OutputLine } from './outputLines.ts';

/** What is known of all lines of one shape. */
export interface Shape {
  readonly text: string;
  readonly class: LineClass;
  /** Letters that do not vary: few in a mere list. */
  readonly letters: number;
  count: number;
}

/** A line with what it is and, once a rule has folded it, why. */
export interface JudgedLine extends OutputLine {
  readonly shape: Shape;
  class: LineClass;
  fold: FoldKind | undefined;
}

/** More lines of one shape than this do not sum anything up. */
const MOST_SUMMARIES = 4;

/** The lines with their classes; a line that goes on belongs to the one before it. */
export function judgeLines(lines: readonly OutputLine[]): JudgedLine[] {
  const shapes = new Map<string, Shape>();
  const judged = lines.map((line) => {
    const text = shapeOf(line.text);
    let shape = shapes.get(text);
    if (!shape) {
      shape = { text, class: classOf(text), letters: constantLetters(text), count: 0 };
      shapes.set(text, shape);
    }
    shape.count++;
    return { ...line, shape, class: shape.class, fold: undefined };
  });
  for (const line of judged) if (line.class === 'summary' && line.shape.count > MOST_SUMMARIES) line.class = 'plain';
  return judged;
}

/** What has to survive as long as there is room for it. */
export function isImportant({ class: kind }: JudgedLine): boolean {
  return kind === 'error' || kind === 'warning' || kind === 'summary';
}

/** Runs of neighbours that `holds` is true of, as [start, end). */
export function* runsOf<T>(items: readonly T[], holds: (item: T) => boolean): Generator<readonly [number, number]> {
  for (let start = 0; start < items.length; start++) {
    if (!holds(items[start]!)) continue;
    let end = start + 1;
    while (end < items.length && holds(items[end]!)) end++;
    yield [start, end];
    start = end;
  }
}
