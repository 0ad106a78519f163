import type {
  ExplainParams,
  ExplainResult,
  FeedbackParams,
  FeedbackResult,
  OptimizeParams,
  OptimizeResult,
  PackFormat,
  SecretFindingsResult,
  SkippedFilesResult,
  StatsResult,
  TriggerMatchesResult,
} from '../../../shared/src/protocol.ts';
import type { CheckLockParams, CheckLockResult, LockResult } from '../../../shared/src/lockProtocol.ts';
import { isAbort } from '../base/errors.ts';
import { singleFlight } from '../base/singleFlight.ts';
import { untilAborted } from '../base/untilAborted.ts';
import { compose, type Composition } from '../engine/compose.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import { parseLockfile } from '../lockfile/lockfile.ts';
import { Latency } from '../metrics/latency.ts';
import { MemoryGauge } from '../metrics/memory.ts';
import { Stages } from '../metrics/stages.ts';
import { audited, type Answered } from './auditEvents.ts';
import { ReplyEncoder, type EncodedReply, type ReplyHead } from './encodedReply.ts';
import { PackKeys } from './packKeys.ts';
import { explainComposition } from './explain.ts';
import { takeFeedback } from './feedback.ts';
import { readLock, writeLock, type LockingContext } from './locking.ts';
import { inModel, packEntry, toPack, withOwnFiles, type Pack, type PackMade } from './pack.ts';
import { toRequest, type PackWanted, type Request } from './request.ts';
import { SecretFindings, type SecretFindingsQuery } from './secretFindings.ts';
import { skippedFiles, whySkipped } from './whySkipped.ts';
import { TriggerMatches, type TriggerMatchesQuery } from './triggerMatches.ts';
import type { PipelineOptions } from './pipelineOptions.ts';
import { degraded, standing } from './standing.ts';

interface PackAnswered extends Answered {
  readonly model: string | undefined;
  readonly format: PackFormat;
  readonly cacheLevel: OptimizeResult['cacheLevel'];
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

/** How much further `explain` looks. */
const NEXT_TOKENS = 2000;

/** From a request to its pack: state of the workspace → cache → index → compose → cache → reply. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #latency = new Latency();
  readonly #memory: MemoryGauge;
  readonly #keys: PackKeys;
  readonly #flight = singleFlight<PackMade>();
  readonly #encoder = new ReplyEncoder();
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
    this.#keys = new PackKeys(options);
    this.#options = options;
    this.#rulesSource = options.rulesSource;
  }

  async optimize(params: OptimizeParams, run: PipelineRun = {}): Promise<OptimizeResult> {
    const { pack, head } = await this.#reply(params, run);
    return { ...pack, ...head };
  }

  /** As `optimize`, for who passes it on. */
  async optimizeEncoded(params: OptimizeParams, run: PipelineRun = {}): Promise<EncodedReply> {
    const { pack, head } = await this.#reply(params, run);
    return this.#encoder.encode(pack, head);
  }

  async #reply(params: OptimizeParams, run: PipelineRun): Promise<{ readonly pack: Pack; readonly head: ReplyHead }> {
    const { audit, now } = this.#options;
    const stages = new Stages(now);
    const answered = await audited(audit, params.query, () => this.#answer(params, stages, run));
    return this.#told(params, answered, stages);
  }

