import { DIVERSITY } from '../ranking/weights.ts';

/** A chunk that may enter the pack. */
export interface Candidate {
  /** Any number that tells files apart. */
  readonly file: number;
  /** Position of the chunk in its file: neighbours differ by one. */
  readonly chunk: number;
  readonly score: number;
  /** Rough price in tokens, without the block's heading. */
  readonly estimatedTokens: number;
  readonly pinned?: boolean;
}

/** A run of neighbouring chunks of one file: one block of the pack. */
export interface SelectedBlock {
  readonly file: number;
  readonly firstChunk: number;
  readonly lastChunk: number;
  /** Lines kept of the last chunk, when it was cut to fill the budget. */
  readonly keptLines?: number;
  readonly tokens: number;
  /** The best score among its chunks. */
  readonly score: number;
}

export interface SelectOptions {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Tokens left for blocks: the budget less header and footer. */
  readonly budget: number;
  /**
   * Exact tokens of a block, heading included; with `keptLines` the last chunk is cut after so many lines.
   * Undefined when the block cannot be had (file gone, above the allowed level, a duplicate).
   */
  readonly price: (file: number, firstChunk: number, lastChunk: number, keptLines?: number) => number | undefined;
  /** Lines of a chunk. */
  readonly lineCount: (file: number, chunk: number) => number;
  readonly throwIfAborted?: () => void;
}

/** A block smaller than this is mostly heading. */
const SMALLEST_BLOCK_TOKENS = 40;
/** Candidates in a row that may fail to fit before the rest is given up. */
const MOST_MISFITS = 60;
/** The same of those that cannot be had, which says nothing about the room: a bound on files read in vain. */
const MOST_REFUSED = 500;
/** A chunk whose estimate is above the room by this factor is not priced exactly: the estimator's error is below it. */
const ESTIMATE_MARGIN = 1.5;
const FEWEST_TRIMMED_LINES = 4;
/** Further chunks looked at when the next best is sought: the diversity penalty never reorders more. */
const HORIZON = 400;

/**
 * Greedy by score less a penalty for each chunk that its file already has (maximal marginal relevance, Carbonell and
 * Goldstein 1998, with the file as the measure of sameness). Whole chunks first; neighbours are merged into one block,
 * which saves a heading; what room is left is filled with the head of the best chunk that did not fit.
 * The sum of the blocks' tokens is never above the budget.
 */
export function select(options: SelectOptions): readonly SelectedBlock[] {
  const selection = new Selection(options);
  const misfits = selection.fill();
  selection.trim(misfits);
  return selection.blocks();
}

class Selection {
  readonly #options: SelectOptions;
  readonly #byFile = new Map<number, SelectedBlock[]>();
  readonly #chunksOfFile = new Map<number, number>();
  #room: number;

  constructor(options: SelectOptions) {
    this.#options = options;
    this.#room = options.budget;
  }

  /** Takes whole chunks while they fit; gives back those that did not. */
  fill(): readonly Candidate[] {
    const waiting = [...this.#options.candidates].sort(
      (a, b) => Number(b.pinned ?? false) - Number(a.pinned ?? false) || b.score - a.score,
    );
    const misfits: Candidate[] = [];
    let misfitsInARow = 0;
    let refusedInARow = 0;
    while (waiting.length > 0 && this.#room >= SMALLEST_BLOCK_TOKENS) {
      if (misfitsInARow >= MOST_MISFITS || refusedInARow >= MOST_REFUSED) break;
      this.#options.throwIfAborted?.();
      const candidate = this.#takeBest(waiting);
      const outcome = this.#add(candidate);
      refusedInARow = outcome === 'refused' ? refusedInARow + 1 : 0;
      if (outcome === 'added') misfitsInARow = 0;
      if (outcome !== 'misfit') continue;
      misfits.push(candidate);
      misfitsInARow++;
    }
    return misfits;
  }

  /** Fills what is left with the first lines of chunks that did not fit whole. */
  trim(misfits: readonly Candidate[]): void {
    for (const { file, chunk, score } of misfits) {
      if (this.#room < SMALLEST_BLOCK_TOKENS) return;
      const cut = this.#longestHead(file, chunk);
      if (!cut) continue;
      this.#push({ file, firstChunk: chunk, lastChunk: chunk, keptLines: cut.lines, tokens: cut.tokens, score });
      this.#room -= cut.tokens;
    }
  }

  /** Best first. */
  blocks(): readonly SelectedBlock[] {
    return [...this.#byFile.values()]
      .flat()
      .sort((a, b) => b.score - a.score || a.file - b.file || a.firstChunk - b.firstChunk);
  }

  #takeBest(waiting: Candidate[]): Candidate {
    let best = 0;
    let bestScore = -Infinity;
    const horizon = Math.min(waiting.length, HORIZON);
    for (let at = 0; at < horizon; at++) {
      const { file, score, pinned } = waiting[at]!;
      const adjusted = pinned ? Infinity : score - DIVERSITY * Math.log1p(this.#chunksOfFile.get(file) ?? 0);
      if (adjusted > bestScore) {
        best = at;
        bestScore = adjusted;
      }
    }
    return waiting.splice(best, 1)[0]!;
  }

  #add({ file, chunk, score, estimatedTokens }: Candidate): 'added' | 'misfit' | 'refused' {
    if (estimatedTokens > this.#room * ESTIMATE_MARGIN) return 'misfit';
    const blocks = this.#byFile.get(file) ?? [];
    const before = blocks.find((block) => block.lastChunk === chunk - 1);
    const after = blocks.find((block) => block.firstChunk === chunk + 1);
    const firstChunk = before?.firstChunk ?? chunk;
    const lastChunk = after?.lastChunk ?? chunk;
    const tokens = this.#options.price(file, firstChunk, lastChunk);
    if (tokens === undefined) return 'refused';
    const cost = tokens - (before?.tokens ?? 0) - (after?.tokens ?? 0);
    if (cost > this.#room) return 'misfit';
    this.#room -= cost;
    this.#byFile.set(
      file,
      blocks.filter((block) => block !== before && block !== after),
    );
    this.#push({
      file,
      firstChunk,
      lastChunk,
      tokens,
      score: Math.max(score, before?.score ?? score, after?.score ?? score),
    });
    return 'added';
  }

  #push(block: SelectedBlock): void {
    const blocks = this.#byFile.get(block.file);
    if (blocks) blocks.push(block);
    else this.#byFile.set(block.file, [block]);
    this.#chunksOfFile.set(block.file, (this.#chunksOfFile.get(block.file) ?? 0) + 1);
  }

  /** The most leading lines of a chunk that fit, by bisection: tokens grow with lines. */
  #longestHead(file: number, chunk: number): { readonly lines: number; readonly tokens: number } | undefined {
    let low = FEWEST_TRIMMED_LINES;
    let high = this.#options.lineCount(file, chunk) - 1;
    let best: { lines: number; tokens: number } | undefined;
    while (low <= high) {
      const lines = (low + high) >>> 1;
      const tokens = this.#options.price(file, chunk, chunk, lines);
      if (tokens === undefined) return undefined;
      if (tokens <= this.#room) {
        best = { lines, tokens };
        low = lines + 1;
      } else {
        high = lines - 1;
      }
    }
    return best;
  }
}
