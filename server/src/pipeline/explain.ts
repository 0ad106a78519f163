import type { ExplainedChunk, ExplainResult } from '../../../shared/src/protocol.ts';
import type { ComposedChunk, Composition, LeftOut } from '../engine/compose.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { fileKey } from '../engine/ranking/fileKey.ts';
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
  /** False for files that the caller's globs leave out. */
  readonly allows?: (path: string) => boolean;
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
  allows,
}: ExplainOptions): ExplainResult {
  const line = lowestScore(composition);
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
      verdict: block
        ? block.reasons.join('; ')
        : whyNot(where, {
            composition,
            larger,
            score,
            line,
            leftOut: composition.leftOut.get(`${fileKey(part, file)}:${chunk}`),
          }),
      signals: { ...signals },
    });
  }
  const next = larger.chunks
    .filter((one) => !composition.chunks.some((block) => covers(block, one)))
    .map((one) => ({ path: one.path, startLine: one.startLine, endLine: one.endLine, tokens: one.tokens }));
  const isLeftOut = path !== undefined && allows?.(path) === false;
  return {
    query: composition.query,
    budget,
    chunks: explained,
    next,
    ...(isLeftOut ? { skipped: { path: analyzer.redact(path), reason: 'left out by the question’s own globs' } } : {}),
  };
}

interface Lines {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

function covers(block: ComposedChunk | Lines, lines: Lines): boolean {
  return block.path === lines.path && block.startLine <= lines.startLine && block.endLine >= lines.endLine;
}

interface Standing {
  readonly composition: Composition;
  readonly larger: Composition;
  readonly score: number;
  /** The lowest score that is in. */
  readonly line: number;
  readonly leftOut: LeftOut | undefined;
}

function whyNot(lines: Lines, standing: Standing): string {
  const { composition, larger } = standing;
  const ofFile = composition.chunks.filter((block) => block.path === lines.path);
  if (ofFile.some((block) => block.startLine <= lines.endLine && block.endLine >= lines.startLine))
    return 'cut to fill the budget: only its first lines are in';
  const reason = standing.leftOut ? refusal(standing.leftOut) : belowTheLine(standing, ofFile.length);
  const comesNext = larger.chunks.some((block) => covers(block, lines));
  return comesNext ? `${reason}; the next 2,000 tokens would bring it in` : reason;
}

function refusal(leftOut: LeftOut): string {
  switch (leftOut.why) {
    case 'copy':
      return `${leftOut.of}, which is in, says the same`;
    case 'held back':
      return leftOut.level === 'never'
        ? 'held back: the policy never lets it out'
        : `held back: ${leftOut.level} is above the highest level that may leave`;
    case 'gone':
      return 'its file is gone or cannot be read any more';
    case 'no room':
      return `did not fit: ${Math.floor(leftOut.room).toLocaleString('en')} tokens were left when its turn came`;
  }
}

/** Its turn never came: the budget was full before. */
function belowTheLine({ score, line }: Standing, chunksOfFile: number): string {
  if (Number.isFinite(line) && score < line)
    return `below the line by ${(line - score).toFixed(2)}: the lowest score that is in is ${line.toFixed(2)}`;
  if (chunksOfFile > 0) return 'the budget was full: its file is in already, which makes its further chunks count less';
  return 'the budget was full';
}

function lowestScore({ chunks }: Composition): number {
  return chunks.reduce((least, { score }) => Math.min(least, score), Infinity);
}
