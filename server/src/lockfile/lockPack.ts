import { withoutFingerprints } from '../engine/secrets/placeholder.ts';
import type { LockedPack } from './lockedPack.ts';
import { lockDigest } from './lockDigest.ts';
import { serializeLockfile, type Lockfile } from './lockfile.ts';
import type { LockedBlock } from './lockedBlock.ts';

/** What was asked for; all of it redacted. */
export type Asked = Pick<
  Lockfile,
  'question' | 'budget' | 'model' | 'format' | 'compaction' | 'highestLevel' | 'include' | 'exclude' | 'pins'
>;

/** The lockfile of a pack that was made from the files as they are now. */
export function lockPack(asked: Asked, pack: LockedPack, version: string): string {
  const { question, budget, model, format, compaction, highestLevel, include = [], exclude = [], pins = [] } = asked;
  return serializeLockfile({
    winnow: version,
    question,
    budget,
    ...(model === undefined ? {} : { model }),
    format,
    compaction,
    highestLevel,
    ...(include.length > 0 ? { include } : {}),
    ...(exclude.length > 0 ? { exclude } : {}),
    ...(pins.length > 0 ? { pins } : {}),
    agents: pack.header.agents.slice(),
    tokens: pack.tokens,
    sha256: lockDigest(pack.text),
    chunks: pack.blocks.map(lockedChunk),
  });
}

function lockedChunk({
  path,
  content,
  text,
  tokens,
}: LockedBlock & { readonly tokens: number }): Lockfile['chunks'][0] {
  const { range, context, outline } = content;
  return {
    path: withoutFingerprints(path),
    startLine: range.startLine,
    endLine: range.endLine,
    ...(context ? { contextLines: context.map((line) => line + 1) } : {}),
    ...(outline ? { shownLines: outline.map((line) => line + 1) } : {}),
    tokens,
    sha256: lockDigest(range.text),
    blockSha256: lockDigest(text),
  };
}
