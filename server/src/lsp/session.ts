import { join, sep } from 'node:path';
import type { CheckLockParams } from '../../../shared/src/lockProtocol.ts';
import type {
  AnalysisResult,
  FindingInfo,
  OptimizeParams,
  OptimizeResult,
  Range,
  StatsResult,
  TriggersResult,
} from '../../../shared/src/protocol.ts';
import { dataFolder, keyedDigest, localKey } from '../base/dataFolder.ts';
import type { Logger } from '../base/logger.ts';
import { messageOf } from '../base/errors.ts';
import { utf16Writer } from '../base/utf16Writer.ts';
import { Analyzer } from '../engine/analyze.ts';
import { useTextWriter } from '../engine/wasm.ts';
import { ALL_RULES } from '../engine/secrets/rules/index.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import type { FiredRules } from '../engine/triggers/liveTriggers.ts';
import type { TriggerHit, TriggerRules } from '../engine/triggers/rule.ts';
import type { Latency } from '../metrics/latency.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { ContentPatterns, contentPatternsOf } from '../pipeline/contentPatterns.ts';
import { DocumentContent } from '../pipeline/documentContent.ts';
import type { PipelineRun } from '../pipeline/pipeline.ts';
import type { SecretFindingsQuery } from '../pipeline/secretFindings.ts';
import type { TriggerMatchesQuery } from '../pipeline/triggerMatches.ts';
import type { EncodedReply } from '../pipeline/encodedReply.ts';
import { WorkerOptimizer } from '../pipeline/workerOptimizer.ts';
import { watchThresholds } from './watchThresholds.ts';
import { sharedTokenizer } from '../services.ts';
import { AllowList, readAllowed, redactsPersonalData } from '../workspace/allowList.ts';
import { AppliedRules } from '../workspace/appliedRules.ts';
import { sha256, type OpenDocuments } from '../workspace/documents.ts';
import { pathInWorkspace, type WorkspaceRoot } from '../workspace/indexFiles.ts';
import { PathCase } from '../workspace/pathCase.ts';
import { readTextFile } from '../workspace/textFile.ts';
import { toFilePath, toRange, type Lines } from './convert.ts';
import { RestorableSecrets } from './secrets/restorableSecrets.ts';
import { OpenAnalyses } from './openAnalyses.ts';

export interface SessionOptions {
  readonly config: PipelineConfig;
  readonly log: Logger;
  /** False when the client does not report changed files: the workspace is then looked at again before each question. */
  readonly watching: boolean;
  /** How long edits took. */
  readonly keystrokes: Latency;
  /** Called when open documents may fire other rules though neither they nor the rules changed. */
  readonly onTriggersChange: () => void;
}

interface LoadedRules {
  readonly analyzer: Analyzer;
  /** Both undefined when no rule has a content pattern. */
  readonly patterns: ContentPatterns | undefined;
  readonly content: DocumentContent | undefined;
  /** Colour of each rule that has one. */
  readonly colors: ReadonlyMap<string, string>;
}

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map(ALL_RULES.map(({ id, description }) => [id, description]));

/** Above so many files a look at the whole workspace is cheaper than one by one. */
const MOST_SINGLE_FILES = 500;
const INSIDE_GIT = /(?:^|\/)\.git\//i;
/** What git writes when another commit is checked out, or when it is told to ignore files. */
const GIT_STATE = /(?:^|\/)\.git\/(?:HEAD|logs\/HEAD|packed-refs|info\/exclude)$/i;
/** Files whose change may concern any other. */
const FAR_REACHING = new RegExp(`(?:^|/)\\.(?:gitignore|winnowignore)$|${GIT_STATE.source}`, 'i');

/** One client's workspace: its open documents on this thread, its pipeline on another. */
export class Session {
  readonly documents: OpenDocuments;
  readonly optimizer: WorkerOptimizer;
  /** Which rules apply, and what is wrong with those of the file. */
  readonly rules: AppliedRules;
  readonly #options: SessionOptions;
  #rules: LoadedRules | undefined;
  readonly #open: OpenAnalyses;
  readonly #allowed: AllowList;
  readonly #pathCase: PathCase;
  /** Files that changed on disk and are not taken in yet. */
  readonly #changed = new Set<string>();
  #takingIn: Promise<void> = Promise.resolve();
  readonly restorable = new RestorableSecrets();
  readonly #watch: ReturnType<typeof watchThresholds>;

