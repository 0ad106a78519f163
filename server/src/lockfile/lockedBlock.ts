import { linesOf, type Analyzer, type DocumentAnalysis } from '../engine/analyze.ts';
import { blockText, lineRange, type BlockContent, type LineRange } from '../engine/pack/blockText.ts';
import type { PackRenderer } from '../engine/pack/render.ts';
import { highestOf } from '../engine/policy/policy.ts';
import { isAbove, type PathVerdict, type PolicyClassifier } from '../engine/policy/classifier.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';
import type { Level } from '../engine/secrets/rule.ts';
import type { CompactionLevel } from '../engine/tokens/passes/passes.ts';

/** Where a block stands, lines counted from 1. */
export interface BlockPlace {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly contextLines?: readonly number[] | undefined;
  readonly shownLines?: readonly number[] | undefined;
}

export interface LockedBlocks {
  readonly analyzer: Analyzer;
  readonly classifier: PolicyClassifier;
  readonly highestLevel: Level;
  readonly compaction: CompactionLevel;
  readonly renderer: PackRenderer;
  /** The path of the file that a pack names: one that holds a secret is named with a placeholder. */
  readonly realPath: (path: string) => string;
  /** A file of the workspace as it is now, or undefined when it is none. */
  readonly load: (path: string) => DocumentAnalysis | undefined;
}

export interface LockedBlock {
  readonly analysis: DocumentAnalysis;
  readonly content: BlockContent;
  readonly path: RedactedText;
  /** As it stands in the pack. */
  readonly text: RedactedText;
}

/** Why a block cannot be had: its file or its lines are not there, or they stand at a level that may not leave. */
export type Refused = 'no file' | 'no lines' | PathVerdict;

/** A block made of a file as it is now, under the policy of today. */
export function lockedBlock(place: BlockPlace, blocks: LockedBlocks): LockedBlock | Refused {
  const { analyzer, classifier, highestLevel, compaction, renderer, realPath, load } = blocks;
  const file = realPath(place.path);
  const byPath = classifier.path(file);
  if (isAbove(byPath, highestLevel)) return byPath;
  const analysis = load(file);
  if (!analysis) return 'no file';
  const range = lineRange(analysis, place.startLine, place.endLine);
  if (!range || range.endLine !== place.endLine) return 'no lines';
  const context = place.contextLines?.map((line) => line - 1);
  const level = levelOf(analysis, { range, context }, classifier);
  if (isAbove(level, highestLevel)) return level;
  const redact = (text: string) => analyzer.redact(text);
  const outline = place.shownLines?.map((line) => line - 1);
  const content = { range, context, outline, compaction, redact };
  const path = redact(analysis.path);
  const { startLine, endLine } = range;
  const body = blockText(analysis, content);
  const text = renderer.block({ path, language: redact(analysis.language), startLine, endLine, text: body });
  return { analysis, content, path, text };
}

/** Of the document, or of a part that some line of the block belongs to. */
function levelOf(
  analysis: DocumentAnalysis,
  { range, context = [] }: { readonly range: LineRange; readonly context?: readonly number[] | undefined },
  classifier: PolicyClassifier,
): PathVerdict {
  const lines = linesOf(analysis);
  const document = classifier.document(analysis);
  if (document === 'never') return 'never';
  const levels = analysis.chunks.flatMap(({ startLine, endLine }) => {
    const touched = startLine <= range.endLine && endLine >= range.startLine;
    if (!touched && !context.some((line) => line + 1 >= startLine && line < endLine)) return [];
    const [start, end] = [lines.lineStart(startLine - 1), lines.lineStart(endLine)];
    const found = analysis.redactions.filter((one) => one.start < end && one.end > start);
    return classifier.part(
      analysis.text.slice(start, end),
      found.map(({ level }) => level),
    );
  });
  return highestOf([document, ...levels]);
}
