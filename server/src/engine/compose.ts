import type { Analyzer, DocumentAnalysis } from './analyze.ts';
import { BlockSource, type Piece, type ComposedRedaction, type Refusal } from './pack/blockSource.ts';
import type { HeldBackCounts, PolicyClassifier } from './policy/classifier.ts';
import { wholeFileTokens, type ChosenLines } from './pack/wholeFiles.ts';
import { createRenderer, type PackFormat, type PackHeader } from './pack/render.ts';
import type { History } from './ranking/history.ts';
import type { SegmentPart } from './ranking/mergeSegments.ts';
import { learnedFor, type LearnedState } from './ranking/learned.ts';
import { parseQuery } from './ranking/query.ts';
import { rank, type RankedChunk } from './ranking/rank.ts';
import { reasonsFor } from './ranking/reasons.ts';
import { countWords } from './ranking/terms.ts';
import { joinRedacted, linesOfRedacted, transformRedacted, type RedactedText } from './secrets/redact.ts';
import type { Level } from './secrets/rule.ts';
import type { Candidate } from './selection/candidateQueue.ts';
import { select, type SelectedBlock } from './selection/select.ts';
import { rememberingLines } from './tokens/lineMemo.ts';
import type { CompactionLevel } from './tokens/passes/passes.ts';
import type { Tokenizer } from './tokens/tokenizer.ts';
import type { TriggerResult } from './triggers/rule.ts';
import { fileKey } from './ranking/fileKey.ts';

