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

/** Candidates of one file that were come to, best first, and what the file has taken up already. */
interface FileQueue {
  readonly candidates: Candidate[];
  /** Of each, how many stood before it. */
  readonly places: number[];
  next: number;
  taken: number;
}

/**
 * Gives candidates best first, where each chunk that a file has already costs its further ones a little more (maximal
 * marginal relevance, Carbonell and Goldstein 1998, with the file as the measure of sameness). Pinned ones come first.
 * Of thousands some dozens are asked for: only those are looked at that could be the next one.
 */
export class CandidateQueue {
  readonly #coming: Iterator<Candidate>;
  #first: Candidate | undefined;
  #place = 0;
  readonly #files = new Map<number, FileQueue>();

  /** `candidates`: pinned ones first, then best first as 32-bit floats tell them apart; of equals the one that stands first is given first. */
  constructor(candidates: Iterable<Candidate>) {
    this.#coming = candidates[Symbol.iterator]();
    this.#first = this.#next();
  }

  /** The best that is left; undefined when none is. */
  take(): Candidate | undefined {
    for (;;) {
      const best = this.#best();
      // A file's further chunks only lose by what it has, so nobody who is still to come is above the first of them.
      if (!this.#first || (best && Math.fround(scoreOf(this.#first)) < Math.fround(best.score)))
        return best?.file.candidates[best.file.next++];
      this.#takeIn(this.#first);
      this.#first = this.#next();
    }
  }

  /** A chunk of the file is in. */
  taken(file: number): void {
    const queue = this.#files.get(file);
    if (queue) queue.taken++;
  }

  /** Of those that were come to; only the first of each file can be it. */
  #best(): { readonly file: FileQueue; readonly score: number } | undefined {
    let best: FileQueue | undefined;
    let bestScore = -Infinity;
    let bestPlace = 0;
    for (const file of this.#files.values()) {
      const head = file.candidates[file.next];
      if (!head) continue;
      const adjusted = scoreOf(head) - DIVERSITY * Math.log1p(file.taken);
      const place = file.places[file.next]!;
      if (adjusted < bestScore || (adjusted === bestScore && best && place > bestPlace)) continue;
      best = file;
      bestScore = adjusted;
      bestPlace = place;
    }
    return best && { file: best, score: bestScore };
  }

  #takeIn(candidate: Candidate): void {
    let file = this.#files.get(candidate.file);
    if (!file) this.#files.set(candidate.file, (file = { candidates: [], places: [], next: 0, taken: 0 }));
    file.candidates.push(candidate);
    file.places.push(this.#place++);
  }

  #next(): Candidate | undefined {
    const { done, value } = this.#coming.next();
    return done === true ? undefined : value;
  }
}

function scoreOf({ score, pinned }: Candidate): number {
  return pinned ? Infinity : score;
}
