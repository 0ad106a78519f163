import type { OptimizeParams, OptimizeResult } from '../../../shared/src/protocol.ts';
import type { Pipeline, PipelineRun } from '../pipeline/pipeline.ts';
import { alignColumns } from './table.ts';
import type { Paint } from './terminal.ts';
import { countBy, grouped, megabytes, milliseconds, percent, plural } from './words.ts';

export interface Figures {
  /** From the start of the process to the pack. */
  readonly wallMs: number;
  /** The same question asked again, as the cache answers it. */
  readonly again: Timed;
  /** The same question composed anew from the index in memory. */
  readonly composed: Timed;
}

interface Timed {
  readonly latencyMs: number;
  readonly cacheLevel: OptimizeResult['cacheLevel'];
}

/** Asks twice more. A pack that came from the disk left the index unbuilt: it is built first, so that the third is warm. */
export async function measureAgain(
  pipeline: Pipeline,
  question: OptimizeParams,
  run: PipelineRun,
): Promise<Pick<Figures, 'again' | 'composed'>> {
  const again = await pipeline.optimize(question, run);
  await pipeline.warmUp(run);
  const composed = await pipeline.optimize({ ...question, cache: 'none' }, run);
  return { again: timed(again), composed: timed(composed) };
}

function timed({ latencyMs, cacheLevel }: OptimizeResult): Timed {
  return { latencyMs, cacheLevel };
}

/** What was measured, as lines. */
export function figuresTable(result: OptimizeResult, figures: Figures, paint: Paint): string[] {
  const rows = figureRows(result, figures);
  const lines = alignColumns([['figure', 'measured', ''], ...rows]);
  const width = Math.max(...lines.map((line) => line.length));
  const [head = '', ...body] = lines;
  return [paint('bold', head), '─'.repeat(width), ...body];
}

function figureRows(result: OptimizeResult, { wallMs, again, composed }: Figures): string[][] {
  const { tokens, rawTokens, fileTokens, compaction, chunks, redactions, heldBack, filesSeen, filesSkipped, memory } =
    result;
  const files = new Set(chunks.map(({ path }) => path)).size;
  return [
    ['wall time', milliseconds(wallMs), 'from the start of the process to the pack'],
    ['first run', milliseconds(result.latencyMs), cacheWords(result.cacheLevel)],
    ...Object.entries(result.stages).map(([stage, ms]) => [`  ${stage}`, milliseconds(ms), '']),
    ['second run', milliseconds(again.latencyMs), cacheWords(again.cacheLevel)],
    ['third run', milliseconds(composed.latencyMs), 'composed again from the index in memory, cache not asked'],
    ['files seen', grouped(filesSeen), 'text files in the index'],
    ['files skipped', grouped(filesSkipped.length), skippedWords(filesSkipped)],
    ['chunks', grouped(chunks.length), `of ${plural(files, 'file')}`],
    ...tokenRows(result),
    ['raw tokens', grouped(rawTokens), 'the same lines as they stand in the files'],
    ['file tokens', `≈ ${grouped(fileTokens)}`, 'the whole files that hold these lines: an estimate'],
    ['compaction', signed(-compaction.savedTokens), `tokens, ${compaction.level}, of what the chosen lines cost`],
    ...Object.entries(compaction.passes).map(([pass, saved]) => [`  ${pass}`, signed(-saved), '']),
    ['net', netTokens(rawTokens - tokens), netWords(rawTokens, tokens)],
    [
      'redactions',
      grouped(redactions.length),
      countBy(redactions, ({ rule }) => rule)
        .map(([rule, count]) => `${count} ${rule}`)
        .join(', '),
    ],
    ['held back', grouped(heldBack), 'chunks above the highest level that may leave'],
    ['memory', megabytes(memory.rss), `resident; heap ${megabytes(memory.heapUsed)}`],
  ];
}

function tokenRows({ tokens, budget, modelTokens, modelTokensKind = '' }: OptimizeResult): string[][] {
  const full = (of: number) => `of ${grouped(budget)}: ${percent(of, budget)} full`;
  if (modelTokens === undefined) return [['tokens', grouped(tokens), `o200k_base, ${full(tokens)}`]];
  return [
    ['tokens', grouped(tokens), 'o200k_base'],
    ['model tokens', grouped(modelTokens), `${modelTokensKind}, ${full(modelTokens)}`],
  ];
}

function cacheWords(level: OptimizeResult['cacheLevel']): string {
  return level === 'none' ? 'from the files' : `from the cache (${level})`;
}

function skippedWords(skipped: OptimizeResult['filesSkipped']): string {
  return countBy(skipped, ({ reason }) => reason)
    .map(([reason, count]) => `${grouped(count)} ${reason}`)
    .join(', ');
}

function signed(tokens: number): string {
  return tokens === 0 ? '0' : netTokens(-tokens);
}

function netTokens(saved: number): string {
  return `${saved > 0 ? '−' : '+'}${grouped(Math.abs(saved))}`;
}

/** Savings less what the pack's own header and headings cost: never only the half that flatters. */
function netWords(rawTokens: number, tokens: number): string {
  const saved = rawTokens - tokens;
  const share = rawTokens === 0 ? '' : ` (${percent(Math.abs(saved), rawTokens)} of raw)`;
  return `tokens ${saved > 0 ? 'saved' : 'spent'} by compaction, redaction, header and headings together${share}`;
}
