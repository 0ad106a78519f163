import type { Tokenizer } from '../tokens/tokenizer.ts';
import { markerOf, type FoldKind, type Gap } from './foldKind.ts';
import { foldBlocks } from './foldBlocks.ts';
import { foldContexts } from './foldContexts.ts';
import { foldFrames } from './foldFrames.ts';
import { foldParts } from './foldParts.ts';
import { foldProgress } from './foldProgress.ts';
import { foldRepeats } from './foldRepeats.ts';
import { foldRoutine } from './foldRoutine.ts';
import { foldSimilar } from './foldSimilar.ts';
import { foldTables } from './foldTables.ts';
import { judgeLines, runsOf, type JudgedLine } from './judgedLines.ts';
import { keepItems } from './keepItems.ts';
import { markDiffs } from './markDiffs.ts';
import type { OutputLine } from './outputLines.ts';

/** In the order in which they run: what one folded the next leave alone. */
const RULES = [
  markDiffs,
  foldProgress,
  foldRepeats,
  foldBlocks,
  foldFrames,
  foldRoutine,
  foldContexts,
  foldSimilar,
  foldTables,
  foldParts,
] as const;
const FIRST_KEPT = 2;
const LAST_KEPT = 3;
/** What is folded though it stand first or last. */
const NEVER_SAID: ReadonlySet<FoldKind> = new Set(['progress', 'repeated', 'frame', 'passed']);
/** A gap of a single line breaks the reading for little. */
const LEAST_SINGLE_TOKENS = 60;

export interface FoldOptions {
  readonly tokenizer: Tokenizer;
  /** Number of the first line. */
  readonly firstLine: number;
  /** Whether the output begins and ends with these lines: its first and last lines stay. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** The lines, each with the reason why it is folded, if it is. A gap that would cost more as a marker is left open. */
export function foldLines(lines: readonly OutputLine[], options: FoldOptions): JudgedLine[] {
  const judged = judgeLines(lines);
  for (const rule of RULES) rule(judged);
  keepItems(judged);
  keepEnds(judged, options);
  foldBlank(judged);
  for (const [start, end] of runsOf(judged, isFolded)) {
    if (!pays(judged, start, end, options)) for (let at = start; at < end; at++) judged[at]!.fold = undefined;
  }
  return judged;
}

function isFolded({ fold }: JudgedLine): boolean {
  return fold !== undefined;
}

function keepEnds(lines: readonly JudgedLine[], { begins, ends }: FoldOptions): void {
  const said = lines.filter((line) => line.class !== 'blank' && !(line.fold && NEVER_SAID.has(line.fold)));
  const kept = [...(begins ? said.slice(0, FIRST_KEPT) : []), ...(ends ? said.slice(-LAST_KEPT) : [])];
  for (const line of kept) line.fold = undefined;
}

/** Blank lines beside a gap join it, and of several blank lines one stays. */
function foldBlank(lines: readonly JudgedLine[]): void {
  for (const [start, end] of runsOf(lines, (line) => line.class === 'blank' && !line.fold)) {
    const besideGap = lines[start - 1]?.fold !== undefined || lines[end]?.fold !== undefined;
    for (let at = besideGap ? start : start + 1; at < end; at++) lines[at]!.fold = 'blank';
  }
}

/** A marker has to be shorter than what it stands for. */
function pays(lines: readonly JudgedLine[], start: number, end: number, options: FoldOptions): boolean {
  const { tokenizer, firstLine } = options;
  const marker = markerOf(gapOf(lines, start, end, firstLine));
  const limit = Math.max(tokenizer.count(`${marker}\n`), end - start === 1 ? LEAST_SINGLE_TOKENS : 0);
  let tokens = 0;
  for (let at = start; at < end && tokens <= limit; at++)
    tokens += tokenizer.countUpTo(`${lines[at]!.text}\n`, limit - tokens);
  return tokens > limit;
}

/** What is folded from `start` to `end`. */
export function gapOf(lines: readonly JudgedLine[], start: number, end: number, firstLine: number): Gap {
  const counts: Partial<Record<FoldKind, number>> = {};
  for (let at = start; at < end; at++) {
    const kind = lines[at]!.fold ?? 'other';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return { counts, line: firstLine + start };
}
