import { findDefinitions } from '../chunks/definitions.ts';
import { enclosingDeclarations, type LineReader } from '../chunks/enclosing.ts';
import { linesOf, type Analyzer, type DocumentAnalysis } from '../analyze.ts';
import { fileOf, partOf } from '../ranking/fileKey.ts';
import type { SegmentPart } from '../ranking/mergeSegments.ts';
import {
  isAbove,
  noneHeldBack,
  type HeldBackCounts,
  type PathVerdict,
  type PolicyClassifier,
} from '../policy/classifier.ts';
import { joinRedacted, type RedactedText } from '../secrets/redact.ts';
import type { Level } from '../secrets/rule.ts';
import { Copies, countLines, type LineCounts } from '../selection/copies.ts';
import type { Orientation, Outlined, SelectedBlock } from '../selection/select.ts';
import { compactionStages, type CompactionStage } from '../tokens/compact.ts';
import type { CompactionLevel } from '../tokens/passes/passes.ts';
import type { Tokenizer } from '../tokens/tokenizer.ts';
import { blockText, lineRange, lineText, rawLines, shownRedactions, sourceOf } from './blockText.ts';
import type { PackBlock, PackRenderer } from './render.ts';

/** Fewer lines than these are no outline. */
const FEWEST_OUTLINED = 3;

export interface BlockSourceOptions {
  readonly parts: readonly SegmentPart[];
  readonly analyzer: Analyzer;
  readonly tokenizer: Tokenizer;
  readonly renderer: PackRenderer;
  readonly load: (path: string) => DocumentAnalysis | undefined;
  readonly highestLevel: Level;
  readonly classifier: PolicyClassifier;
  readonly compaction: CompactionLevel;
}

/** A block as it stands in the pack, and its exact price. */
export interface Piece {
  readonly block: PackBlock;
  readonly text: RedactedText;
  readonly tokens: number;
}

export interface ComposedRedaction {
  readonly rule: string;
  readonly path: RedactedText;
  readonly line: number;
  readonly level: Level;
}

/** Why a chunk cannot be had. */
export type Refusal =
  | { readonly why: 'copy'; readonly of: RedactedText }
  | { readonly why: 'held back'; readonly level: PathVerdict }
  | { readonly why: 'gone' };

/** Makes blocks from line ranges of the index and the text of the files as they are now. */
export class BlockSource {
  readonly #options: BlockSourceOptions;
  readonly #files = new Map<number, OpenedFile | undefined>();
  readonly #pieces = new Map<string, Piece | undefined>();
  /** What the chunks say that were taken, so that a copied file does not fill the pack twice. */
  readonly #copies = new Copies();
  #counted: { readonly file: number; readonly chunk: number; readonly lines: LineCounts | undefined } | undefined;
  /** Chunk → the path of the file that says the same. */
  readonly #copied = new Map<string, RedactedText>();
  /** Chunks above the allowed level, each counted once: of a file that is held back as a whole all, else the one. */
  readonly #heldBack = noneHeldBack();
  readonly #heldChunks = new Map<string, PathVerdict>();
  readonly #heldFiles = new Map<number, PathVerdict>();

  constructor(options: BlockSourceOptions) {
    this.#options = options;
  }

  /** The piece of a block that was selected. */
  of(block: SelectedBlock): Piece {
    const piece = this.#piece(block);
    if (!piece) throw new Error('a selected block vanished while the pack was rendered');
    return piece;
  }

  /** Exact tokens of a block; undefined when it cannot be had. */
  price(file: number, firstChunk: number, lastChunk: number, keptLines?: number): number | undefined {
    return this.#piece({ file, firstChunk, lastChunk, ...(keptLines === undefined ? {} : { keptLines }) })?.tokens;
  }

  /** True when another file says the same, and its chunks are taken. */
  isCopy(file: number, chunk: number): boolean {
    const lines = this.#countedLines(file, chunk);
    const owner = lines && this.#copies.ownerOf(lines);
    if (owner === undefined || owner === file) return false;
    const path = this.#file(owner)?.path;
    if (path !== undefined) this.#copied.set(`${file}:${chunk}`, path);
    return true;
  }

  take(file: number, chunk: number): void {
    const lines = this.#countedLines(file, chunk);
    if (lines) this.#copies.add(file, lines);
  }

