import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IndexGroup } from '../engine/ranking/indexGroup.ts';
import { mergeSegments } from '../engine/ranking/mergeSegments.ts';
import type { Segment } from '../engine/ranking/segment.ts';
import { contentDigest } from './contentDigest.ts';
import { groupFiles, type FileGroup } from './fileGroups.ts';
import { slices, type FileToIndex, type IndexedFiles, type SkippedFile } from './indexFiles.ts';
import type { IndexRun } from './indexRun.ts';
import { decodeText, readWith } from './textFile.ts';

/** Where machines leave groups for each other. Nothing here rejects. */
export interface GroupStore {
  getMany(names: readonly string[], withinMs: number): Promise<ReadonlyMap<string, IndexGroup>>;
  set(name: string, group: IndexGroup): void;
  flush(): Promise<void>;
}

export interface SharedIndexOptions {
  readonly groups: GroupStore;
  readonly maxFileBytes: number;
  /** Tells all that decides how a file is indexed: what was made otherwise is never asked for. */
  readonly scope: () => string;
  /** Whether a path holds a secret: such a file stays on this machine. */
  readonly holdsSecret: (path: string) => boolean;
}

interface SharedRun {
  /** Every file of the workspace: what tells the groups. */
  readonly all: readonly FileToIndex[];
  readonly run: IndexRun;
  readonly indexMany: (files: readonly FileToIndex[], run: IndexRun) => Promise<readonly IndexedFiles[]>;
}

export interface SharedCounts {
  /** Files whose index came from another machine, and those that were indexed here. */
  readonly fetched: number;
  readonly indexed: number;
  /** Groups that were handed to the stores. */
  readonly given: number;
}

interface Group extends FileGroup<FileToIndex> {
  /** Those to be indexed now. */
  readonly wanted: readonly FileToIndex[];
}

/** What two threads index of the sources of a large project in a millisecond: fetching must not take longer. */
const LOCAL_BYTES_PER_MS = 30_000;
const LEAST_FETCH_MS = 250;
/** A group is written anew when one in so many of its files was indexed here: a few edits are cheaper to index than to send. */
const WORTH_GIVING = 8;
/** What tells a binary file stands in its beginning. */
const BEGINNING_BYTES = 8000;

/**
 * The index of files that another machine has indexed before. Groups are asked for by their place among the paths, and each
 * file in them counts only where this machine's file holds the very same bytes: so an entry may be old, another branch's,
 * or a lie, and costs time at most. What no entry has is indexed here, and given to the others where it is worth it.
 */
export class SharedIndex {
  readonly #options: SharedIndexOptions;
  readonly #counts = { fetched: 0, indexed: 0, given: 0 };
  #giving: Promise<void> = Promise.resolve();

  constructor(options: SharedIndexOptions) {
    this.#options = options;
  }

  get counts(): SharedCounts {
    return { ...this.#counts };
  }

  /** Indexes `files`, by fetching what it can. */
  async index(files: readonly FileToIndex[], { all, run, indexMany }: SharedRun): Promise<readonly IndexedFiles[]> {
    const wanted = new Set(files.map(({ path }) => path));
    const scope = this.#options.scope();
    const groups = groupFiles(all)
      .map((group) => ({
        name: `${scope} ${group.name}`,
        files: group.files,
        wanted: group.files.filter(({ path }) => wanted.has(path)),
      }))
      .filter((group) => group.wanted.length > 0);
    const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const found = await this.#options.groups.getMany(
      groups.map(({ name }) => name),
      Math.max(LEAST_FETCH_MS, bytes / LOCAL_BYTES_PER_MS),
    );
    run.signal?.throwIfAborted();
    const taken = await this.#take(groups, found, run);
    const rest = groups.flatMap((group) =>
      group.wanted.filter(({ path }) => !taken.settled.has(path)).map((file) => ({ ...file, group: group.name })),
    );
    const indexed = rest.length > 0 ? await indexMany(rest, run) : [];
    this.#counts.fetched += taken.digests.size;
    this.#counts.indexed += rest.length;
    // What was indexed while another scope came may be of either.
    if (scope !== this.#options.scope()) return [taken, ...indexed];
    this.#giving = this.#giving.then(() => this.#give({ groups, found, settled: taken.settled, indexed }));
    return [taken, ...indexed];
  }

  /** Waits until what is worth it was given. */
  async close(): Promise<void> {
    await this.#giving;
    await this.#options.groups.flush();
  }

  /** Of the groups that were found, the files that hold the same here. */
  async #take(groups: readonly Group[], found: ReadonlyMap<string, IndexGroup>, run: IndexRun): Promise<Taken> {
    const segments: Segment[] = [];
    const taken = { digests: new Map<string, string>(), skipped: [] as SkippedFile[], settled: new Set<string>() };
    const endSlice = slices(run.signal);
    for (const { name, wanted } of groups) {
      const group = found.get(name);
      if (!group) continue;
      const digests = digestsOf(group);
      // By the group: another one's entry may tell of the same path something else.
      const same = new Set<string>();
      for (const file of wanted) {
        await endSlice();
        const { path } = file;
        const look = this.#look(file);
        if (look === 'binary') taken.skipped.push({ path, reason: look });
        else if (look !== undefined && digests.get(path) === look) {
          same.add(path);
          taken.digests.set(path, look);
        } else continue;
        taken.settled.add(path);
      }
      segments.push(filesOnly([group.segment], (path) => same.has(path)));
    }
    return { ...taken, segments, withSecrets: [] };
  }

