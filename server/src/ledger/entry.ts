import type { SavingsCounts } from '../../../shared/src/savingsProtocol.ts';

/** One thing that happened, in exact o200k_base tokens unless it says otherwise. Numbers only: no text, no path. */
export type LedgerEntry = PackEntry | OutputEntry | ConversationEntry;

/** A question was answered with a pack. */
interface PackEntry {
  readonly kind: 'pack';
  readonly cached: boolean;
  readonly redactions: number;
  /** About how many tokens the whole files have that hold what was chosen. */
  readonly fileTokens: number;
  /** Tokens of the chosen lines as they stand in the files. */
  readonly rawTokens: number;
  readonly tokens: number;
  /** What compaction took out of the chosen lines. */
  readonly savedTokens: number;
}

/** A command's output was compressed. */
interface OutputEntry {
  readonly kind: 'output';
  readonly rawTokens: number;
  readonly tokens: number;
}

/** An assistant was handed our tools. */
interface ConversationEntry {
  readonly kind: 'conversation';
  readonly schemaTokens: number;
}

export const NO_COUNTS: SavingsCounts = {
  questions: 0,
  cached: 0,
  redactions: 0,
  fileTokens: 0,
  lineTokens: 0,
  packTokens: 0,
  framingTokens: 0,
  compactionTokens: 0,
  outputs: 0,
  outputRawTokens: 0,
  outputTokens: 0,
  conversations: 0,
  schemaTokens: 0,
};

export const COUNTED = Object.keys(NO_COUNTS) as (keyof SavingsCounts)[];

export function addCounts(some: SavingsCounts, more: Partial<SavingsCounts>): SavingsCounts {
  const sum: Record<keyof SavingsCounts, number> = { ...some };
  for (const name of COUNTED) sum[name] += more[name] ?? 0;
  return sum;
}

/** What an entry adds to its day. */
export function countsOf(entry: LedgerEntry): Partial<SavingsCounts> {
  switch (entry.kind) {
    case 'pack': {
      const { cached, redactions, fileTokens, rawTokens, tokens, savedTokens } = entry;
      return {
        questions: 1,
        cached: cached ? 1 : 0,
        redactions,
        fileTokens: Math.max(fileTokens, rawTokens),
        lineTokens: rawTokens,
        packTokens: tokens,
        framingTokens: tokens - (rawTokens - savedTokens),
        compactionTokens: savedTokens,
      };
    }
    case 'output':
      return { outputs: 1, outputRawTokens: entry.rawTokens, outputTokens: entry.tokens };
    case 'conversation':
      return { conversations: 1, schemaTokens: entry.schemaTokens };
  }
}
