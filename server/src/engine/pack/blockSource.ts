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
import { joinRedacted, sliceRedacted, transformRedacted, type RedactedText } from '../secrets/redact.ts';
import type { Level } from '../secrets/rule.ts';
import type { SelectedBlock } from '../selection/select.ts';
import { compact } from '../tokens/compact.ts';
import type { Tokenizer } from '../tokens/tokenizer.ts';
import type { PackBlock, PackRenderer } from './render.ts';

export interface BlockSourceOptions {
  readonly parts: readonly SegmentPart[];
  readonly analyzer: Analyzer;
  readonly tokenizer: Tokenizer;
  readonly renderer: PackRenderer;
  readonly load: (path: string) => DocumentAnalysis | undefined;
  readonly highestLevel: Level;
  readonly classifier: PolicyClassifier;
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

/** Makes blocks from line ranges of the index and the text of the files as they are now. */
export class BlockSource {
  readonly #options: BlockSourceOptions;
  readonly #files = new Map<number, OpenedFile | undefined>();
  readonly #pieces = new Map<string, Piece | undefined>();
  /** Text of single chunks already offered → where, so that a copied file does not fill the pack twice. */
  readonly #seen = new Map<string, string>();
  /** Chunks above the allowed level, each counted once: of a file that is held back as a whole all, else the one. */
  readonly #heldBack = noneHeldBack();
  readonly #heldChunks = new Set<string>();

  constructor(options: BlockSourceOptions) {
    this.#options = options;
  }

  /** The piece of a block that was selected. */
  of({ file, firstChunk, lastChunk, keptLines }: SelectedBlock): Piece {
    const piece = this.#piece(file, firstChunk, lastChunk, keptLines);
    if (!piece) throw new Error('a selected block vanished while the pack was rendered');
    return piece;
  }

  /** Exact tokens of a block; undefined when it cannot be had, or is a copy of one that was offered. */
  price(file: number, firstChunk: number, lastChunk: number, keptLines?: number): number | undefined {
    const piece = this.#piece(file, firstChunk, lastChunk, keptLines);
    if (!piece || firstChunk !== lastChunk || keptLines !== undefined) return piece?.tokens;
    const owner = `${file}:${firstChunk}`;
    const seen = this.#seen.get(piece.block.text);
    if (seen !== undefined && seen !== owner) return undefined;
    this.#seen.set(piece.block.text, owner);
    return piece.tokens;
  }

  get heldBack(): HeldBackCounts {
    return this.#heldBack;
  }

  lineCount(file: number, chunk: number): number {
    const { segment } = this.#part(file);
    return segment.chunkEndLine[chunk]! - segment.chunkStartLine[chunk]! + 1;
  }

  raw(one: SelectedBlock): RedactedText {
    return this.#lines(one)?.text ?? joinRedacted([]);
  }

  redactions(one: SelectedBlock): readonly ComposedRedaction[] {
    const range = this.#lines(one);
    const opened = this.#file(one.file);
    if (!range || !opened) return [];
    const { analysis, path } = opened;
    return analysis.redactions
      .filter((finding) => finding.start >= range.start && finding.start < range.end)
      .map(({ rule, level, start }) => ({ rule, path, line: linesOf(analysis).lineAt(start) + 1, level }));
  }

  #piece(file: number, firstChunk: number, lastChunk: number, keptLines: number | undefined): Piece | undefined {
    const key = `${file}:${firstChunk}:${lastChunk}:${keptLines ?? ''}`;
    if (this.#pieces.has(key)) return this.#pieces.get(key);
    const lines = { file, firstChunk, lastChunk, ...(keptLines === undefined ? {} : { keptLines }) };
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
    const compacted = transformRedacted(
      range.text,
      (text) => compact(text, { language: analysis.language, document: analysis.text }).text,
    );
    return { path, language, startLine: range.startLine, endLine: range.endLine, text: compacted };
  }

  #lines({ file, firstChunk, lastChunk, keptLines }: BlockLines) {
    const opened = this.#file(file);
    if (!opened) return undefined;
    const { segment } = this.#part(file);
    const lines = linesOf(opened.analysis);
    const startLine = segment.chunkStartLine[firstChunk]!;
    const wanted =
      keptLines === undefined ? segment.chunkEndLine[lastChunk]! : segment.chunkStartLine[lastChunk]! + keptLines - 1;
    const endLine = Math.min(wanted, lines.lineCount);
    const start = lines.lineStart(startLine - 1);
    const end = lines.lineStart(endLine);
    if (end <= start) return undefined;
    return { text: sliceRedacted(opened.analysis.text, start, end), start, end, startLine, endLine };
  }

  /** Whether every chunk of a run may leave; the first lines of one that may not stay as well. */
  #mayLeave({ file, firstChunk, lastChunk }: BlockLines): boolean {
    for (let chunk = firstChunk; chunk <= lastChunk; chunk++) {
      const level = this.#chunkLevel(file, chunk);
      if (level === undefined || !isAbove(level, this.#options.highestLevel)) continue;
      const key = `${file}:${chunk}`;
      if (!this.#heldChunks.has(key)) this.#heldBack[level]++;
      this.#heldChunks.add(key);
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
      this.#heldBack[byPath] += segment.fileChunks[index + 1]! - segment.fileChunks[index]!;
      return undefined;
    }
    const analysis = load(path);
    if (!analysis) return undefined;
    const level = classifier.document(analysis);
    if (isAbove(level, highestLevel)) {
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

type BlockLines = Pick<SelectedBlock, 'file' | 'firstChunk' | 'lastChunk' | 'keptLines'>;
