import { statSync } from 'node:fs';
import type { CompressParams, CompressResult } from '../../../shared/src/compressProtocol.ts';
import type { ExplainResult, OptimizeResult, SecretPlace, StatsResult } from '../../../shared/src/protocol.ts';
import { dataFolder, keyedDigest, localKey } from '../base/dataFolder.ts';
import { isAbort, messageOf, UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Analyzer } from '../engine/analyze.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import type { TriggerResult } from '../engine/triggers/rule.ts';
import { withoutSecrets } from '../engine/withoutSecrets.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { Optimizer } from '../pipeline/optimizer.ts';
import { parsePin } from '../pipeline/pins.ts';
import type { PipelineRun } from '../pipeline/pipeline.ts';
import { WorkerOptimizer } from '../pipeline/workerOptimizer.ts';
import { AllowList, readAllowed, redactsPersonalData } from '../workspace/allowList.ts';
import { AppliedRules } from '../workspace/appliedRules.ts';
import { readTextFile } from '../workspace/textFile.ts';
import type { ToolArguments } from './toolArguments.ts';
import { toWorkspacePath, type WorkspacePath } from './workspacePath.ts';

/** What a scan found; paths are redacted. */
export interface ScanReport {
  readonly files: number;
  readonly skipped: number;
  readonly found: readonly {
    readonly path: string;
    readonly count: number;
    readonly findings: readonly SecretPlace[];
  }[];
}

/** One workspace: its pipeline on another thread, its rules on this one. Nobody watches files: each question looks again. */
export class WorkspaceSession {
  readonly config: PipelineConfig;
  readonly #log: Logger;
  readonly #optimizer: Optimizer;
  readonly #rules: AppliedRules;
  readonly #allowed: AllowList;
  #analyzer: Analyzer | undefined;
  #users = 0;
  #retired: PromiseWithResolvers<void> | undefined;

  constructor(config: PipelineConfig, log: Logger) {
    this.config = config;
    this.#log = log;
    // Before the thread reads them: what changes in between is then seen as a change.
    this.#rules = new AppliedRules(config.roots, config.trusted);
    this.#allowed = new AllowList(readAllowed(config.roots, config.trusted));
    this.#optimizer = new WorkerOptimizer(config, log);
  }

