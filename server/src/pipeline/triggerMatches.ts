import { pathToFileURL } from 'node:url';
import type { RuleMatches, TriggerMatchesResult } from '../../../shared/src/protocol.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import { foldKeyword } from '../engine/triggers/compileRules.ts';
import type { FiringRule, TriggerRules } from '../engine/triggers/rule.ts';
import type { WorkspaceFile, WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import { mayBeRulesFile } from '../workspace/rulesFile.ts';
import { ChangedFiles } from './changedFiles.ts';
import { FileMatches, PLACE_SIZE, type RuleInFile } from './fileMatches.ts';

const DEFAULT_RANGES_PER_FILE = 50;
/** Ranges that are remembered in all, of the files first scanned; counts are remembered of every file. */
const MOST_KEPT_RANGES = 200_000;
/** Files that are listed under one rule. */
const MOST_FILES = 10_000;

export interface TriggerMatchesQuery {
  /** Only this rule. */
  readonly rule?: string;
  /** Only hits of this keyword of the rule, however it is spelt. */
  readonly keyword?: string;
  /** Most ranges told a file. */
  readonly rangesPerFile?: number;
}

interface ScanRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?:
    ((progress: { readonly stage: 'scanning'; readonly done: number; readonly total: number }) => void) | undefined;
}

export interface TriggerMatchesOptions {
  readonly index: Pick<WorkspaceIndex, 'files' | 'textOf'>;
  readonly analyzer: Pick<Analyzer, 'triggers' | 'redact'>;
  readonly rules: TriggerRules;
}

/** Where the rules' keywords stand in the files of the workspace. No text is kept. */
export class TriggerMatches {
  readonly #options: TriggerMatchesOptions;
  readonly #rules: readonly FiringRule[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #files: ChangedFiles<FileMatches>;

  constructor(options: TriggerMatchesOptions) {
    this.#options = options;
    const { immediate, compound, context } = options.rules;
    this.#rules = [...immediate, ...compound, ...context];
    this.#numbers = new Map(this.#rules.map(({ kind, name }, number) => [`${kind} ${name}`, number]));
    this.#files = new ChangedFiles({
      // In a rules file every keyword stands, which says nothing.
      files: () => options.index.files().filter(({ path }) => !mayBeRulesFile(path)),
      look: (file, left) => this.#scan(file, left),
      placesOf: ({ rangeCount }) => rangeCount,
      mostPlaces: MOST_KEPT_RANGES,
    });
  }

  async find(query: TriggerMatchesQuery, { signal, onProgress }: ScanRun = {}): Promise<TriggerMatchesResult> {
    await this.#files.bringUpToDate({
      signal,
      onProgress: (done, total) => onProgress?.({ stage: 'scanning', done, total }),
    });
    signal?.throwIfAborted();
    const wanted = this.#rules.flatMap((rule, number) =>
      query.rule === undefined || query.rule === rule.name ? [{ rule, number }] : [],
    );
    const rules = wanted.map(({ rule, number }) => this.#matchesOf(rule, number, query));
    const files = [...this.#files.known.values()].filter(({ isText }) => isText).length;
    return { files, rules };
  }

  #scan(file: WorkspaceFile, most: number): FileMatches {
    const { stamp, absolutePath } = file;
    const text = this.#options.index.textOf(file.path);
    if (text === undefined) return FileMatches.unread({ stamp, absolutePath });
    const { fired } = this.#options.analyzer.triggers(text, file.path);
    const numbered = fired.flatMap(({ kind, rule, hits }) => {
      const number = this.#numbers.get(`${kind} ${rule}`);
      return number === undefined ? [] : [{ number, hits }];
    });
    const lines = new LineIndex(text);
    return new FileMatches({ stamp, absolutePath, fired: numbered, lines, most });
  }

  #matchesOf(rule: FiringRule, number: number, { keyword, rangesPerFile }: TriggerMatchesQuery): RuleMatches {
    const wanted = keyword === undefined ? undefined : foldKeyword(keyword);
    const counts = new Map<string, number>();
    const files: { path: string; absolutePath: string; count: number; found: RuleInFile }[] = [];
    let total = 0;
    for (const [path, { absolutePath, rules }] of this.#files.known) {
      const found = rules.get(number);
      if (!found) continue;
      let count = wanted === undefined ? found.count : 0;
      for (const [text, times] of found.keywords) {
        if (wanted !== undefined && foldKeyword(text) !== wanted) continue;
        counts.set(text, (counts.get(text) ?? 0) + times);
        if (wanted !== undefined) count += times;
      }
      if (count === 0) continue;
      total += count;
      files.push({ path, absolutePath, count, found });
    }
    files.sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1));
    const most = rangesPerFile ?? DEFAULT_RANGES_PER_FILE;
    return {
      rule: rule.name,
      kind: rule.kind,
      agents: rule.agents,
      ...(rule.kind !== 'context' && rule.color !== undefined ? { color: rule.color } : {}),
      count: total,
      keywords: [...counts].map(([text, count]) => ({ keyword: text, count })).sort((a, b) => b.count - a.count),
      files: files.slice(0, MOST_FILES).map(({ path, absolutePath, count, found }) => ({
        uri: pathToFileURL(absolutePath).href,
        path: this.#options.analyzer.redact(path),
        count,
        ranges: rangesOf(found, most, wanted),
      })),
    };
  }
}

function rangesOf({ places, names }: RuleInFile, most: number, wanted: string | undefined): Range[] {
  const ranges: Range[] = [];
  const isWanted = names.map((name) => wanted === undefined || foldKeyword(name) === wanted);
  for (let at = 0; at < places.length && ranges.length < most; at += PLACE_SIZE) {
    const [line = 0, character = 0, endLine = 0, endCharacter = 0, name = 0] = places.subarray(at, at + PLACE_SIZE);
    if (!isWanted[name]) continue;
    ranges.push({ start: { line, character }, end: { line: endLine, character: endCharacter } });
  }
  return ranges;
}

type Range = RuleMatches['files'][number]['ranges'][number];