  constructor(options: SessionOptions, documents: OpenDocuments) {
    useTextWriter(utf16Writer);
    this.#options = options;
    this.#pathCase = new PathCase(options.config.roots);
    this.documents = documents;
    this.rules = new AppliedRules(options.config.roots, options.config.trusted);
    this.#allowed = new AllowList(this.#readAllowed());
    this.optimizer = new WorkerOptimizer(options.config, options.log);
    this.#watch = watchThresholds(options.log);
    this.#open = new OpenAnalyses({
      documents,
      analyzer: () => this.#loaded.analyzer,
      content: () => this.#rules?.content,
      pathOf: (uri) => this.workspacePath(uri) ?? decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)),
      countTokens: (text) => sharedTokenizer().count(text),
    });
  }

  /** Rules are compiled for the first open document: a server without one should cost little. */
  get #loaded(): LoadedRules {
    if (!this.#rules) {
      const { config, log } = this.#options;
      const key = localKey(dataFolder(), { create: config.trusted });
      const { parsed, problems } = this.rules;
      const { allows } = this.#allowed;
      const personalData = redactsPersonalData(config);
      const digest = keyedDigest(key.bytes);
      const analyzer = new Analyzer({ rules: parsed.rules, digest, allow: allows, personalData });
      for (const { message } of problems) log.warn(`trigger rules: ${analyzer.redact(message)}`);
      const sources = contentPatternsOf(analyzer.rules);
      const patterns = sources.length > 0 ? new ContentPatterns(sources) : undefined;
      const content = patterns && new DocumentContent({ patterns, onChange: this.#options.onTriggersChange });
      this.#rules = { analyzer, patterns, content, colors: colorsOf(analyzer.rules) };
    }
    return this.#rules;
  }

  get config(): PipelineConfig {
    return this.#options.config;
  }

  async optimize(params: OptimizeParams, run: PipelineRun): Promise<EncodedReply> {
    await this.#catchUp();
    return this.optimizer.optimizeEncoded(params, run);
  }

  async lock(params: OptimizeParams, run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.lock(params, run);
  }

  async checkLock(params: CheckLockParams, run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.checkLock(params, run);
  }

  async explain(params: OptimizeParams & { readonly path?: string }, run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.explain(params, run);
  }

  async triggerMatches(query: TriggerMatchesQuery, run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.triggerMatches(query, run);
  }

  async secretFindings(query: SecretFindingsQuery, run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.secretFindings(query, run);
  }

  async skippedFiles(run: PipelineRun) {
    await this.#catchUp();
    return this.optimizer.skippedFiles(run);
  }

  async stats(): Promise<StatsResult> {
    const stats = await this.optimizer.stats();
    // The resident set is the process's, whichever thread asks.
    const memory = { ...stats.memory, rss: process.memoryUsage.rss() };
    const { keystrokes } = this.#options;
    const latency = keystrokes.summary();
    const keystrokeMs = latency ? { edits: keystrokes.count, p50: latency.p50, p99: latency.p99 } : null;
    const { budget, model = '', format, compaction = 'lossless' } = this.config.defaults;
    const told = { ...stats, memory, keystrokeMs, defaults: { budget, model, format, compaction } };
    return { ...told, exceeded: this.#watch(told, this.optimizer.metrics) };
  }

  analysis(uri: string): AnalysisResult {
    const { version, text } = this.#open.document(uri);
    const { chunks, tokens } = this.#open.live(uri);
    return {
      uri,
      version,
      sha256: sha256(text.toString()),
      hits: this.triggers(uri).hits,
      findings: this.findings(uri),
      chunks: chunks.map(({ startLine, endLine, definitions }, at) => {
        return { startLine, endLine, definitions, tokens: tokens[at] ?? 0 };
      }),
    };
  }

  version(uri: string): number {
    return this.#open.document(uri).version;
  }

  findings(uri: string): readonly FindingInfo[] {
    const { text } = this.#open.document(uri);
    const { findings, redactions } = this.#open.live(uri);
    return findings.map((finding, at) => ({
      rule: finding.rule,
      description: DESCRIPTIONS.get(finding.rule) ?? finding.rule,
      level: finding.level,
      range: toRange(text, finding),
      fingerprint: redactions[at]?.fingerprint ?? '',
    }));
  }

  /** What an open document fires; `ranges` leaves out the hits elsewhere. */
  triggers(uri: string, ranges?: readonly Range[]): TriggersResult {
    const { version, text } = this.#open.document(uri);
    const triggers = this.#open.triggers(uri);
    return this.#toResult({
      version,
      lines: text,
      triggers,
      hits: this.#open.hits(uri, ranges),
    });
  }

  /** By rule: what its author says it is for. */
  get descriptions(): ReadonlyMap<string, string> {
    const { immediate, compound } = this.#loaded.analyzer.rules;
    return new Map(
      [...immediate, ...compound].flatMap((rule) => (rule.description ? [[rule.name, rule.description]] : [])),
    );
  }

  /** What a text fires that is no document: a prompt. Content patterns are about files and stay out. */
  promptTriggers(text: string): TriggersResult {
    const triggers = this.#loaded.analyzer.triggers(text);
    return this.#toResult({ version: 0, lines: new LineIndex(text), triggers, hits: triggers.hits });
  }

  /** Ends the session's threads. */
  async close(): Promise<void> {
    await Promise.all([this.optimizer.close(), this.#rules?.content?.close()]);
  }

  /** Reads the rules again; open documents are judged by them from now on. False when the file is what it was. */
  async reloadRules(): Promise<boolean> {
    if (!this.rules.reload()) return false;
    void this.#rules?.content?.close();
    this.#rules = undefined;
    this.#open.reset();
    await this.optimizer.useRules(this.rules.source);
    return true;
  }

  /** Keeps the values behind a pack's placeholders for as long as the session lasts. */
  rememberValues(result: OptimizeResult): void {
    this.restorable.remember(result, {
      analyzer: this.#loaded.analyzer,
      textOf: (path) => this.#textAt(path),
    });
  }

  /** A file's text by its path in packs, as it is in an editor, else on disk. */
  #textAt(path: string): string | undefined {
    return this.#openText(path) ?? this.#textOnDisk(path);
  }

  /** Of the document that is open under this path, or under another spelling of it. */
  #openText(path: string): string | undefined {
    const key = this.#pathCase.keyOf(path);
    const open = this.documents.uris().findLast((uri) => {
      const own = this.workspacePath(uri);
      return own !== undefined && this.#pathCase.keyOf(own) === key;
    });
    return open === undefined ? undefined : this.documents.get(open)?.text.toString();
  }

  #textOnDisk(path: string): string | undefined {
    const { roots, maxFileBytes } = this.config;
    const root = roots.find((one) => path.startsWith(pathInWorkspace(one, roots, '')));
    if (!root) return undefined;
    const within = path.slice(pathInWorkspace(root, roots, '').length);
    const read = readTextFile(join(root.folder, within), maxFileBytes, root.folder);
    return 'text' in read ? read.text : undefined;
  }

  /** Reads again which values are harmless; open documents are judged by that from now on. False when nothing changed. */
  reloadAllowed(): boolean {
    const fingerprints = this.#readAllowed();
    if (!this.#allowed.replace(fingerprints)) return false;
    this.#open.reset();
    this.#options.log.info(`${fingerprints.length} values are allowed by the workspace's configuration`);
    Promise.resolve(this.optimizer.useAllowed(fingerprints)).catch((error: unknown) =>
      this.#options.log.error(`allowed values: ${messageOf(error)}`),
    );
    return true;
  }

  #readAllowed(): readonly string[] {
    const { roots, trusted } = this.config;
    return readAllowed(roots, trusted, (file) => {
      const path = this.#pathCase.pathOf(file);
      return path === undefined ? undefined : this.#openText(path);
    });
  }

  /** VS Code's identifier of an open document's language; told from its name and text where the editor says none. */
  languageOf(uri: string): string {
    const { languageId } = this.#open.document(uri);
    return languageId === '' || languageId === 'plaintext' ? this.#open.live(uri).language : languageId;
  }

  /** The folder of the workspace that a file lies in. */
  rootOf(uri: string): WorkspaceRoot | undefined {
    const file = toFilePath(uri);
    if (file === undefined) return undefined;
    return this.config.roots.find(({ folder }) => file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`));
  }

  /** Workspace-relative path of a file on disk; undefined outside the roots. */
  workspacePath(uri: string): string | undefined {
    const file = toFilePath(uri);
    return file === undefined ? undefined : this.#pathCase.pathOf(file);
  }

  /** Files and folders that changed on disk: they count from the next question on, and from `takeInChanges`. */
  filesChanged(paths: readonly string[]): void {
    for (const path of paths) if (!INSIDE_GIT.test(path) || GIT_STATE.test(path)) this.#changed.add(path);
  }

  /** Brings the index up to date with the files that changed. */
  takeInChanges(): Promise<void> {
    if (this.#changed.size === 0) return this.#takingIn;
    const paths = [...this.#changed];
    this.#changed.clear();
    const lookAround = paths.length > MOST_SINGLE_FILES || paths.some((path) => FAR_REACHING.test(path));
    const taken = lookAround ? this.optimizer.refresh() : this.optimizer.update(paths);
    this.#takingIn = Promise.all([this.#takingIn, taken]).then(
      () => undefined,
      (error: unknown) => this.#options.log.warn(`changed files were not taken in: ${messageOf(error)}`),
    );
    return this.#takingIn;
  }

  /** Tells the pipeline what was typed and what changed on disk since the last question. */
  #catchUp(): Promise<void> {
    // What was typed before the editor or the server started anew is on no disk, and nobody types it again.
    for (const { uri, text } of this.documents.takeOpened()) {
      const path = this.workspacePath(uri);
      const saved = path === undefined ? undefined : this.#textOnDisk(path);
      if (path !== undefined && saved !== undefined && saved !== text.toString())
        void this.optimizer.overlay(path, text.toString());
    }
    for (const { uri, text } of this.documents.takeEdited()) {
      const path = this.workspacePath(uri);
      if (path !== undefined) void this.optimizer.overlay(path, text.toString());
    }
    return this.#options.watching ? this.takeInChanges() : this.optimizer.refresh();
  }

  #toResult({ version, lines, triggers, hits }: ResultParts): TriggersResult {
    const { fired, agents, mode, notFired } = triggers;
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

interface ResultParts {
  readonly version: number;
  readonly lines: Lines;
  readonly triggers: FiredRules;
  readonly hits: readonly TriggerHit[];
}

function colorsOf({ immediate, compound }: TriggerRules): ReadonlyMap<string, string> {
  return new Map(
    [...immediate, ...compound].flatMap(({ name, color }) => (color === undefined ? [] : [[name, color]])),
  );
}
