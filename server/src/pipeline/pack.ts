import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import type { Analyzer } from '../engine/analyze.ts';
import type { ComposedChunk, Composition } from '../engine/compose.ts';
import type { ComposedRedaction } from '../engine/pack/blockSource.ts';
import type { HeldBackCounts } from '../engine/policy/classifier.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';
import type { ModelMeter } from '../engine/tokens/models.ts';
import type { LedgerEntry } from '../ledger/entry.ts';
import type { WorkspaceIndex } from '../workspace/workspaceIndex.ts';

/** What is cached and replied: a pack and all that is told of it. Every text in it is redacted, names included. */
export interface Pack {
  readonly query: RedactedText;
  readonly tokens: number;
  readonly rawTokens: number;
  readonly fileTokens: number;
  /** In the tokens of the model that the budget was given in. */
  readonly modelTokens?: number;
  readonly modelTokensKind?: string;
  readonly text: RedactedText;
  readonly compaction: Composition['compaction'];
  readonly chunks: readonly ComposedChunk[];
  readonly triggers: {
    readonly fired: readonly RedactedText[];
    readonly agents: readonly RedactedText[];
    readonly mode: 'parallel' | 'sequential';
  };
  readonly redactions: readonly ComposedRedaction[];
  readonly heldBack: number;
  readonly heldBackByLevel: HeldBackCounts;
  readonly filesSeen: number;
  readonly filesSkipped: readonly { readonly path: RedactedText; readonly reason: string }[];
}

export function toPack(
  composition: Omit<Composition, 'leftOut' | 'ranked'>,
  index: WorkspaceIndex,
  analyzer: Analyzer,
): Pack {
  const { query, tokens, rawTokens, fileTokens, text, compaction, chunks, triggers, redactions, heldBack } =
    composition;
  return {
    query,
    tokens,
    rawTokens,
    fileTokens,
    text,
    compaction,
    chunks,
    triggers: {
      fired: triggers.fired.map(({ rule }) => analyzer.redact(rule)),
      agents: triggers.agents.map((agent) => analyzer.redact(agent)),
      mode: triggers.mode,
    },
    redactions,
    heldBack: Object.values(heldBack).reduce((sum, count) => sum + count, 0),
    heldBackByLevel: heldBack,
    filesSeen: index.filesSeen,
    filesSkipped: redactedSkipped(index.skipped, analyzer),
  };
}

/** A pack that another machine made of the same files, with what this one has besides them. */
export function withOwnFiles(pack: Pack, index: WorkspaceIndex, analyzer: Analyzer): Pack {
  return { ...pack, filesSeen: index.filesSeen, filesSkipped: redactedSkipped(index.skipped, analyzer) };
}

/** A pack, and where it came from. */
export interface PackMade {
  readonly value: Pack;
  readonly level: OptimizeResult['cacheLevel'];
}

/** The pack with what its text comes to in the tokens of the model that was asked for. */
export function inModel(pack: Pack, meter: ModelMeter | undefined): Pack {
  return meter ? { ...pack, modelTokens: meter.count(pack.text), modelTokensKind: meter.model.kind } : pack;
}

/** What the ledger is told of an answer. */
export function packEntry(pack: Pack, cached: boolean): LedgerEntry {
  const { tokens, rawTokens, fileTokens, compaction, redactions } = pack;
  const { savedTokens } = compaction;
  return { kind: 'pack', cached, redactions: redactions.length, tokens, rawTokens, fileTokens, savedTokens };
}

/** Of a chunk that a pack tells of: its path, its reasons, its numbers. */
const CHUNK_BYTES = 800;
const SMALL_BYTES = 2000;

/** Memory that a pack takes, roughly: the list of files that are left out is shared by all packs of a state. */
export function packBytes({ text, query, chunks, redactions }: Pack): number {
  return 2 * (text.length + query.length) + CHUNK_BYTES * (chunks.length + redactions.length) + SMALL_BYTES;
}

type SkippedFiles = Pack['filesSkipped'];

/** Thousands of paths may be skipped: they are looked at once, not for every question. */
function redactedSkipped(skipped: WorkspaceIndex['skipped'], analyzer: Analyzer): SkippedFiles {
  let redacted = REDACTED.get(skipped);
  if (!redacted) {
    redacted = skipped.map(({ path, reason }) => ({ path: analyzer.redact(path), reason }));
    REDACTED.set(skipped, redacted);
  }
  return redacted;
}

const REDACTED = new WeakMap<WorkspaceIndex['skipped'], SkippedFiles>();