  /** Digest of what a file holds now; undefined where indexing it will tell why there is none. */
  #look({ absolutePath, root }: FileToIndex): string | undefined {
    const look = readWith({ path: absolutePath, maxBytes: this.#options.maxFileBytes, root }, (bytes) =>
      'skip' in decodeText(bytes.subarray(0, BEGINNING_BYTES)) ? 'binary' : contentDigest(bytes),
    );
    return typeof look === 'string' ? look : undefined;
  }

  /** Hands on the groups of which much was indexed here. Of a file that holds a secret nothing is handed on, not even a digest. */
  async #give({ groups, found, settled, indexed }: Outcome): Promise<void> {
    const made = shareable(indexed);
    const segments = segmentsByPath(indexed);
    for (const { name, files, wanted } of groups) {
      const own = wanted.filter(({ path }) => made.has(path));
      if (own.length === 0 || own.length * WORTH_GIVING < files.length) continue;
      await nextTurn();
      for (const { path } of own) if (this.#options.holdsSecret(path)) made.delete(path);
      const before = found.get(name);
      // What others said of files that were not looked at now goes on: whoever takes it compares for himself.
      const kept = new Set(files.map(({ path }) => path));
      for (const { path } of wanted) if (!settled.has(path)) kept.delete(path);
      const older = before && filesOnly([before.segment], (path) => kept.has(path));
      const fresh = [...new Set(own.flatMap(({ path }) => segments.get(path) ?? []))];
      const newer = filesOnly(fresh, (path) => made.has(path));
      const segment = older && older.files.length > 0 ? filesOnly([older, newer], () => true) : newer;
      const theirs = before && digestsOf(before);
      const digests = segment.files.map(({ path }) => made.get(path) ?? theirs!.get(path)!);
      this.#options.groups.set(name, { segment, digests });
      this.#counts.given++;
    }
  }
}

interface Taken extends IndexedFiles {
  /** Paths that need not be indexed. */
  readonly settled: ReadonlySet<string>;
}

interface Outcome {
  readonly groups: readonly Group[];
  readonly found: ReadonlyMap<string, IndexGroup>;
  readonly settled: ReadonlySet<string>;
  readonly indexed: readonly IndexedFiles[];
}

/** Digests of the files that were indexed and hold no secret. */
function shareable(indexed: readonly IndexedFiles[]): Map<string, string> {
  const made = new Map(indexed.flatMap(({ digests }) => [...digests]));
  for (const { skipped, withSecrets } of indexed) {
    for (const { path } of skipped) made.delete(path);
    for (const path of withSecrets) made.delete(path);
  }
  return made;
}

function digestsOf({ segment, digests }: IndexGroup): ReadonlyMap<string, string> {
  return new Map(segment.files.map(({ path }, at) => [path, digests[at]!]));
}

/** One segment of the files that count; the same where those are all of a single one. */
function filesOnly(segments: readonly Segment[], counts: (path: string) => boolean): Segment {
  const [first] = segments;
  if (first && segments.length === 1 && first.files.every(({ path }) => counts(path))) return first;
  return mergeSegments(segments.map((segment) => ({ segment, live: (file) => counts(segment.files[file]!.path) })));
}

function segmentsByPath(indexed: readonly IndexedFiles[]): ReadonlyMap<string, Segment> {
  const segments = new Map<string, Segment>();
  for (const segment of indexed.flatMap((one) => one.segments))
    for (const { path } of segment.files) segments.set(path, segment);
  return segments;
}