/** A line range that must be in the pack. Without lines, the whole file. */
export interface Pin {
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

export interface ComposeOptions {
  readonly query: string;
  /** Largest size of the pack in o200k_base tokens. */
  readonly budget: number;
  readonly format: PackFormat;
  readonly highestLevel: Level;
  readonly compaction: CompactionLevel;
  /** True to be told what each pass of compaction saved. */
  readonly passSavings?: boolean;
  readonly pins: readonly Pin[];
  /** False for files that the caller's globs leave out. */
  readonly allows?: (path: string) => boolean;
}

/** What composing needs from outside: the index, and the text of the few files that are chosen. */
export interface ComposeContext {
  readonly parts: readonly SegmentPart[];
  readonly history?: History | undefined;
  readonly learned?: LearnedState | undefined;
  readonly analyzer: Analyzer;
  readonly classifier: PolicyClassifier;
  /** Of o200k_base, which every figure is told in. */
  readonly tokenizer: Tokenizer;
  /** What the budget is counted with, where it is not o200k_base: another model's tokens, or a bound on them. */
  readonly budgetTokenizer?: Tokenizer | undefined;
  /** The file as it is now, or undefined when it is gone. */
  readonly load: (path: string) => DocumentAnalysis | undefined;
  /** Told the name of each stage when it ends. */
  readonly onStage?: (stage: string) => void;
  readonly throwIfAborted?: () => void;
}

export interface ComposedChunk {
  readonly path: RedactedText;
  readonly startLine: number;
  readonly endLine: number;
  /** The line of the pack's text on which its block begins, counted from 1. */
  readonly packLine: number;
  /** The only lines of it that are shown, counted from 1, when it is an outline. */
  readonly shownLines?: readonly number[];
  /** Lines above, counted from 1, that are shown before it: the declarations that it stands in. */
  readonly contextLines?: readonly number[];
  readonly tokens: number;
  readonly score: number;
  readonly reasons: readonly RedactedText[];
  readonly redactions: number;
}

export interface Composition {
  readonly query: RedactedText;
  readonly text: RedactedText;
  /** Exact o200k_base tokens of `text`. */
  readonly tokens: number;
  /** Exact tokens of the chosen lines before compaction and without headings. */
  readonly rawTokens: number;
  /** About how many tokens the whole files have that hold the chosen lines. */
  readonly fileTokens: number;
  readonly compaction: ComposedCompaction;
  /** Best first. */
  readonly chunks: readonly ComposedChunk[];
  readonly triggers: TriggerResult;
  readonly redactions: readonly ComposedRedaction[];
  /** Chunks left out because they stand above the allowed level, or because the policy never lets them out. */
  readonly heldBack: HeldBackCounts;
  /** By `file:chunk` of those that were tried: why they are not in. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  /** Everything that was ranked, best first, for explanations. */
  readonly ranked: readonly RankedChunk[];
}

export interface ComposedCompaction {
  readonly level: CompactionLevel;
  /** Exact o200k_base tokens that the chosen lines cost less. */
  readonly savedTokens: number;
  /** The same by the pass that saved them, where that was asked for. */
  readonly passes: Readonly<Record<string, number>>;
}

/** Why a chunk that was tried is not in; `room` is what was left of the budget then, in tokens. */
export type LeftOut = Refusal | { readonly why: 'no room'; readonly room: number };

/** A question and an index in, a pack out: triggers → rank → select (compact, render and price each block) → render. */
export function compose(options: ComposeOptions, context: ComposeContext): Composition {
  const { analyzer, parts, onStage } = context;
  const tokenizer = rememberingLines(context.tokenizer);
  const meter = context.budgetTokenizer ?? tokenizer;
  const query = analyzer.redact(options.query);
  const triggers = analyzer.triggers(query);
  onStage?.('triggers');

  const question = parseQuery(query);
  const ranked = rank({
    parts,
    query: question,
    triggerWords: triggerWords(triggers),
    history: context.history,
    learned: context.learned && learnedFor(context.learned, question.words.keys()),
    ...(options.allows ? { allows: options.allows } : {}),
  });
  context.throwIfAborted?.();
  onStage?.('rank');

  const renderer = createRenderer(options.format);
  const header = packHeader(query, triggers, analyzer);
  const blocks = new BlockSource({
    ...context,
    tokenizer: meter,
    renderer,
    highestLevel: options.highestLevel,
    compaction: options.compaction,
  });
  const frame = { header: renderer.header(header), footer: renderer.footer() };
  const frameTokens = meter.count(joinRedacted([frame.header, frame.footer]));
  const leftOut = new Map<string, LeftOut>();
  const selected = select({
    candidates: candidatesOf(ranked, parts, options),
    budget: options.budget - frameTokens,
    price: (file, first, last, keptLines) => blocks.price(file, first, last, keptLines),
    lineCount: (file, chunk) => blocks.lineCount(file, chunk),
    outline: (file, chunk) => blocks.outline(file, chunk),
    isCopy: (file, chunk) => blocks.isCopy(file, chunk),
    onTaken: (file, chunk) => blocks.take(file, chunk),
    onLeftOut: ({ file, chunk }, outcome, room) => {
      leftOut.set(`${file}:${chunk}`, outcome === 'misfit' ? { why: 'no room', room } : blocks.refusal(file, chunk));
    },
    orient: (block, all) => blocks.orient(block, all),
    ...(context.throwIfAborted ? { throwIfAborted: context.throwIfAborted } : {}),
  });
  onStage?.('select');

  const {
    kept,
    text,
    tokens: metered,
  } = fitExactly(selected, options.budget, (some) => {
    const pieces = some.map((one) => blocks.of(one));
    const pack = joinRedacted([frame.header, ...pieces.map(({ text: piece }) => piece), frame.footer]);
    // Exact of o200k_base, by how pieces begin and end (`PackRenderer`).
    const sum = pieces.reduce((tokens, piece) => tokens + piece.tokens, frameTokens);
    return { text: pack, tokens: meter === tokenizer ? sum : meter.count(pack) };
  });
  onStage?.('render');
  const best = rankedOf(kept, ranked);
  const recount = ({ text: block, tokens }: Piece) => (meter === tokenizer ? tokens : tokenizer.count(block));
  let packLine = 1 + lineBreaks(frame.header);
  const chunks = kept.map((one) => {
    const chunk = { ...describe(one, blocks, best, context), tokens: recount(blocks.of(one)), packLine };
    packLine += lineBreaks(blocks.of(one).text);
    return chunk;
  });
  const chosen = kept.map((one): ChosenLines => {
    const raw = blocks.raw(one);
    return { file: one.file, tokens: tokenizer.count(raw), units: raw.length, fileUnits: blocks.fileUnits(one) };
  });
  const rawTokens = chosen.reduce((sum, { tokens }) => sum + tokens, 0);
  const composition = {
    query,
    text,
    tokens: meter === tokenizer ? metered : tokenizer.count(text),
    rawTokens,
    fileTokens: wholeFileTokens(chosen),
    compaction: {
      level: options.compaction,
      savedTokens: rawTokens - kept.reduce((sum, one) => sum + tokenizer.count(blocks.shown(one)), 0),
      passes: options.passSavings ? passSavings(kept, blocks, tokenizer) : {},
    },
    chunks,
    triggers,
    redactions: kept.flatMap((one) => blocks.redactions(one)),
    heldBack: blocks.heldBack,
    leftOut,
    ranked,
  };
  onStage?.('count');
  return composition;
}

/** Exact tokens that each pass saved on the chosen lines, in the order in which they ran. */
function passSavings(
  kept: readonly SelectedBlock[],
  blocks: BlockSource,
  tokenizer: Tokenizer,
): Readonly<Record<string, number>> {
  const passes: Record<string, number> = {};
  for (const one of kept) {
    let before = tokenizer.count(blocks.raw(one));
    for (const { pass, text } of blocks.stages(one)) {
      const after = tokenizer.count(text);
      passes[pass] = (passes[pass] ?? 0) + before - after;
      before = after;
    }
  }
  return passes;
}

/** What is known of the chunks of the chosen files, by `file:chunk`. */
function rankedOf(kept: readonly SelectedBlock[], ranked: readonly RankedChunk[]): ReadonlyMap<string, RankedChunk> {
  const files = new Set(kept.map(({ file }) => file));
  const found = new Map<string, RankedChunk>();
  for (const one of ranked) {
    const file = fileKey(one.part, one.file);
    if (files.has(file)) found.set(`${file}:${one.chunk}`, one);
  }
  return found;
}

/** What stands above the blocks. */
export function packHeader(query: RedactedText, { agents }: TriggerResult, analyzer: Analyzer): PackHeader {
  return { query: shortened(query), agents: agents.map((agent) => analyzer.redact(agent)) };
}

/** A pasted log may be longer than the budget: the header repeats the question's beginning only. */
const LONGEST_QUESTION = 200;

function shortened(query: RedactedText): RedactedText {
  return transformRedacted(query, (text) => {
    const trimmed = text.trim();
    if (trimmed.length <= LONGEST_QUESTION) return trimmed;
    const cut = /[\ud800-\udbff]$/.test(trimmed.slice(0, LONGEST_QUESTION)) ? LONGEST_QUESTION - 1 : LONGEST_QUESTION;
    return `${trimmed.slice(0, cut)} …`;
  });
}

/** The words of what the question triggered lift the chunks that speak of it. */
function triggerWords(triggers: TriggerResult): ReadonlyMap<number, number> {
  return countWords(triggers.fired.flatMap((fired) => fired.hits.map((hit) => hit.keyword)).join('\n'));
}

/** What is left of a chunk, at least: a chunk that might fit is priced exactly. */
const LEAST_LEFT: Readonly<Record<CompactionLevel, number>> = { none: 1, lossless: 1, nocomments: 0.7, outline: 0.3 };

/** Made as they are asked for: of those that are ranked few are. */
function* candidatesOf(
  ranked: readonly RankedChunk[],
  parts: readonly SegmentPart[],
  { compaction, pins }: ComposeOptions,
): Generator<Candidate, void> {
  yield* pinnedCandidates(pins, parts);
  const left = LEAST_LEFT[compaction];
  for (const { part, file, chunk, score } of ranked) {
    const estimatedTokens = parts[part]!.segment.chunkTokens[chunk]! * left;
    yield { file: fileKey(part, file), chunk, score, estimatedTokens };
  }
}

function pinnedCandidates(pins: readonly Pin[], parts: readonly SegmentPart[]): Candidate[] {
  const candidates: Candidate[] = [];
  for (const pin of pins) {
    parts.forEach(({ segment, live }, part) => {
      const file = segment.files.findIndex((entry, index) => entry.path === pin.path && (live?.(index) ?? true));
      if (file < 0) return;
      for (let chunk = segment.fileChunks[file]!; chunk < segment.fileChunks[file + 1]!; chunk++) {
        const outside =
          segment.chunkEndLine[chunk]! < (pin.startLine ?? 1) ||
          segment.chunkStartLine[chunk]! > (pin.endLine ?? Infinity);
        if (!outside)
          candidates.push({
            file: fileKey(part, file),
            chunk,
            score: PIN_SCORE,
            estimatedTokens: segment.chunkTokens[chunk]!,
            pinned: true,
          });
      }
    });
  }
  return candidates;
}

/** Above any ranked chunk: the weights add up to less. */
const PIN_SCORE = 10;

interface FittedPack {
  readonly kept: readonly SelectedBlock[];
  readonly text: RedactedText;
  readonly tokens: number;
}

/**
 * In another model's tokens a pack may have more than its pieces together: then the worst blocks go. A budget that does
 * not hold the header gives an empty pack.
 */
function fitExactly(
  selected: readonly SelectedBlock[],
  budget: number,
  render: (blocks: readonly SelectedBlock[]) => Omit<FittedPack, 'kept'>,
): FittedPack {
  for (let kept = selected; ; kept = kept.slice(0, -1)) {
    const pack = render(kept);
    if (pack.tokens <= budget) return { kept, ...pack };
    if (kept.length === 0) return { kept, text: joinRedacted([]), tokens: 0 };
  }
}

function describe(
  one: SelectedBlock,
  blocks: BlockSource,
  best: ReadonlyMap<string, RankedChunk>,
  { analyzer }: ComposeContext,
): Omit<ComposedChunk, 'packLine' | 'tokens'> {
  const { block } = blocks.of(one);
  let strongest: RankedChunk | undefined;
  for (let chunk = one.firstChunk; chunk <= one.lastChunk; chunk++) {
    const ranked = best.get(`${one.file}:${chunk}`);
    if (ranked && ranked.score > (strongest?.score ?? -Infinity)) strongest = ranked;
  }
  const reasons = strongest ? reasonsFor(strongest) : [];
  if (one.score === PIN_SCORE) reasons.unshift('pinned');
  if (one.outline) reasons.push('outlined: it did not fit whole');
  if (one.keptLines !== undefined) reasons.push('cut to fill the budget');
  return {
    path: block.path,
    startLine: block.startLine,
    endLine: block.endLine,
    ...(one.outline ? { shownLines: one.outline.map((line) => line + 1) } : {}),
    ...(one.context ? { contextLines: one.context.map((line) => line + 1) } : {}),
    score: Math.round(one.score * 10_000) / 10_000,
    // One line each, so that one look tells of all.
    reasons: reasons.length === 0 ? [] : linesOfRedacted(analyzer.redact(reasons.join('\n'))),
    redactions: blocks.redactions(one).length,
  };
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