  /** A pack, and the lockfile that pins it. @throws UserError when its files change meanwhile */
  async lock(params: OptimizeParams, run: PipelineRun = {}): Promise<LockResult> {
    const pack = await this.optimize(params, run);
    return { lock: writeLock(toRequest(params, this.#options), pack, this.#locking(run)), pack };
  }

  /** The pack that a lockfile pins, made anew without ranking anything; the index is not needed. */
  async checkLock({ lock: source }: CheckLockParams, run: PipelineRun = {}): Promise<CheckLockResult> {
    const stages = new Stages(this.#options.now);
    const lock = parseLockfile(source);
    await this.#crawl(run);
    stages.end('crawl');
    const { pack, highestLevel, ...checked } = readLock(lock, this.#locking(run));
    stages.end('render');
    if (!pack) return checked;
    const { budget, model, format } = lock;
    const answered = { pack, budget, model, format, highestLevel, cacheLevel: 'none' } as const;
    await audited(this.#options.audit, lock.question, () => Promise.resolve(answered));
    const told = this.#told({}, answered, stages);
    return { ...checked, pack: { ...told.pack, ...told.head } };
  }

  #locking(run: PipelineRun): LockingContext {
    return { ...this.#options, throwIfAborted: () => run.signal?.throwIfAborted() };
  }

  #told(
    params: Pick<OptimizeParams, 'id'>,
    { pack, budget, model, format, cacheLevel }: PackAnswered,
    stages: Stages,
  ): { readonly pack: Pack; readonly head: ReplyHead } {
    const { rows } = this.#options;
    const latencyMs = stages.totalMs;
    this.#latency.record(latencyMs);
    this.#tokensOut += pack.tokens;
    this.#redactions += pack.redactions.length;
    this.#options.ledger?.record(packEntry(pack, cacheLevel !== 'none'));
    const spent = stages.toRecord();
    rows?.record({ cacheLevel, latencyMs, stages: spent, pack });
    const { rss, heapUsed } = this.#memory.read();
    const head = {
      ...(params.id === undefined ? {} : { id: params.id }),
      budget,
      ...(model === undefined ? {} : { model }),
      format,
      cacheLevel,
      latencyMs,
      stages: spent,
      degraded: degraded(this.#options),
      memory: { rss, heapUsed },
    };
    return { pack, head };
  }

  async #answer(params: OptimizeParams, stages: Stages, run: PipelineRun): Promise<PackAnswered> {
    const { cache } = this.#options;
    const request = toRequest(params, this.#options);
    await this.#crawl(run);
    stages.end('crawl');
    const key = this.#key(request);
    const strategy = params.cache ?? 'all';
    const found = strategy === 'none' ? undefined : await cache.get(key, { memoryOnly: strategy === 'memory' });
    stages.end('cache');
    run.signal?.throwIfAborted();
    // All who ask the same share the work, so one who cancels only stops waiting for it.
    let shares = true;
    const work = () => {
      shares = false;
      return this.#pack({ request, key, strategy }, stages, { onProgress: run.onProgress });
    };
    const { value: pack, level } = found ?? (await untilAborted(this.#flight.run(key, work), run.signal));
    if (!found) stages.end('store');
    return {
      pack,
      budget: request.budget,
      model: request.model?.name,
      format: request.format,
      highestLevel: request.highestLevel,
      // It was made for somebody else, and is in memory by now.
      cacheLevel: shares && level === 'none' ? 'memory' : level,
    };
  }

  async explain(params: ExplainParams, run: PipelineRun = {}): Promise<ExplainResult> {
    const request = toRequest(params, this.#options);
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
    if (!learning)
      return {
        recorded: false,
        reason: 'nothing is learned in a workspace that is not trusted, nor without a data folder',
      };
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

  /** What is not in the index, and why. */
  async skippedFiles(run: PipelineRun = {}): Promise<SkippedFilesResult> {
    await this.#build(run);
    return skippedFiles(this.#options);
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
    const { rss, heapUsed, external } = this.#memory.read();
    return {
      ...standing(this.#options),
      indexing: this.#indexing,
      requests: this.#latency.count,
      latencyMs: this.#latency.summary() ?? null,
      keystrokeMs: null,
      memory: { rss, heapUsed, external },
      tokensOut: this.#tokensOut,
      redactions: this.#redactions,
    };
  }

  /** Waits for what is still being written, then lets go of the stores. */
  async close(): Promise<void> {
    const { cache, audit, index, rows, ledger } = this.#options;
    // The index gives to the same stores.
    await Promise.all([audit?.trail.close(), index.close(), ledger?.flush()]);
    await Promise.all([cache.close(), rows?.close()]);
  }

  async #pack({ request, key, strategy }: PackWanted, stages: Stages, run: PipelineRun): Promise<PackMade> {
    const { cache, index, analyzer } = this.#options;
    await this.#build(run);
    stages.end('index');
    const shared = strategy === 'all' ? this.#sharedKey(request) : undefined;
    const found = shared && (await cache.getShared(shared, key, (pack) => withOwnFiles(pack, index, analyzer)));
    stages.end('team');
    if (found) return found;
    run.onProgress?.({ stage: 'packing', done: 0, total: 1 });
    const composed = toPack(this.#compose(request, stages, run), index, analyzer);
    const value = inModel(composed, request.model && this.#options.meter(request.model));
    // What was read meanwhile must be what the keys tell of.
    if (strategy !== 'none' && key === this.#key(request)) {
      const same = shared !== undefined && shared === this.#sharedKey(request);
      cache.set(key, value, { memoryOnly: strategy === 'memory', ...(same ? { sharedKey: shared } : {}) });
    }
    return { value, level: 'none' };
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
      budgetTokenizer: request.model && this.#options.meter(request.model).most,
      load: (path) => index.load(path),
      onStage: (stage) => stages?.end(stage),
      throwIfAborted: () => run.signal?.throwIfAborted(),
    });
  }

  /** Of the pack on this machine: told by the files' states, so no file is read. */
  #key(request: Request): string {
    return this.#keyOf(request, this.#options.index.signature());
  }

  /** Of the pack on every machine that has the same files and commits; undefined where that is not known. */
  #sharedKey(request: Request): string | undefined {
    const content = this.#options.index.contentSignature();
    return content === undefined ? undefined : this.#keyOf(request, content);
  }

  #keyOf(request: Request, files: string): string {
    return this.#keys.of(request, { files, rulesSource: this.#rulesSource });
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
