import { pathToFileURL } from 'node:url';
import type { SecretFile, SecretFindingsResult, SecretPlace } from '../../../shared/src/protocol.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import type { WorkspaceFile, WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import { ChangedFiles } from './changedFiles.ts';

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

/** Where secrets stand in the files of the workspace. */
export class SecretFindings {
  readonly #options: SecretFindingsOptions;
  readonly #files: ChangedFiles<KnownFile>;

  constructor(options: SecretFindingsOptions) {
    this.#options = options;
    this.#files = new ChangedFiles({
      files: () => options.index.files(),
      look: (file, left) => this.#scan(file, Math.min(MOST_PLACES_PER_FILE, left)),
      placesOf: ({ places }) => places.length,
      mostPlaces: MOST_PLACES,
    });
  }

  async find(query: SecretFindingsQuery, { signal, onProgress }: ScanRun = {}): Promise<SecretFindingsResult> {
    await this.#files.bringUpToDate({
      signal,
      onProgress: (done, total) => onProgress?.({ stage: 'searching', done, total }),
    });
    signal?.throwIfAborted();
    const { analyzer, index } = this.#options;
    const { known } = this.#files;
    const most = query.findingsPerFile ?? DEFAULT_FINDINGS_PER_FILE;
    const files: SecretFile[] = [];
    let looked = 0;
    for (const [path, { absolutePath, isText, count, places }] of known) {
      if (isText) looked++;
      if (count === 0) continue;
      const uri = pathToFileURL(absolutePath).href;
      files.push({ uri, path: analyzer.redact(path), count, findings: places.slice(0, most) });
    }
    return { files: looked, skipped: index.skipped.length + known.size - looked, found: files };
  }

  #scan({ path, stamp, absolutePath }: WorkspaceFile, most: number): KnownFile {
    const text = this.#options.index.textOf(path);
    if (text === undefined) return { stamp, absolutePath, isText: false, count: 0, places: [] };
    const findings = this.#options.analyzer.secrets(text);
    const lines = findings.length === 0 ? undefined : new LineIndex(text);
    const places = findings
      .slice(0, most)
      .flatMap(({ start, end, rule, level }) =>
        lines ? [{ rule, level, range: { start: lines.positionAt(start), end: lines.positionAt(end) } }] : [],
      );
    return { stamp, absolutePath, isText: true, count: findings.length, places };
  }
}
