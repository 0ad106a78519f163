import type { HeldBackCounts } from '../engine/policy/classifier.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';
import type { Level } from '../engine/secrets/rule.ts';

/** Through what a question came in. */
export type Surface = 'cli' | 'lsp' | 'mcp';

/** What became of a question. A pack without one chunk is `empty`: nothing of the workspace left. */
export type Outcome = 'packed' | 'empty' | 'failed' | 'cancelled';

/** A pack that was handed out, as much of it as the trail tells. */
export interface HandedOut {
  readonly text: RedactedText;
  readonly tokens: number;
  readonly chunks: readonly { readonly path: RedactedText; readonly startLine: number; readonly endLine: number }[];
  readonly redactions: readonly { readonly rule: string }[];
  readonly heldBackByLevel: HeldBackCounts;
}

/** One question and what became of it. The question itself is never written. */
export interface AuditEvent {
  readonly surface: Surface;
  readonly query: string;
  readonly budget?: number;
  /** The highest level that was let out. */
  readonly highestLevel?: Level;
  readonly outcome: Outcome;
  readonly pack?: HandedOut;
}
