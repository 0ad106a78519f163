import picomatch from 'picomatch';
import type {
  ExplainParams,
  ExplainResult,
  FeedbackParams,
  FeedbackResult,
  OptimizeParams,
  OptimizeResult,
  SecretFindingsResult,
  StatsResult,
  TriggerMatchesResult,
} from '../../../shared/src/protocol.ts';
import { isAbort, UserError } from '../base/errors.ts';
import { singleFlight } from '../base/singleFlight.ts';
import { cacheKey } from '../cache/cacheKey.ts';
import type { TieredCache } from '../cache/tieredCache.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { compose, type ComposeOptions, type Composition } from '../engine/compose.ts';
import type { Tokenizer } from '../engine/tokens/tokenizer.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import type { LearnedStore } from '../learning/learnedStore.ts';
import { Latency } from '../metrics/latency.ts';
import { MemoryGauge } from '../metrics/memory.ts';
import { Stages } from '../metrics/stages.ts';
import type { AllowList } from '../workspace/allowList.ts';
import type { WorkspaceIndex } from '../workspace/workspaceIndex.ts';
import { audited, type Audit } from './auditEvents.ts';
import { explainComposition } from './explain.ts';
import { summarizeLearned, takeFeedback } from './feedback.ts';
import { toPack, type Pack } from './pack.ts';
import { parsePin } from './pins.ts';
import type { PolicyGuard, RequestPolicy } from './policyGuard.ts';
import { SecretFindings, type SecretFindingsQuery } from './secretFindings.ts';
import { whySkipped } from './whySkipped.ts';
import { TriggerMatches, type TriggerMatchesQuery } from './triggerMatches.ts';

export interface PipelineOptions {
  readonly version: string;
  readonly index: WorkspaceIndex;
  readonly analyzer: Analyzer;
  /** The one that the analyzer asks. */
  readonly allowed: AllowList;
  /** Whether the analyzer looks for the data of people. */
  readonly personalData: boolean;
  /** Loaded on first use: 200,000 tokens are not needed to answer `initialize`. */
  readonly tokenizer: () => Tokenizer;
  readonly cache: TieredCache<Pack>;
  readonly rulesSource: string;
  readonly defaults: Required<Pick<OptimizeParams, 'budget' | 'format' | 'highestLevel'>>;
  readonly policy: PolicyGuard;
  /** Without it nothing is learned from feedback. */
  readonly learning?: LearnedStore | undefined;
  /** Without it no trail is kept. */
  readonly audit?: Audit | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface PipelineRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PipelineProgress) => void) | undefined;
}

export interface PipelineProgress {
  readonly stage: 'indexing' | 'packing' | 'scanning' | 'searching';
  readonly done: number;
  readonly total: number;
}

/** The smallest budget that holds a header and one short block. */
const SMALLEST_BUDGET = 100;
/** How much further `explain` looks. */
const NEXT_TOKENS = 2000;

