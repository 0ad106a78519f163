/**
 * Winnow's own LSP requests and notifications. This file is their only definition: the server, the client and
 * `docs/protocol.md` all derive from it. All requests honour `$/cancelRequest`; offsets are LSP positions (zero-based
 * line, UTF-16 character); `path`s are workspace-relative with `/`; `startLine`/`endLine` are 1-based and inclusive.
 */

export type { LearnedSummary, StatsResult } from './statsProtocol.ts';

/** Raised whenever a message's shape changes incompatibly; the server sends it in `initialize` as `experimental.winnow.protocol`. */
export const PROTOCOL_VERSION = 1;

export const LEVELS = ['public', 'internal', 'sensitive', 'classified'] as const;
export type Level = (typeof LEVELS)[number];

/** Begins the code of every diagnostic that tells of a secret; the name of the rule follows. */
export const SECRET_CODE_PREFIX = 'secret/';

export const PACK_FORMATS = ['markdown', 'xml', 'json', 'plain'] as const;
export type PackFormat = (typeof PACK_FORMATS)[number];

/** How much compaction leaves out: nothing; what means nothing; comments, too; all but what is declared. */
export const COMPACTION_LEVELS = ['none', 'lossless', 'nocomments', 'outline'] as const;
export type CompactionLevel = (typeof COMPACTION_LEVELS)[number];

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface TextDocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** `winnow/optimize`: builds the pack. With a `workDoneToken` the server reports indexing and packing progress. */
export interface OptimizeParams {
  /** The caller's own name for the request; echoed. */
  readonly id?: string;
  readonly query: string;
  /** Largest size of the pack in tokens: o200k_base's, or those of `model`. Default: setting `winnow.budget`. */
  readonly budget?: number;
  /**
   * The model whose tokens the budget is in, such as `gpt-4`, `claude-sonnet`, `gemini-2.5-pro`: exact for OpenAI's, an
   * estimate for others (`docs/tokens.md`). Empty for o200k_base. Default: setting `winnow.model`.
   */
  readonly model?: string;
  readonly format?: PackFormat;
  /** Globs; only matching files are considered. */
  readonly include?: readonly string[];
  /** Globs; matching files are left out. */
  readonly exclude?: readonly string[];
  /** `PATH` or `PATH:A-B`: always in the pack, as far as the budget goes. */
  readonly pins?: readonly string[];
  /** 1 (first) to 10. Default 5. Who waits ages: a step of priority is worth half a second. */
  readonly priority?: number;
  /** What it is asked for, such as a document's URI: a newer question for the same cancels this one (`ServerCancelled`). */
  readonly document?: string;
  /** How long the answer is of use, in milliseconds from arrival; afterwards the question fails (`RequestFailed`). */
  readonly deadlineMs?: number;
  /** Chunks above this level stay out. Default: setting `winnow.highestLevel`. It can only lower what the policy allows. */
  readonly highestLevel?: Level;
  readonly cache?: 'all' | 'memory' | 'none';
  /** Default: setting `winnow.compaction`. */
  readonly compaction?: CompactionLevel;
  /** True to be told what each pass of compaction saved, which costs a millisecond or two. */
  readonly passSavings?: boolean;
  readonly workDoneToken?: string | number;
}

export interface PackChunk {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Lines above it that its block shows first: the declarations that it stands in. */
  readonly contextLines?: readonly number[];
  /** The only lines of it that are shown, when it is an outline: it did not fit whole. */
  readonly shownLines?: readonly number[];
  /** The line of the pack's text on which its block begins, counted from 1. */
  readonly packLine?: number;
  /** Exact o200k_base tokens of the chunk's block in the pack, its heading included. */
  readonly tokens: number;
  readonly score: number;
  /** Why the chunk is in, strongest signal first. */
  readonly reasons: readonly string[];
  /** How many secrets were replaced in it. */
  readonly redactions: number;
}

export interface PackRedaction {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly level: Level;
}

export interface SkippedFile {
  readonly path: string;
  /** `ignored`, `binary`, `too large`, `symbolic link`, `unreadable` … */
  readonly reason: string;
}

