import type { ExplainResult } from '../../../shared/src/protocol.ts';
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

function inWords({ reason, by }: SkippedFile): string {
  if (reason === 'too large') return 'too large: winnow.maxFileBytes is the limit';
  return by === undefined ? reason : `${reason} by ${by}`;
}