  /** A chunk that is taken was asked for right before. */
  #countedLines(file: number, chunk: number): LineCounts | undefined {
    if (this.#counted?.file === file && this.#counted.chunk === chunk) return this.#counted.lines;
    const range = this.#lines({ file, firstChunk: chunk, lastChunk: chunk });
    const lines = range && countLines(range.text);
    this.#counted = { file, chunk, lines };
    return lines;
  }

  /** Why a chunk could not be had, after it was asked for in vain. */
  refusal(file: number, chunk: number): Refusal {
    const key = `${file}:${chunk}`;
    const of = this.#copied.get(key);
    if (of !== undefined) return { why: 'copy', of };
    const level = this.#heldFiles.get(file) ?? this.#heldChunks.get(key);
    return level === undefined ? { why: 'gone' } : { why: 'held back', level };
  }

  /** The block with the declarations that it stands in, without those that another block shows. */
  orient(block: SelectedBlock, blocks: readonly SelectedBlock[]): Orientation | undefined {
    const opened = this.#file(block.file);
    const range = this.#lines(block);
    if (!opened || !range) return undefined;
    const { analysis } = opened;
    const shown = blocks.filter(({ file }) => file === block.file).map((one) => this.#lines(one));
    const context = enclosingDeclarations(readerOf(analysis), range.startLine - 1, analysis.language).filter(
      (line) =>
        !shown.some((one) => one !== undefined && line + 1 >= one.startLine && line + 1 <= one.endLine) &&
        this.#mayShowLine(block.file, line),
    );
    if (context.length === 0) return undefined;
    const piece = this.#piece({ ...block, context });
    return piece && { context, tokens: piece.tokens };
  }

  get heldBack(): HeldBackCounts {
    return this.#heldBack;
  }

  lineCount(file: number, chunk: number): number {
    const { segment } = this.#part(file);
    return segment.chunkEndLine[chunk]! - segment.chunkStartLine[chunk]! + 1;
  }

  raw(one: SelectedBlock): RedactedText {
    const opened = this.#file(one.file);
    const range = this.#lines(one);
    return opened && range ? rawLines(opened.analysis, { range, outline: one.outline }) : joinRedacted([]);
  }

  /** UTF-16 units of the whole file of a block, without its secrets. */
  fileUnits({ file }: SelectedBlock): number {
    return this.#file(file)?.analysis.text.length ?? 0;
  }

  /** The lines of a block as they are shown, without its heading and without the lines that orient. */
  shown(one: SelectedBlock): RedactedText {
    if (one.outline) return this.raw(one);
    const { context: _, ...bare } = one;
    return this.#piece(bare)?.block.text ?? joinRedacted([]);
  }

  /** The same after each pass that changed something. */
  stages(one: SelectedBlock): readonly CompactionStage[] {
    const opened = this.#file(one.file);
    const range = one.outline ? undefined : this.#lines(one);
    return opened && range ? compactionStages(sourceOf(opened.analysis), range, this.#options.compaction) : [];
  }

  redactions(one: SelectedBlock): readonly ComposedRedaction[] {
    const range = this.#lines(one);
    const opened = this.#file(one.file);
    if (!range || !opened) return [];
    const { context, outline } = one;
    return shownRedactions(opened.analysis, { range, context, outline, compaction: this.#options.compaction }).map(
      (found) => ({ ...found, path: opened.path }),
    );
  }

  /** The lines of a chunk that declare something. */
  outline(file: number, chunk: number): Outlined | undefined {
    const opened = this.#file(file);
    const range = this.#lines({ file, firstChunk: chunk, lastChunk: chunk });
    if (!opened || !range) return undefined;
    const { text, language } = opened.analysis;
    const declared = findDefinitions(text, language).map(({ line }) => line);
    const outline = [...new Set(declared.filter((line) => line + 1 >= range.startLine && line < range.endLine))];
    if (outline.length < FEWEST_OUTLINED) return undefined;
    const piece = this.#piece({ file, firstChunk: chunk, lastChunk: chunk, outline });
    return piece && { outline, tokens: piece.tokens };
  }

  #piece(lines: BlockLines): Piece | undefined {
    const { file, firstChunk, lastChunk, keptLines, context, outline } = lines;
    const key = `${file}:${firstChunk}:${lastChunk}:${keptLines}:${context?.join(' ')}:${outline?.join(' ')}`;
    if (this.#pieces.has(key)) return this.#pieces.get(key);
    const block = this.#mayLeave(lines) ? this.#block(lines) : undefined;
    const piece = block && this.#render(block);
    this.#pieces.set(key, piece);
    return piece;
  }

  #render(block: PackBlock): Piece {
    const text = this.#options.renderer.block(block);
    return { block, text, tokens: this.#options.tokenizer.count(text) };
  }

  #block(lines: BlockLines): PackBlock | undefined {
    const opened = this.#file(lines.file);
    const range = this.#lines(lines);
    if (!opened || !range) return undefined;
    const { analysis, path, language } = opened;
    const { compaction, analyzer } = this.#options;
    const { context, outline } = lines;
    const redact = (text: string) => analyzer.redact(text);
    const text = blockText(analysis, { range, context, outline, compaction, redact });
    return { path, language, startLine: range.startLine, endLine: range.endLine, text };
  }

  /** True when the chunk that a line belongs to may leave. */
  #mayShowLine(file: number, line: number): boolean {
    const { segment } = this.#part(file);
    const index = fileOf(file);
    for (let chunk = segment.fileChunks[index]!; chunk < segment.fileChunks[index + 1]!; chunk++) {
      if (segment.chunkEndLine[chunk]! <= line) continue;
      const level = this.#chunkLevel(file, chunk);
      return level !== undefined && !isAbove(level, this.#options.highestLevel);
    }
    return false;
  }

  #lines({ file, firstChunk, lastChunk, keptLines }: BlockLines) {
    const opened = this.#file(file);
    if (!opened) return undefined;
    const { segment } = this.#part(file);
    const startLine = segment.chunkStartLine[firstChunk]!;
    const wanted =
      keptLines === undefined ? segment.chunkEndLine[lastChunk]! : segment.chunkStartLine[lastChunk]! + keptLines - 1;
    return lineRange(opened.analysis, startLine, wanted);
  }

  /** Whether every chunk of a run may leave; the first lines of one that may not stay as well. */
  #mayLeave({ file, firstChunk, lastChunk }: BlockLines): boolean {
    for (let chunk = firstChunk; chunk <= lastChunk; chunk++) {
      const level = this.#chunkLevel(file, chunk);
      if (level === undefined || !isAbove(level, this.#options.highestLevel)) continue;
      const key = `${file}:${chunk}`;
      if (!this.#heldChunks.has(key)) this.#heldBack[level]++;
      this.#heldChunks.set(key, level);
      return false;
    }
    return true;
  }

  /** What the chunk itself adds to its document's level; undefined when there is no such text any more. */
  #chunkLevel(file: number, chunk: number): PathVerdict | undefined {
    const opened = this.#file(file);
    const range = this.#lines({ file, firstChunk: chunk, lastChunk: chunk });
    if (!opened || !range) return undefined;
    const found = opened.analysis.redactions.filter(({ start, end }) => start < range.end && end > range.start);
    return this.#options.classifier.part(
      range.text,
      found.map(({ level }) => level),
    );
  }

  /** A file as it is now, unless it is gone or above the allowed level. */
  #file(file: number): OpenedFile | undefined {
    if (this.#files.has(file)) return this.#files.get(file);
    const opened = this.#open(file);
    this.#files.set(file, opened);
    return opened;
  }

  #open(file: number): OpenedFile | undefined {
    const { analyzer, classifier, highestLevel, load } = this.#options;
    const { segment } = this.#part(file);
    const index = fileOf(file);
    const { path } = segment.files[index]!;
    const byPath = classifier.path(path);
    if (isAbove(byPath, highestLevel)) {
      this.#heldFiles.set(file, byPath);
      this.#heldBack[byPath] += segment.fileChunks[index + 1]! - segment.fileChunks[index]!;
      return undefined;
    }
    const analysis = load(path);
    if (!analysis) return undefined;
    const level = classifier.document(analysis);
    if (isAbove(level, highestLevel)) {
      this.#heldFiles.set(file, level);
      this.#heldBack[level] += analysis.chunks.length;
      return undefined;
    }
    return { analysis, path: analyzer.redact(path), language: analyzer.redact(analysis.language) };
  }

  #part(file: number): SegmentPart {
    return this.#options.parts[partOf(file)]!;
  }
}

interface OpenedFile {
  readonly analysis: DocumentAnalysis;
  readonly path: RedactedText;
  readonly language: RedactedText;
}

type BlockLines = Pick<SelectedBlock, 'file' | 'firstChunk' | 'lastChunk' | 'keptLines' | 'context' | 'outline'>;

function readerOf(analysis: DocumentAnalysis): LineReader {
  const lines = linesOf(analysis);
  return { line: (line) => (line < lines.lineCount ? lineText(analysis, line) : '') };
}
