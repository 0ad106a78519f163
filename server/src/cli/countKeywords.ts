import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { buildAutomaton } from '../engine/scan/automaton.ts';
import { compileRules } from '../engine/triggers/compileRules.ts';
import type { TriggerRules } from '../engine/triggers/rule.ts';
import { scanFile, type FileScan } from '../workspace/scanFile.ts';
import type { ExitCode } from './command.ts';
import { alignColumns } from './table.ts';
import type { Terminal } from './terminal.ts';
import { grouped, megabytes, plural } from './words.ts';

interface CountOptions {
  readonly rules: TriggerRules;
  readonly path: string;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

interface KeywordCount {
  readonly keyword: string;
  readonly rules: readonly string[];
  readonly count: number;
  /** One-based. */
  readonly firstLine: number;
}

/** How often each keyword occurs in a file, which is read as a stream and may be larger than memory. */
export async function countKeywords({ rules, path, json, terminal, signal }: CountOptions): Promise<ExitCode> {
  const { keywords, rulesOf } = compileRules(rules);
  const counts = new Float64Array(keywords.length);
  const firstLines = new Float64Array(keywords.length);
  const scanned = await scan(path, {
    keywords,
    signal,
    onProgress: (bytes, size) => terminal.progress.show('megabytes', Math.round(bytes / 1e6), Math.round(size / 1e6)),
    onHit: (keyword, _, end, lineOf) => {
      if (counts[keyword] === 0) firstLines[keyword] = lineOf(end - 1);
      counts[keyword] = counts[keyword]! + 1;
    },
  });
  terminal.progress.clear();
  const found = keywords
    .map(({ text }, at) => ({ keyword: text, rules: rulesOf[at]!, count: counts[at]!, firstLine: firstLines[at]! }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || (a.keyword < b.keyword ? -1 : 1));
  const { bytes, lineFeeds } = scanned;
  if (json) await terminal.print(JSON.stringify({ bytes, lineFeeds, keywords: found }));
  else if (found.length > 0) await terminal.print(alignColumns(found.map(row), [0]).join('\n'));
  terminal.note(`${plural(found.length, 'keyword')} in ${plural(lineFeeds, 'line')}, ${megabytes(bytes)}`);
  return 0;
}

interface ScanOptions extends Omit<Parameters<typeof scanFile>[2], 'onProgress'> {
  readonly keywords: Parameters<typeof buildAutomaton>[0];
  readonly onProgress: (bytes: number, size: number) => void;
}

async function scan(path: string, { keywords, onProgress, ...options }: ScanOptions): Promise<FileScan> {
  const absolute = resolve(path);
  try {
    const { size } = statSync(absolute);
    return await scanFile(absolute, buildAutomaton(keywords), {
      ...options,
      onProgress: (bytes) => onProgress(bytes, size),
    });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError(`${path} cannot be read (${String(error.code)}): give a text file that exists`);
  }
}

function row({ keyword, rules, count, firstLine }: KeywordCount): readonly string[] {
  return [
    grouped(count),
    makeVisibleName(keyword),
    `from line ${grouped(firstLine)}`,
    rules.map(makeVisibleName).join(', '),
  ];
}
