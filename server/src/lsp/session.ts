import { relative, sep } from 'node:path';
import type {
  AnalysisResult,
  FindingInfo,
  OptimizeParams,
  StatsResult,
  TriggersResult,
} from '../../../shared/src/protocol.ts';
import { dataFolder, localKey } from '../base/dataFolder.ts';
import { UserError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Analyzer, DocumentAnalysis, DocumentTriggers } from '../engine/analyze.ts';
import { SECRET_RULES } from '../engine/secrets/rules/index.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import type { TriggerRules } from '../engine/triggers/rule.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import type { Optimizer } from '../pipeline/optimizer.ts';
import type { PipelineRun } from '../pipeline/pipeline.ts';
import { WorkerOptimizer } from '../pipeline/workerOptimizer.ts';
import { createAnalyzer } from '../services.ts';
import { sha256, type OpenDocument, type OpenDocuments } from '../workspace/documents.ts';
import { pathInWorkspace } from '../workspace/indexFiles.ts';
import { toFilePath, toRange } from './convert.ts';

export interface SessionOptions {
  readonly config: PipelineConfig;
  readonly log: Logger;
  /** False when the client does not report changed files: the workspace is then looked at again before each question. */
  readonly watching: boolean;
}

/** What is known of one version of an open document. */
interface OpenAnalysis {
  readonly document: OpenDocument;
  readonly lines: LineIndex;
  readonly analysis: DocumentAnalysis;
  readonly triggers: TriggersResult;
}

interface LoadedRules {
  readonly analyzer: Analyzer;
  readonly rulesSource: string;
  /** Colour of each rule that has one. */
  readonly colors: ReadonlyMap<string, string>;
}

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map(SECRET_RULES.map(({ id, description }) => [id, description]));

/** One client's workspace: its open documents on this thread, its pipeline on another. */
export class Session {
  readonly documents: OpenDocuments;
  readonly optimizer: Optimizer;
  readonly #options: SessionOptions;
  #rules: LoadedRules | undefined;
  readonly #open = new Map<string, OpenAnalysis>();

  constructor(options: SessionOptions, documents: OpenDocuments) {
    this.#options = options;
    this.documents = documents;
    this.optimizer = new WorkerOptimizer(options.config, options.log);
  }

  /** Rules are compiled for the first open document: a server without one should cost little. */
  get #loaded(): LoadedRules {
    if (!this.#rules) {
      const { config, log } = this.#options;
      const key = localKey(dataFolder(), { create: config.trusted });
      const { analyzer, rulesSource, parsed } = createAnalyzer(config, key);
      for (const { message } of parsed.problems) log.warn(`trigger rules: ${message}`);
      this.#rules = { analyzer, rulesSource, colors: colorsOf(parsed.rules) };
    }
    return this.#rules;
  }

  get config(): PipelineConfig {
    return this.#options.config;
  }

  async optimize(params: OptimizeParams, run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.optimize(params, run);
  }

  async explain(params: OptimizeParams & { readonly path?: string }, run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.explain(params, run);
  }

  async stats(): Promise<StatsResult> {
    const stats = await this.optimizer.stats();
    // The resident set is the process's, whichever thread asks.
    return { ...stats, memory: { ...stats.memory, rss: process.memoryUsage.rss() } };
  }

  analysis(uri: string): AnalysisResult {
    const { document, analysis } = this.#analyze(uri);
    const { hits } = this.triggers(uri);
    return {
      uri,
      version: document.version,
      sha256: sha256(document.text),
      hits,
      findings: this.findings(uri),
      chunks: analysis.chunks.map(({ startLine, endLine, definitions }) => ({ startLine, endLine, definitions })),
    };
  }

  version(uri: string): number {
    return this.#analyze(uri).document.version;
  }

  findings(uri: string): readonly FindingInfo[] {
    const { analysis, lines } = this.#analyze(uri);
    return analysis.findings.map((finding, at) => ({
      rule: finding.rule,
      description: DESCRIPTIONS.get(finding.rule) ?? finding.rule,
      level: finding.level,
      range: toRange(lines, finding),
      fingerprint: analysis.redactions[at]?.fingerprint ?? '',
    }));
  }

  triggers(uri: string): TriggersResult {
    return this.#analyze(uri).triggers;
  }

  /** Reads the rules again; open documents are judged by them from now on. */
  async reloadRules(): Promise<void> {
    this.#rules = undefined;
    this.#open.clear();
    await this.optimizer.useRules(this.#loaded.rulesSource);
  }

  /** Workspace-relative path of a file on disk; undefined outside the roots. */
  workspacePath(uri: string): string | undefined {
    const file = toFilePath(uri);
    if (file === undefined) return undefined;
    for (const root of this.config.roots) {
      const inside = relative(root.folder, file);
      if (inside !== '' && !inside.startsWith('..') && !inside.includes(`..${sep}`)) {
        return pathInWorkspace(root, this.config.roots, inside.split(sep).join('/'));
      }
    }
    return undefined;
  }

  /** Tells the pipeline what was typed since the last question. */
  async #catchUp(): Promise<void> {
    for (const { uri, text } of this.documents.takeEdited()) {
      const path = this.workspacePath(uri);
      if (path !== undefined) void this.optimizer.overlay(path, text);
    }
    if (!this.#options.watching) await this.optimizer.refresh();
  }

  #analyze(uri: string): OpenAnalysis {
    const document = this.documents.get(uri);
    if (!document) throw new UserError(`${uri} is not open: send textDocument/didOpen first`);
    const known = this.#open.get(uri);
    if (known && known.document.version === document.version && known.document.text === document.text) return known;
    const path = this.workspacePath(uri) ?? decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
    const { analysis, triggers } = this.#loaded.analyzer.examine({ path, text: document.text });
    const lines = new LineIndex(document.text);
    const open = { document, lines, analysis, triggers: this.#toResult(document.version, lines, triggers) };
    this.#open.set(uri, open);
    return open;
  }

  forget(uri: string): void {
    this.#open.delete(uri);
  }

  #toResult(version: number, lines: LineIndex, triggers: DocumentTriggers): TriggersResult {
    const { hits, fired, agents, mode, notFired } = triggers;
    return {
      version,
      hits: hits.map((hit) => {
        const color = this.#loaded.colors.get(hit.rule);
        return {
          rule: hit.rule,
          keyword: hit.keyword,
          range: toRange(lines, hit),
          ...(color === undefined ? {} : { color }),
        };
      }),
      fired: fired.map(({ rule, kind, agents: own, priority, reason }) => ({
        rule,
        kind,
        agents: own,
        priority,
        reason,
      })),
      agents,
      mode,
      notFired,
    };
  }
}

function colorsOf({ immediate }: TriggerRules): ReadonlyMap<string, string> {
  return new Map(immediate.flatMap(({ name, color }) => (color === undefined ? [] : [[name, color]])));
}
