import { inverseDocumentFrequency, lengthNorm, saturate } from './bm25.ts';
import { filesByPath, type Layout } from './layout.ts';
import type { Ground } from './postingScores.ts';
import { countWords } from './terms.ts';

/** A commit as ranking sees it. */
export interface Commit {
  readonly message: string;
  /** Workspace paths that it changed. */
  readonly paths: readonly string[];
  /** `messageWords` of the message, where it is known already. */
  readonly words?: Uint32Array;
}

/** The words of a message without its trailers: hash and count of each, by turns. */
export function messageWords(message: string): Uint32Array {
  const words = countWords(message.slice(0, MOST_MESSAGE_UNITS).replace(TRAILER, ''));
  return Uint32Array.from([...words].flat());
}

/** A commit of more files is a sweep: it says nothing about any of them. */
const MOST_PATHS = 30;
/** Commits like the question that count. */
const MOST_SIMILAR = 60;
/** A larger commit does not tell what belongs together. */
const MOST_TOGETHER = 12;
/** Best files whose companions count. */
const MOST_SEEDS = 20;
/** Commits after which a change weighs e times less. */
const RECENCY_COMMITS = 400;
/** Of a message; what follows is logs and trailers. */
const MOST_MESSAGE_UNITS = 3000;
const TRAILER = /^(?:[\w-]+-by|change-id):.*$/gim;

/** What past commits tell about files: those whose messages are like a question, and how lately files changed. */
export class History {
  readonly #commits: readonly Commit[];
  /** For each word, the commits that hold it and how often, by turns. */
  readonly #postings = new Map<number, number[]>();
  readonly #lengths: Float64Array;
  readonly #meanLength: number;
  readonly #recent = new WeakMap<Layout, Float32Array>();
  readonly #changed = new WeakMap<Layout, readonly (readonly number[])[]>();

  /** `commits`: newest first. */
  constructor(commits: readonly Commit[]) {
    this.#commits = commits;
    this.#lengths = new Float64Array(commits.length);
    commits.forEach(({ message, words = messageWords(message) }, commit) => {
      for (let at = 0; at < words.length; at += 2) {
        const hash = words[at]! | 0;
        const count = words[at + 1]!;
        this.#lengths[commit]! += count;
        const there = this.#postings.get(hash);
        if (there) there.push(commit, count);
        else this.#postings.set(hash, [commit, count]);
      }
    });
    this.#meanLength = this.#lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, commits.length) || 1;
  }

  /** By flat file: how like the question the commits are that changed it, all together (`sums`) and the likest of them (`best`). */
  similar(
    words: ReadonlyMap<number, number>,
    { layout }: Pick<Ground, 'layout'>,
  ): { readonly sums: Float32Array; readonly best: Float32Array } {
    const sums = layout.scratch.floats(layout.files);
    const best = layout.scratch.floats(layout.files);
    const changed = this.#changedFiles(layout);
    const scores = this.#scores(words);
    const likest = [...scores.keys()].sort((a, b) => scores.get(b)! - scores.get(a)! || a - b).slice(0, MOST_SIMILAR);
    for (const commit of likest) {
      const score = scores.get(commit)!;
      const files = changed[commit]!;
      const sources = files.filter((file) => layout.source[file]);
      const told = sources.length > 0 ? sources : files;
      for (const file of told) {
        sums[file]! += score / Math.sqrt(told.length);
        if (score > best[file]!) best[file] = score;
      }
    }
    return { sums, best };
  }

  /** By flat file: how often and how lately it changed. No question changes that: it is worked out once a layout. */
  recent({ layout }: Pick<Ground, 'layout'>): Float32Array {
    let values = this.#recent.get(layout);
    if (!values) {
      const found = new Float32Array(layout.files);
      this.#changedFiles(layout).forEach((files, commit) => {
        if (this.#commits[commit]!.paths.length > MOST_PATHS) return;
        for (const file of files) found[file]! += Math.exp(-commit / RECENCY_COMMITS);
      });
      values = found.map((sum) => Math.log1p(sum));
      this.#recent.set(layout, values);
    }
    return values;
  }

  /**
   * By flat file: how often it changed together with the best files, each counting by its score. `best`: flat file →
   * score, best first (Zimmermann et al., "Mining Version Histories to Guide Software Changes", ICSE 2004).
   */
  together(best: ReadonlyMap<number, number>, { layout }: Pick<Ground, 'layout'>): Float32Array {
    const values = layout.scratch.floats(layout.files);
    const seeds = new Map([...best].slice(0, MOST_SEEDS));
    this.#changedFiles(layout).forEach((files, commit) => {
      if (files.length < 2 || this.#commits[commit]!.paths.length > MOST_TOGETHER) return;
      for (const seed of files) {
        const score = seeds.get(seed);
        if (score === undefined) continue;
        for (const file of files) if (file !== seed) values[file]! += Math.max(0, score) / files.length;
      }
    });
    for (let file = 0; file < values.length; file++) if (values[file] !== 0) values[file] = Math.log1p(values[file]!);
    return values;
  }

  /** For each commit the flat numbers of the files it changed that are still there; worked out once a layout. */
  #changedFiles(layout: Layout): readonly (readonly number[])[] {
    let changed = this.#changed.get(layout);
    if (!changed) {
      const files = filesByPath(layout);
      changed = this.#commits.map(({ paths }) =>
        paths.map((path) => files.get(path)).filter((file) => file !== undefined),
      );
      this.#changed.set(layout, changed);
    }
    return changed;
  }

  #scores(words: ReadonlyMap<number, number>): Map<number, number> {
    const scores = new Map<number, number>();
    for (const [hash, asked] of words) {
      const postings = this.#postings.get(hash) ?? [];
      const weight = asked * inverseDocumentFrequency(this.#commits.length, postings.length / 2);
      for (let at = 0; at < postings.length; at += 2) {
        const commit = postings[at]!;
        const count = postings[at + 1]!;
        const relative = this.#lengths[commit]! / this.#meanLength;
        scores.set(commit, (scores.get(commit) ?? 0) + weight * saturate(count, lengthNorm(relative)));
      }
    }
    return scores;
  }
}
