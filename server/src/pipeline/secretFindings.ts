import { pathToFileURL } from 'node:url';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SecretFile, SecretFindingsResult, SecretPlace } from '../../../shared/src/protocol.ts';
import { isAbort } from '../base/errors.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import type { WorkspaceFile, WorkspaceIndex } from '../workspace/workspaceIndex.ts';

/** Long enough to get work done, short enough for messages (a cancel among them) to be heard. */
const SLICE_MS = 25;
const DEFAULT_FINDINGS_PER_FILE = 100;
/** Places that are remembered of one file, and in all; counts are remembered of every file. */
const MOST_PLACES_PER_FILE = 1000;
const MOST_PLACES = 200_000;

export interface SecretFindingsQuery {
  /** Most places told a file. */
  readonly findingsPerFile?: number;
}

interface ScanRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?:
    ((progress: { readonly stage: 'searching'; readonly done: number; readonly total: number }) => void) | undefined;
}

export interface SecretFindingsOptions {
  readonly index: Pick<WorkspaceIndex, 'files' | 'textOf' | 'skipped'>;
  readonly analyzer: Pick<Analyzer, 'secrets' | 'redact'>;
}

/** What is known of one file in one state. It holds places, never a text. */
interface KnownFile {
  readonly stamp: string;
  readonly absolutePath: string;
  /** False when it could not be read as text. */
  readonly isText: boolean;
  readonly count: number;
  readonly places: readonly SecretPlace[];
}

/**
 * Where secrets stand in the files of the workspace. What was found in a file is remembered with its size and
 * modification time (of an open document: with its text), so that only files that changed are scanned again.
 */
export class SecretFindings {
  readonly #options: SecretFindingsOptions;
  readonly #known = new Map<string, KnownFile>();
  #keptPlaces = 0;
  #scanned: Promise<void> | undefined;

  constructor(options: SecretFindingsOptions) {
    this.#options = options;
  }

  async find(query: SecretFindingsQuery, run: ScanRun = {}): Promise<SecretFindingsResult> {
    await this.#bringUpToDate(run);
    run.signal?.throwIfAborted();
    const { analyzer, index } = this.#options;
    const most = query.findingsPerFile ?? DEFAULT_FINDINGS_PER_FILE;
    const files: SecretFile[] = [];
    let looked = 0;
    for (const [path, { absolutePath, isText, count, places }] of this.#known) {
      if (isText) looked++;
      if (count === 0) continue;
      const uri = pathToFileURL(absolutePath).href;
      files.push({ uri, path: analyzer.redact(path), count, findings: places.slice(0, most) });
    }
    const unread = [...this.#known.values()].filter(({ isText }) => !isText).length;
    return { files: looked, skipped: index.skipped.length + unread, found: files };
  }

  /** One scan for all who wait; when whoever began it gives up, the next in line goes on where it stopped. */
  async #bringUpToDate(run: ScanRun): Promise<void> {
    for (;;) {
      this.#scanned ??= this.#scanChanged(run).finally(() => (this.#scanned = undefined));
      try {
        return await this.#scanned;
      } catch (error) {
        if (!isAbort(error) || run.signal?.aborted) throw error;
      }
    }
  }

  async #scanChanged({ signal, onProgress }: ScanRun): Promise<void> {
    const files = this.#options.index.files();
    this.#forgetOthers(files);
    let sliceEnd = performance.now() + SLICE_MS;
    for (const [done, file] of files.entries()) {
      if (this.#known.get(file.path)?.stamp !== file.stamp) this.#scan(file);
      if (performance.now() <= sliceEnd) continue;
      onProgress?.({ stage: 'searching', done, total: files.length });
      await nextTurn();
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
    onProgress?.({ stage: 'searching', done: files.length, total: files.length });
  }

  #forgetOthers(files: readonly WorkspaceFile[]): void {
    if (this.#known.size === 0) return;
    const paths = new Set(files.map(({ path }) => path));
    for (const path of this.#known.keys()) if (!paths.has(path)) this.#remember(path, undefined);
  }

  #scan({ path, stamp, absolutePath }: WorkspaceFile): void {
    const text = this.#options.index.textOf(path);
    if (text === undefined) return this.#remember(path, { stamp, absolutePath, isText: false, count: 0, places: [] });
    const findings = this.#options.analyzer.secrets(text);
    const most = Math.min(MOST_PLACES_PER_FILE, Math.max(0, MOST_PLACES - this.#keptPlaces));
    const lines = findings.length === 0 ? undefined : new LineIndex(text);
    const places = findings
      .slice(0, most)
      .flatMap(({ start, end, rule, level }) =>
        lines ? [{ rule, level, range: { start: lines.positionAt(start), end: lines.positionAt(end) } }] : [],
      );
    this.#remember(path, { stamp, absolutePath, isText: true, count: findings.length, places });
  }

  #remember(path: string, file: KnownFile | undefined): void {
    this.#keptPlaces += (file?.places.length ?? 0) - (this.#known.get(path)?.places.length ?? 0);
    if (file) this.#known.set(path, file);
    else this.#known.delete(path);
  }
}
