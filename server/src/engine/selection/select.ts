import { CandidateQueue, type Candidate } from './candidateQueue.ts';

/** A run of neighbouring chunks of one file: one block of the pack. */
export interface SelectedBlock {
  readonly file: number;
  readonly firstChunk: number;
  readonly lastChunk: number;
  /** Lines kept of the last chunk, when it was cut to fill the budget. */
  readonly keptLines?: number;
  /** Lines above, zero-based, that declare what the block stands in and are shown before it. */
  readonly context?: readonly number[];
  /** The only lines that are shown, zero-based, when it is an outline of its chunk. */
  readonly outline?: readonly number[];
  readonly tokens: number;
  /** The best score among its chunks. */
  readonly score: number;
}

export interface SelectOptions {
  /** Pinned ones first, then best first. */
  readonly candidates: Iterable<Candidate>;
  /** Tokens left for blocks: the budget less header and footer. */
  readonly budget: number;
  /**
   * Exact tokens of a block, heading included; with `keptLines` the last chunk is cut after so many lines.
   * Undefined when the block cannot be had (file gone, above the allowed level).
   */
  readonly price: (file: number, firstChunk: number, lastChunk: number, keptLines?: number) => number | undefined;
  /** True when the pack would say the same twice; asked of each chunk that is about to enter. */
  readonly isCopy?: (file: number, chunk: number) => boolean;
  /** Told of each chunk that entered. */
  readonly onTaken?: (file: number, chunk: number) => void;
  /** Told of each chunk that was tried and did not enter, and of the tokens that were left then. */
  readonly onLeftOut?: (candidate: Candidate, outcome: 'misfit' | 'refused', room: number) => void;
  /** A block with the lines that tell what it stands in, and its exact tokens; undefined when it needs none. */
  readonly orient?: (block: SelectedBlock, blocks: readonly SelectedBlock[]) => Orientation | undefined;
  /** The lines of a chunk that declare something, and their exact tokens; undefined when they are too few to tell. */
  readonly outline?: (file: number, chunk: number) => Outlined | undefined;
  /** Lines of a chunk. */
  readonly lineCount: (file: number, chunk: number) => number;
  readonly throwIfAborted?: () => void;
}

export interface Outlined {
  readonly outline: readonly number[];
  readonly tokens: number;
}

export interface Orientation {
  readonly context: readonly number[];
  readonly tokens: number;
}

/** Share of the budget that is kept for orientation, and the most tokens of it. What it leaves is filled. */
const ORIENTATION_SHARE = 0.008;
const MOST_ORIENTATION_TOKENS = 128;
/** A block smaller than this is mostly heading. */
const SMALLEST_BLOCK_TOKENS = 40;
/** Candidates in a row that may fail to fit before the rest is given up. */
const MOST_MISFITS = 60;
/** The same of those that cannot be had, which says nothing about the room: a bound on files read in vain. */
const MOST_REFUSED = 500;
/** A chunk whose estimate is above the room by this factor is not priced exactly: the estimator's error is below it. */
const ESTIMATE_MARGIN = 1.5;
const FEWEST_TRIMMED_LINES = 4;
/**
 * A block that grows is priced anew each time: without an end, the work would grow with the square of a file. In a block of
 * so many chunks one heading more is a thousandth.
 */
const MOST_MERGED_CHUNKS = 32;

/**
 * Greedy by score less a penalty for each chunk that its file already has (`CandidateQueue`). Whole chunks first; neighbours are merged into one block,
 * which saves a heading; the best blocks then get the lines that tell what they stand in, and what room is left is filled
 * with the head of the best chunk that did not fit.
 * The sum of the blocks' tokens is never above the budget.
 */
export function select(options: SelectOptions): readonly SelectedBlock[] {
  const selection = new Selection(options);
  const misfits = selection.fill();
  selection.orient();
  selection.trim(misfits);
  return selection.blocks();
}

class Selection {
  readonly #options: SelectOptions;
  readonly #byFile = new Map<number, SelectedBlock[]>();
  readonly #waiting: CandidateQueue;
  readonly #reserve: number;
  #room: number;

