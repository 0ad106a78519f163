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

/** Candidates of one file, best first, and what the file has taken up already. */
interface FileQueue {
  readonly candidates: { readonly candidate: Candidate; readonly place: number }[];
  next: number;
  taken: number;
}

/**
 * Gives candidates best first, where each chunk that a file has already costs its further ones a little more (maximal
 * marginal relevance, Carbonell and Goldstein 1998, with the file as the measure of sameness). Pinned ones come first.
 */
export class CandidateQueue {
  readonly #files = new Map<number, FileQueue>();

  /** `candidates`: best first; of equals the one that stands first is given first. */
  constructor(candidates: readonly Candidate[]) {
    const ordered = candidates.toSorted(
      (a, b) => Number(b.pinned ?? false) - Number(a.pinned ?? false) || b.score - a.score,
    );
    for (const [place, candidate] of ordered.entries()) {
      const file = this.#files.get(candidate.file);
      if (file) file.candidates.push({ candidate, place });
      else this.#files.set(candidate.file, { candidates: [{ candidate, place }], next: 0, taken: 0 });
    }
  }

  /** The best that is left; undefined when none is. Only the first of each file can be it. */
  take(): Candidate | undefined {
    let best: FileQueue | undefined;
    let bestScore = -Infinity;
    let bestPlace = 0;
    for (const file of this.#files.values()) {
      const head = file.candidates[file.next];
      if (!head) continue;
      const { score, pinned } = head.candidate;
      const adjusted = pinned ? Infinity : score - DIVERSITY * Math.log1p(file.taken);
      if (adjusted < bestScore || (adjusted === bestScore && best && head.place > bestPlace)) continue;
      best = file;
      bestScore = adjusted;
      bestPlace = head.place;
    }
    return best?.candidates[best.next++]?.candidate;
  }

  /** A chunk of the file is in. */
  taken(file: number): void {
    const queue = this.#files.get(file);
    if (queue) queue.taken++;
  }
}
