import { ALL_RULES } from '../engine/secrets/rules/index.ts';
import { Latency } from './latency.ts';
import { OUTCOMES, PACK_SOURCES, STAGES, type Outcome, type PackSource, type Stage } from './names.ts';

/** What counts of a reply. No text of a workspace is kept: names are looked up in fixed lists. */
export interface MeasuredReply {
  readonly stages: Readonly<Record<string, number>>;
  readonly cacheLevel: PackSource;
  readonly tokens: number;
  readonly rawTokens: number;
  readonly redactions: readonly { readonly rule: string }[];
  readonly heldBack: number;
}

const KNOWN_STAGES: ReadonlySet<string> = new Set(STAGES);
const KNOWN_RULES: ReadonlySet<string> = new Set(ALL_RULES.map(({ id }) => id));
/** By the name of the error, which survives a thread's border. */
const OUTCOME_OF: Readonly<Record<string, Outcome>> = {
  AbortError: 'cancelled',
  SupersededError: 'superseded',
  DeadlineError: 'late',
  BusyError: 'busy',
  UserError: 'invalid',
};

/** Counts questions from their arrival to their reply, in memory that does not grow with their number. */
export class RequestMetrics {
  /** From arrival to reply, of those that were answered. */
  readonly duration = new Latency();
  /** Until a question's turn came. */
  readonly queueWait = new Latency();
  readonly stages: ReadonlyMap<Stage, Latency> = new Map(STAGES.map((stage) => [stage, new Latency()]));
  readonly outcomes = zeroes(OUTCOMES);
  readonly packs = zeroes(PACK_SOURCES);
  /** By id of a built-in rule; `other` for those of another version. */
  readonly redactions = new Map<string, number>();
  tokensIn = 0;
  tokensOut = 0;
  heldBack = 0;
  threadRestarts = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The outcome of `answer`, counted. */
  async measure<Reply extends MeasuredReply>(answer: () => Promise<Reply>): Promise<Reply> {
    const startMs = this.#now();
    try {
      const reply = await answer();
      this.#answered(reply, this.#now() - startMs);
      return reply;
    } catch (error) {
      this.outcomes[OUTCOME_OF[error instanceof Error ? error.name : ''] ?? 'failed']++;
      throw error;
    }
  }

  #answered({ stages, cacheLevel, tokens, rawTokens, redactions, heldBack }: MeasuredReply, ms: number): void {
    this.duration.record(ms);
    this.outcomes.answered++;
    this.packs[cacheLevel]++;
    for (const [stage, stageMs] of Object.entries(stages)) {
      this.stages.get(KNOWN_STAGES.has(stage) ? (stage as Stage) : 'other')!.record(stageMs);
    }
    this.tokensIn += rawTokens;
    this.tokensOut += tokens;
    this.heldBack += heldBack;
    for (const { rule } of redactions) {
      const known = KNOWN_RULES.has(rule) ? rule : 'other';
      this.redactions.set(known, (this.redactions.get(known) ?? 0) + 1);
    }
  }
}

function zeroes<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