  constructor(options: SelectOptions) {
    this.#options = options;
    this.#waiting = new CandidateQueue(options.candidates);
    const share = Math.min(MOST_ORIENTATION_TOKENS, Math.floor(options.budget * ORIENTATION_SHARE));
    this.#reserve = options.orient ? Math.max(0, share) : 0;
    this.#room = options.budget - this.#reserve;
  }

  /** Takes whole chunks while they fit; gives back those that did not. */
  fill(): readonly Candidate[] {
    const misfits: Candidate[] = [];
    let misfitsInARow = 0;
    let refusedInARow = 0;
    while (this.#room >= SMALLEST_BLOCK_TOKENS) {
      if (misfitsInARow >= MOST_MISFITS || refusedInARow >= MOST_REFUSED) break;
      this.#options.throwIfAborted?.();
      const candidate = this.#waiting.take();
      if (!candidate) break;
      const outcome = this.#add(candidate);
      if (outcome !== 'added') this.#options.onLeftOut?.(candidate, outcome, this.#room);
      refusedInARow = outcome === 'refused' ? refusedInARow + 1 : 0;
      if (outcome === 'added') misfitsInARow = 0;
      if (outcome !== 'misfit') continue;
      misfits.push(candidate);
      misfitsInARow++;
    }
    return misfits;
  }

  /** Gives the best blocks the lines that tell what they stand in, from what was kept for it. */
  orient(): void {
    const { orient } = this.#options;
    const blocks = orient ? this.blocks() : [];
    let reserve = this.#reserve;
    this.#room += reserve;
    for (const block of blocks) {
      if (reserve <= 0) return;
      const oriented = orient?.(block, blocks);
      const cost = oriented ? oriented.tokens - block.tokens : 0;
      if (!oriented || cost > reserve) continue;
      reserve -= cost;
      this.#room -= cost;
      const others = this.#byFile.get(block.file) ?? [];
      this.#byFile.set(block.file, [...others.filter((one) => one !== block), { ...block, ...oriented }]);
    }
  }

  /** Fills what is left with outlines and first lines of chunks that did not fit whole. */
  trim(misfits: readonly Candidate[]): void {
    for (const { file, chunk, score } of misfits) {
      if (this.#room < SMALLEST_BLOCK_TOKENS) return;
      // A file of which nothing is in is better shown by what it declares than by how it begins.
      const outlined = this.#byFile.has(file) ? undefined : this.#options.outline?.(file, chunk);
      if (outlined && outlined.tokens <= this.#room) {
        this.#push({ file, firstChunk: chunk, lastChunk: chunk, ...outlined, score });
        this.#room -= outlined.tokens;
        continue;
      }
      const cut = this.#longestHead(file, chunk);
      if (!cut) continue;
      this.#push({ file, firstChunk: chunk, lastChunk: chunk, keptLines: cut.lines, tokens: cut.tokens, score });
      this.#room -= cut.tokens;
    }
  }

  /** Best first; equals as their files were chosen, since files are numbered otherwise after an update of the index. */
  blocks(): readonly SelectedBlock[] {
    return [...this.#byFile.values()]
      .flatMap((blocks) => blocks.sort((a, b) => a.firstChunk - b.firstChunk))
      .sort((a, b) => b.score - a.score);
  }

  #add({ file, chunk, score, estimatedTokens }: Candidate): 'added' | 'misfit' | 'refused' {
    if (estimatedTokens > this.#room * ESTIMATE_MARGIN) return 'misfit';
    if (this.#options.isCopy?.(file, chunk)) return 'refused';
    const blocks = this.#byFile.get(file) ?? [];
    const before = blocks.find((block) => block.lastChunk === chunk - 1 && chunksOf(block) < MOST_MERGED_CHUNKS);
    const left = MOST_MERGED_CHUNKS - (before ? chunksOf(before) : 0);
    const after = blocks.find((block) => block.firstChunk === chunk + 1 && chunksOf(block) < left);
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
    this.#options.onTaken?.(file, chunk);
    return 'added';
  }

  #push(block: SelectedBlock): void {
    const blocks = this.#byFile.get(block.file);
    if (blocks) blocks.push(block);
    else this.#byFile.set(block.file, [block]);
    this.#waiting.taken(block.file);
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

function chunksOf({ firstChunk, lastChunk }: SelectedBlock): number {
  return lastChunk - firstChunk + 1;
}