/** From a request to its pack: state of the workspace → cache → index → compose → cache → reply. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #latency = new Latency();
  readonly #memory: MemoryGauge;
  readonly #flight = singleFlight<Pack>();
  #rulesSource: string;
  /** Made on the first question for matches; other rules begin anew. */
  #matches: TriggerMatches | undefined;
  /** Made on the first scan for secrets; another allow list begins anew. */
  #secrets: SecretFindings | undefined;
  #crawled: Promise<void> | undefined;
  #built: Promise<void> | undefined;
  #indexing = false;
  #tokensOut = 0;
  #redactions = 0;

  constructor(options: PipelineOptions) {
    this.#memory = new MemoryGauge(options.now);
    this.#options = options;
    this.#rulesSource = options.rulesSource;
  }

  async optimize(params: OptimizeParams, run: PipelineRun = {}): Promise<OptimizeResult> {
    const { index, audit, now, policy } = this.#options;
    const stages = new Stages(now);
    const { pack, budget, cacheLevel } = await audited(audit, params.query, () => this.#answer(params, stages, run));
    this.#latency.record(stages.totalMs);
    this.#tokensOut += pack.tokens;
    this.#redactions += pack.redactions.length;
    const { rss, heapUsed } = this.#memory.read();
    return {
      ...(params.id === undefined ? {} : { id: params.id }),
      ...pack,
      budget,
      cacheLevel,
      latencyMs: stages.totalMs,
      stages: stages.toRecord(),
      degraded: [...index.degraded, ...policy.problems],
      memory: { rss, heapUsed },
    };
  }

  async #answer(params: OptimizeParams, stages: Stages, run: PipelineRun) {
    const { cache } = this.#options;
    const request = this.#toRequest(params);
    await this.#crawl(run);
    stages.end('crawl');
    const key = this.#key(request);
    const strategy = params.cache ?? 'all';
    const found = strategy === 'none' ? undefined : await cache.get(key, { memoryOnly: strategy === 'memory' });
    stages.end('cache');
    run.signal?.throwIfAborted();
    // All who ask the same share the work, so one who cancels only stops waiting for it.
    const pack =
      found?.value ??
      (await untilAborted(
        this.#flight.run(key, () => this.#pack(request, stages, { onProgress: run.onProgress })),
        run.signal,
      ));
    if (!found && strategy !== 'none' && key === this.#key(request))
      cache.set(key, pack, { memoryOnly: strategy === 'memory' });
    if (!found) stages.end('store');
    const { budget, highestLevel } = request;
    return { pack, budget, highestLevel, cacheLevel: found?.level ?? ('none' as const) };
  }

  async explain(params: ExplainParams, run: PipelineRun = {}): Promise<ExplainResult> {
    const request = this.#toRequest(params);
    await this.#build(run);
    // The one to be explained comes last: signals hold until the next ranking.
    const larger = this.#compose({ ...request, budget: request.budget + NEXT_TOKENS }, undefined, run);
    const composition = this.#compose(request, undefined, run);
    const skipped = params.path && whySkipped(params.path, this.#options.index, this.#options.analyzer);
    const explained = explainComposition({
      composition,
      larger,
      parts: this.#options.index.parts(),
      analyzer: this.#options.analyzer,
      budget: request.budget,
      ...(params.path ? { path: params.path } : {}),
      ...(request.allows ? { allows: request.allows } : {}),
    });
    return skipped ? { ...explained, skipped } : explained;
  }

  /** What a person said of files that a question brought, or might have. */
  async feedback(params: FeedbackParams, run: PipelineRun = {}): Promise<FeedbackResult> {
    const { index, analyzer, learning } = this.#options;
    if (!learning) return { recorded: false, reason: 'nothing is learned in a workspace that is not trusted' };
    if (params.kind !== 'reset') await this.#build(run);
    return takeFeedback(params, { index, analyzer, learning });
  }

  /** Where the rules' keywords stand in the workspace. */
  async triggerMatches(query: TriggerMatchesQuery, run: PipelineRun = {}): Promise<TriggerMatchesResult> {
    await this.#crawl(run);
    const { index, analyzer } = this.#options;
    this.#matches ??= new TriggerMatches({ index, analyzer, rules: analyzer.rules });
    return this.#matches.find(query, run);
  }

  /** Where secrets stand in the workspace. */
  async secretFindings(query: SecretFindingsQuery, run: PipelineRun = {}): Promise<SecretFindingsResult> {
    await this.#crawl(run);
    const { index, analyzer } = this.#options;
    this.#secrets ??= new SecretFindings({ index, analyzer });
    return this.#secrets.find(query, run);
  }

  /** Builds the index ahead of the first question. */
  async warmUp(run: PipelineRun = {}): Promise<void> {
    await this.#build(run);
    this.#options.tokenizer();
  }

  /** Files that changed on disk, workspace-relative. */
  async update(paths: readonly string[]): Promise<void> {
    if (!this.#built) return this.#lookAgain();
    await this.#built;
    if (await this.#options.index.update(paths)) await this.#options.index.refresh();
  }

  /** Looks at the whole workspace again. */
  async refresh(run: PipelineRun = {}): Promise<void> {
    if (!this.#built) return this.#lookAgain();
    await this.#built;
    await this.#options.index.refresh({ signal: run.signal });
  }

  /** Nothing was read yet: the next question looks at what is there then. */
  #lookAgain(): void {
    this.#crawled = undefined;
  }

  overlay(path: string, text: string | undefined): void {
    this.#options.index.overlay(path, text);
  }

  useRules(source: string): void {
    this.#rulesSource = source;
    this.#matches = undefined;
    this.#options.analyzer.useRules(parseRules(source).rules);
  }

  /** Other values are harmless from now on: what was found and indexed counts no longer. */
  async useAllowed(fingerprints: readonly string[]): Promise<void> {
    const { allowed, index } = this.#options;
    if (!allowed.replace(fingerprints)) return;
    this.#secrets = undefined;
    index.forgetAnalyses();
    this.#built &&= this.#built.then(() => index.build());
    await this.#built;
  }

  stats(): StatsResult {
    const { version, index, cache, policy, analyzer, learning } = this.#options;
    const learned = learning && summarizeLearned(learning.current().state, analyzer);
    const { rss, heapUsed, external } = this.#memory.read();
    const { hits, misses } = cache.stats();
    return {
      version,
      indexing: this.#indexing,
      files: index.filesSeen,
      filesSkipped: index.skipped.length,
      persistedIndex: index.persistedCounts,
      chunks: index.chunkCount,
      requests: this.#latency.count,
      latencyMs: this.#latency.summary() ?? null,
      keystrokeMs: null,
      memory: { rss, heapUsed, external },
      cache: { hits, misses },
      ...(learned ? { learned } : {}),
      tokensOut: this.#tokensOut,
      redactions: this.#redactions,
      degraded: [...index.degraded, ...policy.problems],
    };
  }

  /** Waits for what is still being written, then lets go of the stores. */
  async close(): Promise<void> {
    const { cache, audit, index } = this.#options;
    await Promise.all([cache.close(), audit?.trail.close(), index.close()]);
  }

  async #pack(request: Request, stages: Stages, run: PipelineRun): Promise<Pack> {
    await this.#build(run);
    stages.end('index');
    run.onProgress?.({ stage: 'packing', done: 0, total: 1 });
    const composition = this.#compose(request, stages, run);
    return toPack(composition, this.#options.index, this.#options.analyzer);
  }

  #compose(request: Request, stages: Stages | undefined, run: PipelineRun): Composition {
    const { index, analyzer, tokenizer } = this.#options;
    const loaded = tokenizer();
    stages?.end('tokenizer');
    return compose(request, {
      parts: index.parts(),
      history: index.history,
      learned: this.#options.learning?.current().state,
      analyzer,
      classifier: request.classifier,
      tokenizer: loaded,
      load: (path) => index.load(path),
      onStage: (stage) => stages?.end(stage),
      throwIfAborted: () => run.signal?.throwIfAborted(),
    });
  }

  #toRequest(params: OptimizeParams): Request {
    const { defaults, policy } = this.#options;
    const query = params.query.trim();
    if (query === '') throw new UserError('the question is empty: say what the context is for');
    const budget = params.budget ?? defaults.budget;
    if (!Number.isInteger(budget) || budget < SMALLEST_BUDGET) {
      throw new UserError(
        `a budget of ${budget} tokens is too small: give a whole number of at least ${SMALLEST_BUDGET}`,
      );
    }
    const include = params.include ?? [];
    const exclude = params.exclude ?? [];
    return {
      query,
      budget,
      format: params.format ?? defaults.format,
      ...policy.forRequest(params.highestLevel ?? defaults.highestLevel),
      pins: (params.pins ?? []).map(parsePin),
      include,
      exclude,
      ...(include.length + exclude.length > 0 ? { allows: globFilter(include, exclude) } : {}),
    };
  }

  #key({ policyDigest, query, budget, format, highestLevel, pins, include, exclude }: Request): string {
    const personal = this.#options.personalData ? ['personal data'] : [];
    const learned = this.#options.learning?.current().digest || undefined;
    return cacheKey({
      version: this.#options.version,
      workspace: this.#options.index.signature(),
      rules: [policyDigest, this.#rulesSource, ...this.#options.allowed.fingerprints, ...personal].join('\0'),
      query,
      options: { budget, format, highestLevel, pins: pins.map((pin) => ({ ...pin })), include, exclude, learned },
    });
  }

  async #crawl(run: PipelineRun): Promise<void> {
    this.#crawled ??= this.#options.index.crawl({ signal: run.signal }).catch((error: unknown) => {
      this.#crawled = undefined;
      throw error;
    });
    await this.#crawled;
  }

  /** One build for all who wait; when whoever began it gives up, the next in line begins anew. */
  async #build(run: PipelineRun): Promise<void> {
    for (;;) {
      this.#built ??= this.#buildOnce(run).catch((error: unknown) => {
        this.#built = undefined;
        throw error;
      });
      try {
        return await this.#built;
      } catch (error) {
        if (!isAbort(error) || run.signal?.aborted) throw error;
      }
    }
  }

  async #buildOnce(run: PipelineRun): Promise<void> {
    this.#indexing = true;
    try {
      await this.#crawl(run);
      await this.#options.index.build({
        signal: run.signal,
        onProgress: ({ done, total }) => run.onProgress?.({ stage: 'indexing', done, total }),
      });
    } finally {
      this.#indexing = false;
    }
  }
}

/** The promise's outcome, or the signal's reason if that comes first. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

interface Request extends ComposeOptions, RequestPolicy {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

function globFilter(include: readonly string[], exclude: readonly string[]): (path: string) => boolean {
  const options = { dot: true, basename: false };
  const wanted = include.length > 0 ? picomatch([...include], options) : () => true;
  const unwanted = exclude.length > 0 ? picomatch([...exclude], options) : () => false;
  return (path) => wanted(path) && !unwanted(path);
}
