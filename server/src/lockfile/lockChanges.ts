import type { LockChange } from '../../../shared/src/lockProtocol.ts';
import { linesOf, type DocumentAnalysis } from '../engine/analyze.ts';
import { lineRange } from '../engine/pack/blockText.ts';
import { withoutFingerprints } from '../engine/secrets/placeholder.ts';
import { lockDigest } from './lockDigest.ts';
import type { LockedBlock, Refused } from './lockedBlock.ts';
import type { LockedPack } from './lockedPack.ts';
import type { LockedChunk, Lockfile } from './lockfile.ts';

export interface ChangesOptions {
  readonly version: string;
  readonly load: (path: string) => DocumentAnalysis | undefined;
  /** Why a path is none of the files that are looked at, where that is known. */
  readonly whySkipped: (path: string) => string | undefined;
}

/** Text that is read in search of lines that moved, over a whole lockfile: some tenths of a second. */
const MOST_SEARCHED_UNITS = 32_000_000;

const LONGEST_NAMES = 500;

/** Says of each pinned thing that is not as it was what became of it; empty when the pack is the pinned one. */
export function lockChanges(lock: Lockfile, pack: LockedPack, options: ChangesOptions): readonly LockChange[] {
  const search = { unitsLeft: MOST_SEARCHED_UNITS };
  const made = new Map(pack.blocks.map((block) => [placeOf(block), block]));
  const changes = lock.chunks.flatMap((chunk) => {
    const refused = pack.refused.get(chunk);
    const block = made.get(`${withoutFingerprints(chunk.path)}:${chunk.startLine}`);
    const change = refused ? refusal(chunk, refused, options) : block && difference(chunk, block);
    if (!change) return [];
    const { path, startLine, endLine } = chunk;
    const movedToLine = change.what === 'chunk' ? movedTo(chunk, options, search) : undefined;
    const reason = movedToLine === undefined ? change.reason : `the same lines begin at line ${movedToLine} now`;
    const moved = movedToLine === undefined ? {} : { movedToLine };
    return [{ ...change, path, startLine, endLine, reason, ...moved }];
  });
  const all = [...changes, ...agentChanges(lock, pack)];
  if (all.length > 0 || lockDigest(pack.text) === lock.sha256) return all;
  const other =
    lock.winnow === options.version ? '' : `; it was written by Winnow ${lock.winnow}, this is ${options.version}`;
  return [{ what: 'pack', reason: `every block is as it was pinned, the text around them is not${other}` }];
}

type Change = Pick<LockChange, 'what' | 'reason'>;

function refusal({ path }: LockedChunk, refused: Refused, { whySkipped }: ChangesOptions): Change {
  switch (refused) {
    case 'no file': {
      const skipped = whySkipped(path);
      const reason = skipped === undefined ? 'there is no such file any more' : `the file is skipped: ${skipped}`;
      return { what: 'chunk', reason };
    }
    case 'no lines':
      return { what: 'chunk', reason: 'the file has no such lines any more' };
    case 'never':
      return { what: 'block', reason: 'the policy lets nothing of this file out' };
    default:
      return { what: 'block', reason: `held back: it is ${refused}, which may not leave` };
  }
}

function difference(chunk: LockedChunk, { content, text }: LockedBlock): Change | undefined {
  if (lockDigest(content.range.text) !== chunk.sha256) return { what: 'chunk', reason: 'its lines have changed' };
  if (lockDigest(text) === chunk.blockSha256) return undefined;
  return { what: 'block', reason: 'its lines are as they were, but what is shown of them or above them is not' };
}

function agentChanges(lock: Lockfile, { header }: LockedPack): readonly LockChange[] {
  if (JSON.stringify(lock.agents) === JSON.stringify(header.agents)) return [];
  const words = (agents: readonly string[]) => agents.join(', ').slice(0, LONGEST_NAMES) || 'nobody';
  const reason = `the trigger rules name ${words(header.agents)} for this question; pinned: ${words(lock.agents)}`;
  return [{ what: 'agents', reason }];
}

/** The first line of the pinned lines elsewhere in their file. */
function movedTo(
  { path, startLine, endLine, sha256 }: LockedChunk,
  { load }: ChangesOptions,
  search: { unitsLeft: number },
): number | undefined {
  const analysis = load(path);
  if (!analysis) return undefined;
  const count = endLine - startLine;
  const last = linesOf(analysis).lineCount - count;
  // Nearest first: lines are moved by a few that were added above.
  for (let distance = 1; distance < Math.max(last, startLine); distance++) {
    for (const at of [startLine + distance, startLine - distance]) {
      const range = at >= 1 && at <= last ? lineRange(analysis, at, at + count) : undefined;
      if (!range) continue;
      search.unitsLeft -= range.text.length;
      if (search.unitsLeft < 0) return undefined;
      if (lockDigest(range.text) === sha256) return at;
    }
  }
  return undefined;
}

function placeOf({ path, content }: LockedBlock): string {
  return `${withoutFingerprints(path)}:${content.range.startLine}`;
}
