import type { SavingsSummary } from './savingsProtocol.ts';

/** Values as `winnow/optimize` takes them. */
export interface PackDefaults {
  readonly budget: number;
  /** Empty: the budget is in tokens of o200k_base. */
  readonly model: string;
  readonly format: string;
  readonly compaction: string;
}

/** What was learned from feedback. */
export interface LearnedSummary {
  /** How often each kind of feedback was taken in. */
  readonly feedback: { readonly pin: number; readonly exclude: number; readonly accept: number; readonly open: number };
  /** Questions whose files were judged; questions like them lift and lower these files. */
  readonly questions: number;
  /** Files that any question lifts (above 0) or lowers, the strongest first, at most 50. A pin adds 0.02; the most is 0.1. */
  readonly files: readonly { readonly path: string; readonly lift: number }[];
  /** Signals that count more (above 0) or less than shipped, in percent, within -50 and +100. */
  readonly signals: readonly { readonly signal: string; readonly percent: number }[];
}

/** `winnow/stats`, and `winnow/didChangeStats` (at most one a second). */
export interface StatsResult {
  readonly version: string;
  readonly indexing: boolean;
  readonly files: number;
  readonly filesSkipped: number;
  /** The same by reason: `ignored`, `binary`, `too large`, `symbolic link`, `unreadable` … */
  readonly skippedByReason: Readonly<Record<string, number>>;
  /** What became of the index that is kept on disk, counted since the start; null where none is kept. */
  readonly persistedIndex: {
    /** Files that were not read anew at the start, because they are as what was kept knows them. */
    readonly filesRestored: number;
    readonly loaded: number;
    /** Kept files that were damaged, and made anew. */
    readonly broken: number;
    readonly written: number;
  } | null;
  /** How files came into the index that a team shares, counted since the start; absent where nothing is shared. */
  readonly sharedIndex?: {
    /** Files that other machines had indexed, and files that were indexed here because no machine had. */
    readonly fetched: number;
    readonly indexed: number;
    /** Groups of files that were handed to the team's stores. */
    readonly given: number;
  };
  readonly chunks: number;
  readonly requests: number;
  /** Latency of optimize requests since the start, in milliseconds; null before the first. */
  readonly latencyMs: {
    readonly last: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
  } | null;
  /** Edits of open documents, from the arrival of `didChange` until text, hits, findings, chunks and tokens are up to date. */
  readonly keystrokeMs: { readonly edits: number; readonly p50: number; readonly p99: number } | null;
  /** Bytes. */
  readonly memory: { readonly rss: number; readonly heapUsed: number; readonly external: number };
  readonly cache: {
    readonly hits: number;
    readonly misses: number;
    /** Nearest first. */
    readonly levels: readonly CacheLevelStats[];
  };
  /** Counted since the start; absent where no server answers the questions. */
  readonly questions?: QuestionStats;
  /** What was learned from feedback; absent while nothing was. */
  readonly learned?: LearnedSummary;
  /** What was saved and spent, by day; absent where no ledger is kept, as in a workspace that is not trusted. */
  readonly savings?: SavingsSummary;
  readonly tokensOut: number;
  readonly redactions: number;
  /** What a question is answered with that says nothing else: the settings, and `.winnow/config.json` in their place. */
  readonly defaults?: PackDefaults;
  /** What does not work at the moment, in words; empty when all is well. */
  readonly degraded: readonly string[];
  /** What is beyond its threshold at the moment, for one quiet warning; absent where nobody looks. */
  readonly exceeded?: readonly ExceededThreshold[];
}

/** How many took how long. */
export interface LatencyHistogram {
  /** Upper ends in milliseconds. */
  readonly boundsMs: readonly number[];
  /** How many were above the bound before and at or below this one; one count more for those above the last. */
  readonly counts: readonly number[];
}

/** A figure of the server's beyond its threshold, and what to do about it, in words. */
export interface ExceededThreshold {
  readonly figure: 'memory' | 'waiting' | 'slow' | 'failures' | 'threads' | 'keystrokes';
  readonly message: string;
}

/** One level of the cache. `failures`: calls that failed or were too late; memory has none, and no breaker. */
export interface CacheLevelStats {
  readonly level: 'memory' | 'sqlite' | 'redis' | 'postgres';
  readonly hits: number;
  readonly misses: number;
  /** Entries that did not decode; each is a miss, too. */
  readonly corrupt: number;
  readonly failures: number;
  /** Milliseconds of all look-ups that were answered, together; memory answers at once. */
  readonly lookupMs: number;
  /** Entries that made room for others, in memory. */
  readonly evictions: number;
  /** Entries that were not written, because too many waited for it. */
  readonly writesDropped: number;
  readonly breaker: 'closed' | 'open' | 'halfOpen';
}

/** What was measured of questions from their arrival to their reply, the wait for their turn included. */
export interface QuestionStats {
  readonly outcomes: Readonly<
    Record<'answered' | 'cancelled' | 'superseded' | 'late' | 'busy' | 'invalid' | 'failed', number>
  >;
  /** Of all that were answered. */
  readonly histogram: LatencyHistogram;
  /** Milliseconds by stage, of those that were passed at all. */
  readonly stages: Readonly<
    Record<string, { readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number }>
  >;
  readonly queue: { readonly waiting: number; readonly running: number };
  /** Tokens of the chosen lines as they stand in the files. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly redactionsByRule: Readonly<Record<string, number>>;
  /** How often the pipeline's thread died and was replaced. */
  readonly threadRestarts: number;
}
