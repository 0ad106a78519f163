import type { Analyzer } from '../engine/analyze.ts';
import type { ComposedChunk, Composition } from '../engine/compose.ts';
import type { ComposedRedaction } from '../engine/pack/blockSource.ts';
import type { HeldBackCounts } from '../engine/policy/classifier.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';
import type { WorkspaceIndex } from '../workspace/workspaceIndex.ts';

/** What is cached and replied: a pack and all that is told of it. Every text in it is redacted, names included. */
export interface Pack {
  readonly query: RedactedText;
  readonly tokens: number;
  readonly rawTokens: number;
  readonly text: RedactedText;
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

export function toPack(composition: Composition, index: WorkspaceIndex, analyzer: Analyzer): Pack {
  const { query, tokens, rawTokens, text, chunks, triggers, redactions, heldBack } = composition;
  return {
    query,
    tokens,
    rawTokens,
    text,
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
