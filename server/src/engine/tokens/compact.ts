import { applyEdits, mergeEdits, savedUnits, type Edit } from './passes/edit.ts';
import { PASSES, type CompactionLevel } from './passes/passes.ts';
import type { Pass, Range, Source } from './passes/source.ts';

export interface Compaction {
  readonly text: string;
  /** What was changed, by offsets of the source's text; sorted and disjoint. */
  readonly edits: readonly Edit[];
  /** UTF-16 units saved by each pass that saved any, by the pass's name, in the order in which they ran. */
  readonly saved: Readonly<Record<string, number>>;
}

export interface CompactionStage {
  readonly pass: string;
  readonly text: string;
}

/**
 * Takes out of some lines of a text what costs tokens and, at the level `lossless`, means nothing: the result parses as
 * the lines do. Where that is not certain they come back as they are. What a generator or a minifier wrote is outlined.
 */
export function compact(source: Source, range: Range, level: CompactionLevel): Compaction {
  return runPasses(source, range, passesFor(source, level));
}

/** The lines after each pass that changed them, the last one's being what `compact` gives. */
export function compactionStages(source: Source, range: Range, level: CompactionLevel): readonly CompactionStage[] {
  const stages: CompactionStage[] = [];
  runPasses(source, range, passesFor(source, level), (pass, edits) => {
    stages.push({ pass, text: textWith(source, range, edits) });
  });
  return stages;
}

/** Runs some passes; of two that would change the same, the first one does. `onPass` is told all edits so far. */
export function runPasses(
  source: Source,
  range: Range,
  passes: readonly Pass[],
  onPass?: (pass: string, edits: readonly Edit[]) => void,
): Compaction {
  let edits: readonly Edit[] = [];
  const saved: Record<string, number> = {};
  for (const pass of passes) {
    const { merged, added } = mergeEdits(edits, pass.edits(source, range));
    if (added.length === 0) continue;
    edits = merged;
    saved[pass.name] = savedUnits(added);
    onPass?.(pass.name, edits);
  }
  source.forgetLines();
  return {
    get text() {
      return textWith(source, range, edits);
    },
    edits,
    saved,
  };
}

function textWith({ text }: Source, { start, end }: Range, edits: readonly Edit[]): string {
  return applyEdits(text.slice(start, end), start, edits);
}

function passesFor(source: Source, level: CompactionLevel): readonly Pass[] {
  return level !== 'none' && source.isWritten ? PASSES.outline : PASSES[level];
}
