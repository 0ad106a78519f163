import { linesOf, type Analyzer, type DocumentAnalysis } from '../analyze.ts';
import { fileOf, partOf } from '../ranking/fileKey.ts';
import type { SegmentPart } from '../ranking/mergeSegments.ts';
import { compareLevels } from '../secrets/classify.ts';
import { joinRedacted, sliceRedacted, transformRedacted, type RedactedText } from '../secrets/redact.ts';
import type { Level } from '../secrets/rule.ts';
import type { SelectedBlock } from '../selection/select.ts';
import { compact } from '../tokens/compact.ts';
import type { PackBlock } from './render.ts';

export interface BlockSourceOptions {
  readonly parts: readonly SegmentPart[];
  readonly analyzer: Analyzer;
  readonly load: (path: string) => DocumentAnalysis | undefined;
  readonly highestLevel: Level;
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
  readonly #analyses = new Map<number, DocumentAnalysis | undefined>();
  /** Text of single chunks already offered → where, so that a copied file does not fill the pack twice. */
  readonly #seen = new Map<string, string>();
  /** Chunks of files above the allowed level. */
  heldBack = 0;

  constructor(options: BlockSourceOptions) {
    this.#options = options;
  }

  of(one: SelectedBlock): PackBlock {
    const block = this.#make(one.file, one.firstChunk, one.lastChunk, one.keptLines);
    if (!block) throw new Error('a selected block vanished while the pack was rendered');
    return block;
  }

  block(file: number, first: number, last: number, keptLines?: number): PackBlock | undefined {
    const block = this.#make(file, first, last, keptLines);
    if (!block || first !== last || keptLines !== undefined) return block;
    const owner = `${file}:${first}`;
    const seen = this.#seen.get(block.text);
    if (seen !== undefined && seen !== owner) return undefined;
    this.#seen.set(block.text, owner);
    return block;
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
    const analysis = this.#analysis(one.file);
    if (!range || !analysis) return [];
    const path = this.#options.analyzer.redact(analysis.path);
    return analysis.redactions
      .filter((finding) => finding.start >= range.start && finding.start < range.end)
      .map(({ rule, level, start }) => ({ rule, path, line: linesOf(analysis).lineAt(start) + 1, level }));
  }

  #make(file: number, first: number, last: number, keptLines?: number): PackBlock | undefined {
    const analysis = this.#analysis(file);
    const range = this.#lines({
      file,
      firstChunk: first,
      lastChunk: last,
      ...(keptLines === undefined ? {} : { keptLines }),
    });
    if (!analysis || !range) return undefined;
    return {
      path: this.#options.analyzer.redact(analysis.path),
      language: this.#options.analyzer.redact(analysis.language),
      startLine: range.startLine,
      endLine: range.endLine,
      text: transformRedacted(
        range.text,
        (text) => compact(text, { language: analysis.language, document: analysis.text }).text,
      ),
    };
  }

  #lines({
    file,
    firstChunk,
    lastChunk,
    keptLines,
  }: Pick<SelectedBlock, 'file' | 'firstChunk' | 'lastChunk' | 'keptLines'>) {
    const analysis = this.#analysis(file);
    if (!analysis) return undefined;
    const { segment } = this.#part(file);
    const lines = linesOf(analysis);
    const startLine = segment.chunkStartLine[firstChunk]!;
    const wanted =
      keptLines === undefined ? segment.chunkEndLine[lastChunk]! : segment.chunkStartLine[lastChunk]! + keptLines - 1;
    const endLine = Math.min(wanted, lines.lineCount);
    const start = lines.lineStart(startLine - 1);
    const end = lines.lineStart(endLine);
    if (end <= start) return undefined;
    return { text: sliceRedacted(analysis.text, start, end), start, end, startLine, endLine };
  }

  #analysis(file: number): DocumentAnalysis | undefined {
    if (this.#analyses.has(file)) return this.#analyses.get(file);
    const path = this.#part(file).segment.files[fileOf(file)]!.path;
    let analysis = this.#options.load(path);
    if (analysis && compareLevels(analysis.level, this.#options.highestLevel) > 0) {
      this.heldBack += analysis.chunks.length;
      analysis = undefined;
    }
    this.#analyses.set(file, analysis);
    return analysis;
  }

  #part(file: number): SegmentPart {
    return this.#options.parts[partOf(file)]!;
  }
}
