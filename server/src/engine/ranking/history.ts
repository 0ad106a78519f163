import { inverseDocumentFrequency, saturate } from './bm25.ts';
import type { Layout } from './layout.ts';
import type { SegmentPart } from './mergeSegments.ts';
import { visitTerms } from './terms.ts';

/** A commit as ranking sees it. */
export interface Commit {
  readonly message: string;
  /** Workspace paths that it changed. */
  readonly paths: readonly string[];
}

/** A commit of more files is a sweep: it says nothing about any of them. */
const MOST_PATHS = 30;
/** Commits like the question that count. */
const MOST_SIMILAR = 60;
/** Commits after which a change weighs e times less. */
const RECENCY_COMMITS = 400;
/** Of a message; what follows is logs and trailers. */
const MOST_MESSAGE_UNITS = 3000;
const TRAILER = /^(?:[\w-]+-by|change-id):.*$/gim;

interface Posting {
  readonly commit: number;
  readonly count: number;
}

/** What past commits tell about files: those whose messages are like a question, and how lately files changed. */
export class History {
  readonly #commits: readonly Commit[];
  /** Commits that hold a word. */
  readonly #postings = new Map<number, Posting[]>();
  readonly #lengths: Float64Array;
  readonly #meanLength: number;
  readonly #recent = new WeakMap<object, Float32Array>();

  /** `commits`: newest first. */
  constructor(commits: readonly Commit[]) {
    this.#commits = commits;
    this.#lengths = new Float64Array(commits.length);
    commits.forEach(({ message }, commit) => {
      const words = wordsOf(message.slice(0, MOST_MESSAGE_UNITS).replace(TRAILER, ''));
      for (const [hash, count] of words) {
        this.#lengths[commit]! += count;
        const there = this.#postings.get(hash);
        if (there) there.push({ commit, count });
        else this.#postings.set(hash, [{ commit, count }]);
      }
    });
    this.#meanLength = this.#lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, commits.length) || 1;
  }

  /** By flat file: how like the question the commits are that changed it. */
  similar(words: ReadonlyMap<number, number>, place: Place): Float32Array {
    const scores = this.#scores(words);
    const best = [...scores.keys()].sort((a, b) => scores.get(b)! - scores.get(a)! || a - b).slice(0, MOST_SIMILAR);
    for (const commit of best) {
      const files = this.#filesOf(commit, place.fileAt);
      const sources = files.filter((file) => place.isSource(file));
      const told = sources.length > 0 ? sources : files;
      for (const file of told) place.values[file]! += scores.get(commit)! / Math.sqrt(told.length);
    }
    return place.values;
  }

  /** By flat file: how often and how lately it changed. No question changes that: it is worked out once a layout. */
  recent(layout: Pick<Layout, 'files'>, fileAt: Place['fileAt']): Float32Array {
    let values = this.#recent.get(layout);
    if (!values) {
      const found = new Float32Array(layout.files);
      this.#commits.forEach(({ paths }, commit) => {
        if (paths.length > MOST_PATHS) return;
        for (const file of this.#filesOf(commit, fileAt)) found[file]! += Math.exp(-commit / RECENCY_COMMITS);
      });
      values = found.map((sum) => Math.log1p(sum));
      this.#recent.set(layout, values);
    }
    return values;
  }

  #filesOf(commit: number, fileAt: Place['fileAt']): number[] {
    return this.#commits[commit]!.paths.map(fileAt).filter((file) => file !== undefined);
  }

  #scores(words: ReadonlyMap<number, number>): Map<number, number> {
    const scores = new Map<number, number>();
    for (const [hash, asked] of words) {
      const postings = this.#postings.get(hash) ?? [];
      const weight = asked * inverseDocumentFrequency(this.#commits.length, postings.length);
      for (const { commit, count } of postings) {
        const relative = this.#lengths[commit]! / this.#meanLength;
        scores.set(commit, (scores.get(commit) ?? 0) + weight * saturate(count, relative));
      }
    }
    return scores;
  }
}

/** Where values by flat file go, and how a path is found. */
export interface Place {
  readonly values: Float32Array;
  readonly fileAt: (path: string) => number | undefined;
  readonly isSource: (file: number) => boolean;
}

/** Flat numbers of the files that count, by path; worked out once for an index that does not change. */
export function filesByPath(parts: readonly SegmentPart[], layout: Layout): ReadonlyMap<string, number> {
  let files = FILES.get(layout);
  if (!files) {
    files = new Map();
    for (const [part, { segment }] of parts.entries()) {
      for (const [index, { path }] of segment.files.entries()) {
        const file = layout.fileBase[part]! + index;
        if (layout.live[file]) files.set(path, file);
      }
    }
    FILES.set(layout, files);
  }
  return files;
}

const FILES = new WeakMap<Layout, Map<string, number>>();

function wordsOf(text: string): Map<number, number> {
  const words = new Map<number, number>();
  visitTerms(text, 0, text.length, {
    word: (hash) => words.set(hash, (words.get(hash) ?? 0) + 1),
    identifier: () => {},
  });
  return words;
}
