import { linesOf, type DocumentAnalysis } from '../analyze.ts';
import { languageInfo } from '../chunks/languages.ts';
import { joinRedacted, redacted, sliceRedacted, transformRedacted, type RedactedText } from '../secrets/redact.ts';
import type { Level } from '../secrets/rule.ts';
import { compact } from '../tokens/compact.ts';
import { applyEdits } from '../tokens/passes/edit.ts';
import type { CompactionLevel } from '../tokens/passes/passes.ts';
import { Source } from '../tokens/passes/source.ts';

/** Whole lines of a text: `text` from `start` to `end`, lines counted from 1 and inclusive. */
export interface LineRange {
  readonly text: RedactedText;
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly endLine: number;
}

export interface BlockContent {
  readonly range: LineRange;
  /** Lines above, zero-based, that are shown before it. */
  readonly context?: readonly number[] | undefined;
  /** The only lines that are shown, zero-based. */
  readonly outline?: readonly number[] | undefined;
  readonly compaction: CompactionLevel;
  readonly redact: (text: string) => RedactedText;
}

/** Undefined where the text has no such lines. */
export function lineRange(analysis: DocumentAnalysis, startLine: number, endLine: number): LineRange | undefined {
  const lines = linesOf(analysis);
  const last = Math.min(endLine, lines.lineCount);
  const start = lines.lineStart(startLine - 1);
  const end = lines.lineStart(last);
  if (end <= start) return undefined;
  return { text: sliceRedacted(analysis.text, start, end), start, end, startLine, endLine: last };
}

/** What stands in a block of the pack: some lines of a text after compaction, or their outline. */
export function blockText(analysis: DocumentAnalysis, content: BlockContent): RedactedText {
  const { range, context, outline, compaction, redact } = content;
  const mark = redact(elision(analysis.language));
  const body = outline ? markedLines(analysis, { lines: outline, mark }) : compactedText(analysis, range, compaction);
  if (!context) return body;
  return joinRedacted([markedLines(analysis, { lines: context, mark, next: range.startLine - 1 }), body]);
}

/** The lines of a block as they stand in the file, without those that orient. */
export function rawLines(
  analysis: DocumentAnalysis,
  { range, outline }: Pick<BlockContent, 'range' | 'outline'>,
): RedactedText {
  return outline ? joinRedacted(outline.map((line) => redacted`${lineText(analysis, line)}\n`)) : range.text;
}

/** The same lines as they are shown. */
export function shownLines(
  analysis: DocumentAnalysis,
  content: Omit<BlockContent, 'redact' | 'context'>,
): RedactedText {
  return content.outline ? rawLines(analysis, content) : compactedText(analysis, content.range, content.compaction);
}

/** What was replaced in the lines that a block shows; lines counted from 1. */
export function shownRedactions(
  analysis: DocumentAnalysis,
  { range, context, outline, compaction }: Omit<BlockContent, 'redact'>,
): readonly { readonly rule: string; readonly level: Level; readonly line: number }[] {
  const lineOf = (start: number) => linesOf(analysis).lineAt(start);
  const isKept = (start: number) =>
    start >= range.start && start < range.end && !isLeftOut(analysis, range, start, compaction);
  return analysis.redactions
    .filter(
      ({ start }) => (outline ? outline.includes(lineOf(start)) : isKept(start)) || context?.includes(lineOf(start)),
    )
    .map(({ rule, level, start }) => ({ rule, level, line: lineOf(start) + 1 }));
}

/** True for what compaction took out of some lines. */
function isLeftOut(analysis: DocumentAnalysis, range: LineRange, offset: number, compaction: CompactionLevel): boolean {
  const { edits } = compact(sourceOf(analysis), range, compaction);
  return edits.some(({ start, end }) => offset >= start && offset < end);
}

function compactedText(analysis: DocumentAnalysis, range: LineRange, compaction: CompactionLevel): RedactedText {
  const { edits } = compact(sourceOf(analysis), range, compaction);
  return transformRedacted(range.text, (text) => applyEdits(text, range.start, edits));
}

/** What compaction knows of a text, made on first use and kept as long as its analysis. */
export function sourceOf(analysis: DocumentAnalysis): Source {
  let source = SOURCES.get(analysis);
  if (!source) SOURCES.set(analysis, (source = new Source(analysis.text, analysis)));
  return source;
}

const SOURCES = new WeakMap<DocumentAnalysis, Source>();

/** A zero-based line without its end. */
export function lineText(analysis: DocumentAnalysis, line: number): RedactedText {
  const lines = linesOf(analysis);
  const text = sliceRedacted(analysis.text, lines.lineStart(line), lines.lineStart(line + 1));
  return transformRedacted(text, (content) => content.trimEnd());
}

interface MarkedLines {
  readonly lines: readonly number[];
  readonly mark: RedactedText;
  /** The line that follows them. */
  readonly next?: number;
}

/** Some lines, each with a mark where something is left out behind it. */
function markedLines(analysis: DocumentAnalysis, { lines, mark, next }: MarkedLines): RedactedText {
  const marked = lines.map((line, at) => {
    const text = lineText(analysis, line);
    return (lines[at + 1] ?? next) === line + 1 ? redacted`${text}\n` : redacted`${text} ${mark}\n`;
  });
  return joinRedacted(marked);
}

/** `…` in a comment, where the language has one. */
function elision(language: string): string {
  const { lineComments, blockComment } = languageInfo(language);
  const [mark] = lineComments;
  if (mark) return `${mark} …`;
  return blockComment ? `${blockComment[0]} … ${blockComment[1]}` : '…';
}
