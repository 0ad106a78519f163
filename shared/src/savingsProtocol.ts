/**
 * What went in and what came out, in o200k_base tokens. What assistants would have been sent otherwise, nobody knows:
 * `docs/savings.md` says what the figures are compared with.
 */
export interface SavingsCounts {
  /** Questions that were answered with a pack; `cached` of them from the cache. */
  readonly questions: number;
  readonly cached: number;
  /** Secrets that were replaced in packs. */
  readonly redactions: number;
  /** About how many tokens the whole files have that hold what was chosen, for each question anew. */
  readonly fileTokens: number;
  /** Exact tokens of the chosen lines as they stand in those files. */
  readonly lineTokens: number;
  /** Exact tokens of the packs. */
  readonly packTokens: number;
  /** What of the packs is not the chosen lines: header, headings, the lines that orient. */
  readonly framingTokens: number;
  /** What compaction took out of the chosen lines. */
  readonly compactionTokens: number;
  /** Outputs of commands that were compressed, with their exact tokens before and after. */
  readonly outputs: number;
  readonly outputRawTokens: number;
  readonly outputTokens: number;
  /** Conversations of assistants that were handed our tools, and what describing the tools cost them. */
  readonly conversations: number;
  readonly schemaTokens: number;
}

/** Tokens saved (above 0) or spent; null where nothing was measured. */
export interface NetSavings {
  /** As against sending the same lines and outputs: exact, and the least that can be said. */
  readonly sameLines: number | null;
  /** As against sending the whole files that hold those lines: an estimate. */
  readonly wholeFiles: number | null;
}

export interface SavingsPeriod extends SavingsCounts {
  readonly net: NetSavings;
}

export interface SavingsSummary {
  readonly today: SavingsPeriod;
  /** Of all days that are kept. */
  readonly total: SavingsPeriod;
  /** The first day that is kept, as `2026-03-01`; null before the first entry. */
  readonly since: string | null;
  /** The newest 30 days on which something was measured, the newest first. */
  readonly days: readonly (SavingsPeriod & { readonly day: string })[];
}