  /** Runs `work` on the files as they are now; the session is not ended meanwhile. */
  async use<Result>(run: PipelineRun, work: () => Promise<Result>): Promise<Result> {
    this.#users++;
    try {
      this.#reload();
      await this.#refresh(run);
      return await work();
    } finally {
      this.#users--;
      if (this.#users === 0 && this.#retired) this.close().then(this.#retired.resolve, this.#retired.reject);
    }
  }

  /** Ends the session as soon as nobody uses it; resolves when it has ended. */
  retire(): Promise<void> {
    this.#retired ??= Promise.withResolvers<void>();
    if (this.#users === 0) this.close().then(this.#retired.resolve, this.#retired.reject);
    return this.#retired.promise;
  }

  /** Ends the session's threads; what is under way fails. */
  async close(): Promise<void> {
    await this.#optimizer.close();
  }

  optimize(
    { pins = [], include = [], exclude = [], compaction, ...rest }: ToolArguments<'optimize'>,
    run: PipelineRun,
  ): Promise<OptimizeResult> {
    return this.#optimizer.optimize(
      {
        ...budgetOf(rest),
        include,
        exclude,
        ...(compaction ? { compaction } : {}),
        pins: pins.map((pin) => this.#pin(pin)),
      },
      run,
    );
  }

  explain({ path, ...rest }: ToolArguments<'explain'>, run: PipelineRun): Promise<ExplainResult> {
    const named = path === undefined ? '' : this.#place(path).name;
    return this.#optimizer.explain({ ...budgetOf(rest), ...(named === '' ? {} : { path: named }) }, run);
  }

  /** A file that is named is looked at though it be ignored, as on the command line. */
  async scan({ path }: ToolArguments<'scan'>, run: PipelineRun): Promise<ScanReport> {
    const place = path === undefined ? undefined : this.#place(path);
    if (place && isFile(place, path!)) return this.#scanFile(place);
    const { files, skipped, found } = await this.#optimizer.secretFindings({}, run);
    const prefix = place?.name ? this.#loaded.redact(`${place.name.replace(/\/$/, '')}/`) : '';
    return { files, skipped, found: found.filter((one) => one.path.startsWith(prefix)) };
  }

  /** Of the prompt alone: no file is looked at. */
  triggers(text: string): TriggerResult {
    this.#reload();
    return this.#loaded.triggers(text);
  }

  /** No file is looked at. */
  compress(params: CompressParams, run: PipelineRun): Promise<CompressResult> {
    return this.#optimizer.compress(params, run);
  }

  /** The original of a compressed output. */
  async keptOutput(id: string): Promise<string> {
    return this.#optimizer.keptOutput(id);
  }

  /** Of the whole index. */
  async stats(run: PipelineRun): Promise<StatsResult> {
    await this.#optimizer.warmUp(run);
    return this.#optimizer.stats();
  }

  /** Rules and allowed values may have changed since the last question. The other thread takes messages in their order. */
  #reload(): void {
    const tell = (told: void | Promise<void>) =>
      void Promise.resolve(told).catch((error: unknown) => this.#log.error(withoutSecrets(messageOf(error))));
    if (this.#rules.reload()) {
      this.#analyzer = undefined;
      tell(this.#optimizer.useRules(this.#rules.source));
    }
    const allowed = readAllowed(this.config.roots, this.config.trusted);
    if (this.#allowed.replace(allowed)) tell(this.#optimizer.useAllowed(allowed));
  }

  async #refresh({ signal }: PipelineRun): Promise<void> {
    try {
      await this.#optimizer.refresh({ signal });
    } catch (error) {
      // Another question, which built the index for all, was cancelled: this one builds it.
      if (!isAbort(error) || signal?.aborted) throw error;
    }
  }

  /** Made when a prompt or a single file is first looked at: the pipeline's thread has its own. */
  get #loaded(): Analyzer {
    this.#analyzer ??= new Analyzer({
      rules: this.#rules.parsed.rules,
      digest: keyedDigest(localKey(dataFolder()).bytes),
      allow: this.#allowed.allows,
      personalData: redactsPersonalData(this.config),
    });
    return this.#analyzer;
  }

  #place(path: string): WorkspacePath {
    return toWorkspacePath(path, this.config.roots);
  }

  #pin(pin: string): string {
    const { path, startLine, endLine } = parsePin(pin);
    const { name } = this.#place(path);
    return startLine === undefined ? name : `${name}:${startLine}-${endLine ?? startLine}`;
  }

  #scanFile({ name, absolutePath, root }: WorkspacePath): ScanReport {
    const path = this.#loaded.redact(name);
    const read = readTextFile(absolutePath, this.config.maxFileBytes, root.folder);
    if ('skip' in read) throw new UserError(`“${name}” cannot be read as text (${read.skip}): name a text file`);
    const found = this.#loaded.secrets(read.text);
    const lines = new LineIndex(read.text);
    const findings = found.map(({ rule, level, start, end }) => {
      return { rule, level, range: { start: lines.positionAt(start), end: lines.positionAt(end) } };
    });
    return { files: 1, skipped: 0, found: found.length === 0 ? [] : [{ path, count: found.length, findings }] };
  }
}

function budgetOf({ query, budget }: { readonly query: string; readonly budget?: number | undefined }) {
  return { query, ...(budget === undefined ? {} : { budget }) };
}

function isFile({ absolutePath }: WorkspacePath, given: string): boolean {
  const stats = statSync(absolutePath, { throwIfNoEntry: false });
  if (!stats) throw new UserError(`there is no file or folder “${given}” in the workspace: check its spelling`);
  return !stats.isDirectory();
}
