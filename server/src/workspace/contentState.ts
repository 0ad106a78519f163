import { createHash } from 'node:crypto';
import type { PathDigest } from './storedIndex.ts';

/**
 * What the files of an index hold, by the digests of what was indexed: tells the state of a workspace as every machine
 * with the same files would.
 */
export class ContentState {
  readonly #digests = new Map<string, string>();
  /** Files that a question read in another state than the index did. */
  readonly #otherwise = new Set<string>();

  get entries(): Iterable<PathDigest> {
    return this.#digests;
  }

  /** What was kept between processes. Of the files that count as `fresh`, those without a digest do so no longer. */
  restore(entries: Iterable<PathDigest>, fresh: Set<string>): void {
    for (const [path, digest] of entries) this.indexed(path, digest);
    for (const path of fresh) if (!this.#digests.has(path)) fresh.delete(path);
  }

  /** What the index knows of `path` from now on. */
  indexed(path: string, digest: string): void {
    this.#digests.set(path, digest);
    this.#otherwise.delete(path);
  }

  gone(path: string): void {
    this.#digests.delete(path);
    this.#otherwise.delete(path);
  }

  /** What a question reads of `path`: where it is something else, what is made of it must not be known by this state. */
  read(path: string, digest: string): void {
    if (this.#digests.get(path) === digest) this.#otherwise.delete(path);
    else this.#otherwise.add(path);
  }

  /** False where a question saw something else than the index did. */
  get isCertain(): boolean {
    return this.#otherwise.size === 0;
  }

  /**
   * Digest of paths and contents; undefined where it is not known, or where a question saw more than the index did.
   * `past` tells the commits, `notRead` the files that hold no text, with the reason.
   */
  signature({ paths, notRead, past }: ContentStateParts): string | undefined {
    if (!this.isCertain) return undefined;
    const hash = createHash('sha256').update(`${past}\0`);
    for (const path of [...paths].sort()) {
      const digest = notRead.get(path) ?? this.#digests.get(path);
      if (digest === undefined) return undefined;
      hash.update(`${path}\0${digest}\0`);
    }
    return hash.digest('hex');
  }
}

interface ContentStateParts {
  readonly paths: Iterable<string>;
  readonly notRead: ReadonlyMap<string, string>;
  readonly past: string;
}