/** Reply to `winnow/optimize`, and the document that `winnow optimize --json` prints. */
export interface OptimizeResult {
  readonly id?: string;
  readonly query: string;
  readonly budget: number;
  readonly format: PackFormat;
  /** Exact o200k_base tokens of `text`; never more than `budget`, unless that is in another model's tokens. */
  readonly tokens: number;
  /** The model that the budget is in, where one was named. */
  readonly model?: string;
  /** The tokens of `text` for that model; these, or the estimate with its error on top, are never more than `budget`. */
  readonly modelTokens?: number;
  /** `exact`, `estimate ±8 %`, or `estimate ±20 %, not calibrated`. */
  readonly modelTokensKind?: string;
  /** Exact o200k_base tokens of the same line ranges as they stand in the files, without the pack's header and headings. */
  readonly rawTokens: number;
  /** About how many tokens the whole files have that hold these lines: an estimate. */
  readonly fileTokens: number;
  readonly text: string;
  /** What compaction saved on the pack's lines. */
  readonly compaction: PackCompaction;
  readonly chunks: readonly PackChunk[];
  readonly triggers: {
    readonly fired: readonly string[];
    readonly agents: readonly string[];
    readonly mode: 'parallel' | 'sequential';
  };
  readonly redactions: readonly PackRedaction[];
  /** Chunks that ranked and were left out because they stand above the highest level that may leave. */
  readonly heldBack: number;
  /** The same by their level; `never` are those of files that a policy lets out at no level. */
  readonly heldBackByLevel: Readonly<Record<Level | 'never', number>>;
  /** Where the pack came from. */
  readonly cacheLevel: 'memory' | 'redis' | 'sqlite' | 'postgres' | 'none';
  readonly latencyMs: number;
  /** Milliseconds by stage. */
  readonly stages: Readonly<Record<string, number>>;
  /** Text files that were looked at. */
  readonly filesSeen: number;
  readonly filesSkipped: readonly SkippedFile[];
  /** What is missing and why, when an optional stage failed. Empty in a whole pack. */
  readonly degraded: readonly string[];
  readonly memory: { readonly rss: number; readonly heapUsed: number };
}

export interface PackCompaction {
  readonly level: CompactionLevel;
  /** Exact o200k_base tokens that the pack's lines cost less than as they stand in the files. */
  readonly savedTokens: number;
  /** The same by the pass that saved them, when `passSavings` asked for it. */
  readonly passes: Readonly<Record<string, number>>;
}

/**
 * `winnow/triggers`: of an open document (`textDocument`), or of a text that is no document, such as a prompt (`text`).
 * With `ranges` only the hits that touch them are sent; what fired is always told of the whole.
 */
export interface TriggersParams {
  readonly textDocument?: { readonly uri: string };
  readonly text?: string;
  readonly ranges?: readonly Range[];
}

/** Keyword hits and fired rules. */
export interface TriggersResult {
  /** Of the document; 0 for a text. */
  readonly version: number;
  readonly hits: readonly TriggerHitInfo[];
  readonly fired: readonly FiredRuleInfo[];
  readonly agents: readonly string[];
  readonly mode: 'parallel' | 'sequential';
  readonly notFired: readonly { readonly rule: string; readonly reason: string }[];
}

export interface TriggerHitInfo {
  readonly rule: string;
  readonly keyword: string;
  readonly range: Range;
  /** Name of the rule's colour (see `triggers.yaml`), when it has one. */
  readonly color?: string;
}

export interface FiredRuleInfo {
  readonly rule: string;
  readonly kind: 'immediate' | 'compound' | 'context';
  readonly agents: readonly string[];
  readonly priority: number;
  readonly reason: string;
}

/** `winnow/triggerMatches`: where the rules' keywords stand in the workspace, open documents as they are now. */
export interface TriggerMatchesParams {
  /** Only this rule. */
  readonly rule?: string;
  /** Most ranges sent a file; counts are always whole. Default 50. */
  readonly rangesPerFile?: number;
  readonly workDoneToken?: string | number;
}

export interface TriggerMatchesResult {
  /** Files that were looked at. */
  readonly files: number;
  readonly rules: readonly RuleMatches[];
}

/** A rule of the file, the rule's order; hits that a negative rule silences are not counted. */
export interface RuleMatches {
  readonly rule: string;
  readonly kind: 'immediate' | 'compound' | 'context';
  readonly agents: readonly string[];
  readonly color?: string;
  readonly count: number;
  readonly keywords: readonly { readonly keyword: string; readonly count: number }[];
  /** Most hits first. */
  readonly files: readonly {
    readonly uri: string;
    readonly path: string;
    readonly count: number;
    readonly ranges: readonly Range[];
  }[];
}

/** `winnow/didChangeTriggers`: other rules apply from now on, or a file that was saved could not be read. */
export interface TriggersChanged {
  /** URI of the rules file; absent when the shipped rules apply. */
  readonly uri?: string;
  readonly errors: number;
  readonly warnings: number;
  /** True when the file is broken and the last good rules still apply. */
  readonly kept: boolean;
}

/** `winnow/secrets`: findings of an open document. Never the secret itself. */
export interface SecretsResult {
  readonly version: number;
  readonly findings: readonly FindingInfo[];
}

export interface FindingInfo {
  readonly rule: string;
  readonly description: string;
  readonly level: Level;
  readonly range: Range;
  /** Same secret, same fingerprint, within this workspace. */
  readonly fingerprint: string;
}

/** `winnow/secretFindings`: where secrets stand in the workspace, open documents as they are now. Never a secret itself. */
export interface SecretFindingsParams {
  /** Most findings sent a file; counts are always whole. Default 100. */
  readonly findingsPerFile?: number;
  readonly workDoneToken?: string | number;
}

