import { ignoresTrailingSpace, mayHoldOpenLiteral } from './openLiteral.ts';
import { blankLines } from './passes/blankLines.ts';
import { joinLines, splitLines, type Line, type Pass } from './passes/line.ts';
import { trailingSpace } from './passes/trailingSpace.ts';

export interface CompactOptions {
  /** VS Code's identifier of the text's language. */
  readonly language: string;
  /**
   * The whole text that `text` is a part of. A part may lie inside a literal whose ends it does not show, so that only
   * the whole tells whether it may be changed; without it, `text` is taken for the whole.
   */
  readonly document?: string;
}

export interface Compaction {
  readonly text: string;
  /** For each line of `text`, its zero-based line in the text that came in; absent when no line was dropped. */
  readonly lineMap?: Uint32Array;
  /** UTF-16 units saved by each pass that saved any, by the pass's name. */
  readonly saved: Readonly<Record<string, number>>;
}

/** In the order in which they run. */
const PASSES: readonly Pass[] = [trailingSpace, blankLines];

/**
 * Takes out of source code what costs tokens and means nothing, and nothing else: the result parses as the text does.
 * Where that is not certain, the text comes back as it is. Compacting twice is the same as once.
 */
export function compact(text: string, { language, document = text }: CompactOptions): Compaction {
  // A lone CR ends a line to some readers and not to others.
  const isUncertain = mayHoldOpenLiteral(document) || /\r(?!\n)/.test(document);
  if (!ignoresTrailingSpace(language) || isUncertain) return { text, saved: {} };
  let lines = splitLines(text);
  const lineCount = lines.length;
  const saved: Record<string, number> = {};
  for (const pass of PASSES) {
    const before = totalUnits(lines);
    lines = pass.apply(lines);
    const units = before - totalUnits(lines);
    if (units > 0) saved[pass.name] = units;
  }
  const compacted = { text: joinLines(lines), saved };
  if (lines.length === lineCount) return compacted;
  return { ...compacted, lineMap: Uint32Array.from(lines, (line) => line.number) };
}

function totalUnits(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.text.length + line.lineBreak.length, 0);
}
