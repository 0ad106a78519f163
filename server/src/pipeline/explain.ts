import type { ExplainedChunk, ExplainResult } from '../../../shared/src/protocol.ts';
import type { ComposedChunk, Composition } from '../engine/compose.ts';
import type { Analyzer } from '../engine/analyze.ts';
import type { SegmentPart } from '../engine/ranking/mergeSegments.ts';

export interface ExplainOptions {
  readonly composition: Composition;
  /** The same question with more room. */
  readonly larger: Composition;
  readonly parts: readonly SegmentPart[];
  readonly analyzer: Pick<Analyzer, 'redact'>;
  readonly budget: number;
  /** Only this file's chunks. */
  readonly path?: string;
}

/** Enough to see the line between in and out, and what lies below it. */
const MOST_CHUNKS = 200;

export function explainComposition({
  composition,
  larger,
  parts,
  analyzer,
  budget,
  path,
}: ExplainOptions): ExplainResult {
  const explained: ExplainedChunk[] = [];
  for (const [at, { part, file, chunk, score, signals }] of composition.ranked.entries()) {
    if (explained.length >= MOST_CHUNKS) break;
    const { segment } = parts[part]!;
    const filePath = segment.files[file]!.path;
    if (path !== undefined && filePath !== path) continue;
    const where = {
      path: analyzer.redact(filePath),
      startLine: segment.chunkStartLine[chunk]!,
      endLine: segment.chunkEndLine[chunk]!,
    };
    const block = composition.chunks.find((one) => covers(one, where));
    explained.push({
      ...where,
      rank: at + 1,
      score,
      tokens: segment.chunkTokens[chunk]!,
      included: block !== undefined,
      verdict: block ? block.reasons.join('; ') : whyNot(composition, larger, where),
      signals: { ...signals },
    });
  }
  const next = larger.chunks
    .filter((one) => !composition.chunks.some((block) => covers(block, one)))
    .map((one) => ({ path: one.path, startLine: one.startLine, endLine: one.endLine, tokens: one.tokens }));
  return { query: composition.query, budget, chunks: explained, next };
}

interface Lines {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

function covers(block: ComposedChunk | Lines, lines: Lines): boolean {
  return block.path === lines.path && block.startLine <= lines.startLine && block.endLine >= lines.endLine;
}

function whyNot(composition: Composition, larger: Composition, lines: Lines): string {
  if (
    composition.chunks.some(
      (block) => block.path === lines.path && block.startLine <= lines.endLine && block.endLine >= lines.startLine,
    )
  ) {
    return 'cut to fill the budget: only its first lines are in';
  }
  if (larger.chunks.some((block) => covers(block, lines)))
    return 'the budget was full: the next 2,000 tokens would bring it in';
  return 'the budget was full: other chunks rank higher, are from files with fewer chunks in the pack, or it is a copy or above the allowed level';
}