export interface SecretFindingsResult {
  /** Files that were looked at. */
  readonly files: number;
  /** Files that were not: binary, too large, ignored … */
  readonly skipped: number;
  /** The files with findings, by path. */
  readonly found: readonly SecretFile[];
}

export interface SecretFile {
  readonly uri: string;
  readonly path: string;
  readonly count: number;
  readonly findings: readonly SecretPlace[];
}

export interface SecretPlace {
  readonly rule: string;
  readonly level: Level;
  readonly range: Range;
}

/**
 * `winnow/restore`: the values behind placeholders of packs that were made, or of secrets that were redacted in place,
 * in this session. Refused in a workspace that is not trusted, and while `winnow.secrets.restoreOnApply` is off. The
 * reply holds secrets: it is for the user's own files.
 */
export interface RestoreParams {
  readonly placeholders: readonly string[];
}

export interface RestoreResult {
  /** By placeholder; without those that are not known. */
  readonly values: Readonly<Record<string, string>>;
}

/** `winnow/analysis`: all that the server knows of an open document, for tests and tools. */
export interface AnalysisResult {
  readonly uri: string;
  readonly version: number;
  /** SHA-256, hexadecimal, of the document's text as UTF-8. */
  readonly sha256: string;
  readonly hits: readonly TriggerHitInfo[];
  readonly findings: readonly FindingInfo[];
  readonly chunks: readonly {
    readonly startLine: number;
    readonly endLine: number;
    readonly definitions: readonly string[];
    /** Exact o200k_base tokens of the redacted chunk. */
    readonly tokens: number;
  }[];
}

/** What a person may say of files: the first two are verdicts, the next two hints; `reset` forgets all of it. */
export const FEEDBACK_REQUESTS = ['pin', 'exclude', 'accept', 'open', 'reset'] as const;

/**
 * `winnow/feedback`: what a person did with the files of a pack, or with files that were missing in it: pinned them, left
 * them out, used the pack (`accept`: copied, saved, sent to a chat), went to one of its places (`open`). Ranking learns
 * from it in this workspace, on this machine. A program that merely asks questions sends none.
 */
export interface FeedbackParams {
  readonly kind: (typeof FEEDBACK_REQUESTS)[number];
  /** The question of the pack, as it was sent or as the reply holds it. Needed but for `reset`. */
  readonly query?: string;
  /** What it is about; lines 1-based and inclusive, without them the whole file. Needed but for `reset`. */
  readonly chunks?: readonly { readonly path: string; readonly startLine?: number; readonly endLine?: number }[];
}

export interface FeedbackResult {
  readonly recorded: boolean;
  /** Why it was not. */
  readonly reason?: string;
}

/** `winnow/explain`: why chunks are in, why not, and what more tokens would add. */
export interface ExplainParams extends OptimizeParams {
  /** Only chunks of this file. */
  readonly path?: string;
}

export interface ExplainedChunk {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly rank: number;
  readonly score: number;
  readonly tokens: number;
  readonly included: boolean;
  /** Why it is in, or why not. */
  readonly verdict: string;
  /** Weighted contribution of each signal to the score. */
  readonly signals: Readonly<Record<string, number>>;
}

export interface ExplainResult {
  readonly query: string;
  readonly budget: number;
  readonly chunks: readonly ExplainedChunk[];
  /** What the next 2,000 tokens would add. */
  readonly next: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly endLine: number;
    readonly tokens: number;
  }[];
  /** Where a path was asked about that is not in the index: the file, or the folder that is left out with all it holds, and why. */
  readonly skipped?: { readonly path: string; readonly reason: string };
}

/** `winnow/skippedFiles`: what is not in the index, and why. A folder stands for all that it holds. */
export interface SkippedFilesResult {
  /** How many there are, those that are not listed included. */
  readonly total: number;
  /** In the order of their paths, at most 5,000. */
  readonly files: readonly SkippedFile[];
}

/** Method names. */
export const METHODS = {
  optimize: 'winnow/optimize',
  explain: 'winnow/explain',
  tool: 'winnow/tool',
  lock: 'winnow/lock',
  checkLock: 'winnow/checkLock',
  compress: 'winnow/compress',
  feedback: 'winnow/feedback',
  triggers: 'winnow/triggers',
  triggerMatches: 'winnow/triggerMatches',
  secrets: 'winnow/secrets',
  secretFindings: 'winnow/secretFindings',
  restore: 'winnow/restore',
  analysis: 'winnow/analysis',
  skippedFiles: 'winnow/skippedFiles',
  stats: 'winnow/stats',
  didChangeStats: 'winnow/didChangeStats',
  didChangeTriggers: 'winnow/didChangeTriggers',
  didChangeAllowed: 'winnow/didChangeAllowed',
} as const;
