import {
  LEVELS,
  type ExplainedChunk,
  type ExplainResult,
  type Level,
  type OptimizeResult,
  type PackChunk,
  type PackRedaction,
} from '../../../shared/src/protocol.ts';
import { translateSentence, type Translate } from '../serverSentences.ts';

const BAR_CELLS = 10;
/** More reasons or places than these are no longer read at a glance. */
const MOST_REASONS = 3;
const MOST_NEXT = 4;

type Shown = Pick<OptimizeResult, 'budget' | 'tokens' | 'modelTokens' | 'chunks'>;

/** How full a pack is: `▰▰▰▰▰▰▰▰▰▱ 7,912 of 8,000 tokens (98 %), 24 blocks of 9 files`. */
export function budgetBar(shown: Shown, t: Translate): string {
  const { budget, chunks } = shown;
  const filled = filledTokens(shown);
  const share = budget > 0 ? Math.min(1, filled / budget) : 0;
  const full = Math.floor(share * BAR_CELLS);
  const files = new Set(chunks.map(({ path }) => path)).size;
  const bar = '▰'.repeat(full) + '▱'.repeat(BAR_CELLS - full);
  const of = t('{0} of {1} tokens ({2} %)', filled, budget, Math.floor(100 * share));
  return `${bar} ${of}, ${blocksOfFiles(chunks.length, files, t)}`;
}

/** The pack's tokens, in those that its budget is in. */
export function filledTokens({ tokens, modelTokens }: Pick<OptimizeResult, 'tokens' | 'modelTokens'>): number {
  return modelTokens ?? tokens;
}

/** What more room would add: `2,000 more tokens would add: src/a.ts 1-40, src/b.ts 5-9 and 3 more`. */
export function nextText({ next }: Pick<ExplainResult, 'next'>, t: Translate): string {
  if (next.length === 0) return t('2,000 more tokens would add nothing');
  const places = next.slice(0, MOST_NEXT).map(({ path, startLine, endLine }) => `${path} ${startLine}-${endLine}`);
  const listed = places.join(', ');
  const more = next.length - MOST_NEXT;
  return plainLens(
    more > 0
      ? t('2,000 more tokens would add: {0} and {1} more', listed, more)
      : t('2,000 more tokens would add: {0}', listed),
  );
}

/** A block's own figures: `score 0.82 · 412 tokens`. */
export function chunkText({ score, tokens }: Pick<PackChunk, 'score' | 'tokens'>, t: Translate): string {
  return `${t('score {0}', score.toFixed(2))} · ${t('{0} tokens', tokens)}`;
}

/** Why a block is in; empty where nothing is known. */
export function whyText({ reasons }: Pick<PackChunk, 'reasons'>, t: Translate): string {
  const told = reasons.slice(0, MOST_REASONS).map((reason) => translateSentence(reason, t));
  return plainLens(told.join('; '));
}

/** Why a chunk is in or not: its figures; the verdict and its strongest signals. */
export function explainedText(
  chunk: Pick<ExplainedChunk, 'rank' | 'score' | 'tokens' | 'verdict' | 'signals'>,
  t: Translate,
): { readonly description: string; readonly detail: string } {
  const { rank, score, tokens, verdict, signals } = chunk;
  const strongest = Object.entries(signals)
    .filter(([, weight]) => weight > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_REASONS)
    .map(([name, weight]) => `${name} ${weight.toFixed(2)}`);
  return {
    description: `#${rank} · ${t('score {0}', score.toFixed(2))} · ${t('{0} tokens', tokens)}`,
    detail: plainLens([translateSentence(verdict, t), ...strongest].join(' · ')),
  };
}

/** The rule that a placeholder names: `[REDACTED:github-token:3fa9c1]`. */
export function ruleOf(placeholder: string): string {
  return placeholder.split(':')[1] ?? '';
}

/** The level of each rule's secrets, the highest where they differ. */
export function levelsByRule(redactions: readonly PackRedaction[]): ReadonlyMap<string, Level> {
  const levels = new Map<string, Level>();
  for (const { rule, level } of redactions) {
    if (LEVELS.indexOf(level) > LEVELS.indexOf(levels.get(rule) ?? 'public') || !levels.has(rule))
      levels.set(rule, level);
  }
  return levels;
}

/** A path as a glob that matches it alone. */
export function globOf(path: string): string {
  return path.replaceAll(/[\\*?[\]{}()!+@|]/g, String.raw`\$&`);
}

/** The path that `globOf` made a glob of; undefined for a glob that may match others. */
export function pathOfGlob(glob: string): string | undefined {
  const path = glob.replaceAll(/\\([\\*?[\]{}()!+@|])/g, '$1');
  return globOf(path) === glob ? path : undefined;
}

/** A place as a pin: `PATH:A-B`, without lines the whole file. */
export function pinOf({ path, startLine, endLine }: Pick<Place, 'path'> & Partial<Place>): string {
  return startLine === undefined || endLine === undefined ? path : `${path}:${startLine}-${endLine}`;
}

/** The pins that lie within a block; those of the whole file too. */
export function pinsIn(pins: readonly string[], { path, startLine, endLine }: Place): readonly string[] {
  return pins.filter((pin) => {
    if (pin === path) return true;
    const [, of, first, last] = /^(.+):(\d+)-(\d+)$/s.exec(pin) ?? [];
    return of === path && Number(first) <= endLine && Number(last) >= startLine;
  });
}

export type Place = Pick<PackChunk, 'path' | 'startLine' | 'endLine'>;

/** What a lens, or a line of the Pack view, hands to its command. */
export interface PackPlace extends Place {
  /** The pack's own document. */
  readonly pack: string;
}

/** `$(name)` would become an icon, and a line break end the lens. */
function plainLens(text: string): string {
  return text.replaceAll('$(', '$ (').replaceAll(/[\r\n]+/g, ' ');
}

function blocksOfFiles(blocks: number, files: number, t: Translate): string {
  if (blocks === 1) return t('1 block of 1 file');
  if (files === 1) return t('{0} blocks of 1 file', blocks);
  return t('{0} blocks of {1} files', blocks, files);
}
