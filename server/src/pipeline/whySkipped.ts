import type { ExplainResult, SkippedFilesResult } from '../../../shared/src/protocol.ts';
import type { Analyzer } from '../engine/analyze.ts';
import type { SkippedFile } from '../workspace/indexFiles.ts';
import type { WorkspaceIndex } from '../workspace/workspaceIndex.ts';

/** Why a file is not in the index, in words; undefined when it is. A folder's reason holds for all that is in it. */
export function whySkipped(
  path: string,
  index: Pick<WorkspaceIndex, 'skipped' | 'has'>,
  analyzer: Pick<Analyzer, 'redact'>,
): ExplainResult['skipped'] {
  const skipped = skippedBy(path, index, analyzer);
  if (skipped) return skipped;
  if (index.has(path)) return undefined;
  return { path: analyzer.redact(path), reason: 'not in the workspace: paths are relative to its folder, with “/”' };
}

/** The same for a file that was seen; undefined for one that was not. */
export function skippedBy(
  path: string,
  { skipped }: Pick<WorkspaceIndex, 'skipped'>,
  analyzer: Pick<Analyzer, 'redact'>,
): ExplainResult['skipped'] {
  const found = skipped.find((one) => one.path === path || (one.path.endsWith('/') && path.startsWith(one.path)));
  return found && { path: analyzer.redact(found.path), reason: analyzer.redact(inWords(found)) };
}

/** More than these are read by no one. */
const MOST_LISTED = 5000;

/** All that was seen and is not in the index, told in the words of `whySkipped`'s short reasons. */
export function skippedFiles({
  index: { skipped },
  analyzer,
}: {
  readonly index: Pick<WorkspaceIndex, 'skipped'>;
  readonly analyzer: Pick<Analyzer, 'redact'>;
}): SkippedFilesResult {
  const files = skipped.slice(0, MOST_LISTED).map(({ path, reason }) => ({ path: analyzer.redact(path), reason }));
  return { total: skipped.length, files };
}

/** How many were skipped for each reason, the commonest first. */
export function skippedByReason({ skipped }: Pick<WorkspaceIndex, 'skipped'>): Readonly<Record<string, number>> {
  let counted = COUNTED.get(skipped);
  if (!counted) {
    const counts = new Map<string, number>();
    for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    counted = Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
    COUNTED.set(skipped, counted);
  }
  return counted;
}

/** Thousands may be skipped, and figures are told every second while files are indexed. */
const COUNTED = new WeakMap<readonly SkippedFile[], Readonly<Record<string, number>>>();

function inWords({ reason, by }: SkippedFile): string {
  if (reason === 'too large') return 'too large: winnow.maxFileBytes is the limit';
  return by === undefined ? reason : `${reason} by ${by}`;
}
