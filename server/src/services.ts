import { join } from 'node:path';
import { AuditLog } from './audit/auditLog.ts';
import { auditFolder } from './audit/folder.ts';
import { buildDigest, buildStamp } from './base/bundle.ts';
import { systemClock } from './base/clock.ts';
import { dataFolder, keyedDigest, localKey, type LocalKey } from './base/dataFolder.ts';
import type { Logger } from './base/logger.ts';
import { loadVocabulary, vocabularyPath } from './base/vocabulary.ts';
import { createCodec } from './cache/codec.ts';
import { configuredStores } from './cache/configuredStores.ts';
import { createGroupCache } from './cache/groupCache.ts';
import { createGroupCodec } from './cache/groupCodec.ts';
import { createMemoryStore } from './cache/memoryStore.ts';
import { createSqliteStore } from './cache/sqliteStore.ts';
import type { CacheStore } from './cache/store.ts';
import { createTagger } from './cache/tags.ts';
import { openTeamStores, TEAM_DEADLINE_MS, type TeamStores } from './cache/teamStores.ts';
import { createTieredCache, type TieredCache } from './cache/tieredCache.ts';
import { Analyzer } from './engine/analyze.ts';
import { createModelMeter } from './engine/tokens/models.ts';
import { createTokenizer, type Encoding, type Tokenizer, type WeighingTokenizer } from './engine/tokens/tokenizer.ts';
import { parseRules } from './engine/triggers/parseRules.ts';
import { LearnedFile } from './learning/learnedFile.ts';
import { Ledger } from './ledger/ledger.ts';
import type { LearnedStore } from './learning/learnedStore.ts';
import { KeptOutputs } from './outputs/keptOutputs.ts';
import { OutputDesk } from './outputs/outputDesk.ts';
import { packBytes, type Pack } from './pipeline/pack.ts';
import { indexOnThreads, prepareIndexThread } from './pipeline/indexPool.ts';
import type { PipelineConfig } from './pipeline/config.ts';
import type { Audit } from './pipeline/auditEvents.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { PolicyGuard } from './pipeline/policyGuard.ts';
import { openRequestRows, type RequestRows } from './rows/requestRows.ts';
import { PolicyFiles } from './workspace/policyFile.ts';
import { GitHistory } from './workspace/gitHistory.ts';
import { contentDigest } from './workspace/contentDigest.ts';
import { PersistedIndex } from './workspace/persistedIndex.ts';
import { SharedIndex } from './workspace/sharedIndex.ts';
import { WorkspaceIndex } from './workspace/workspaceIndex.ts';
import { AllowList, readAllowed, redactsPersonalData } from './workspace/allowList.ts';
import { AppliedRules } from './workspace/appliedRules.ts';
import { readRules } from './workspace/rulesFile.ts';
import { VERSION } from './version.ts';

/** The analyzer that the workspace's rules and this machine's key make. */
export function createAnalyzer(
  config: Pick<PipelineConfig, 'roots' | 'trusted' | 'personalData'>,
  key: LocalKey,
): { readonly analyzer: Analyzer; readonly rulesSource: string; readonly parsed: ParsedRules } {
  const { source } = readRules(config.roots, config.trusted);
  const parsed = parseRules(source);
  const { allows } = new AllowList(readAllowed(config.roots, config.trusted));
  const personalData = redactsPersonalData(config);
  return {
    analyzer: new Analyzer({ rules: parsed.rules, digest: keyedDigest(key.bytes), allow: allows, personalData }),
    rulesSource: source,
    parsed,
  };
}

type ParsedRules = ReturnType<typeof parseRules>;

export function createPipeline(config: PipelineConfig, log: Logger): Pipeline {
  return createIndexedPipeline(config, log).pipeline;
}

/** A pipeline together with its index, for who wants to tell of the files themselves, and what makes outputs short. */
export function createIndexedPipeline(
  config: PipelineConfig,
  log: Logger,
  { tokenizer = sharedTokenizer }: { readonly tokenizer?: () => Tokenizer } = {},
): { readonly pipeline: Pipeline; readonly index: WorkspaceIndex; readonly outputs: OutputDesk } {
  const folder = dataFolder();
  const key = localKey(folder, { create: config.trusted });
  const { roots, exclude, maxFileBytes, defaults } = config;
  const applied = new AppliedRules(roots, config.trusted);
  const rulesSource = applied.source;
  const allowed = new AllowList(readAllowed(roots, config.trusted));
  const personalData = redactsPersonalData(config);
  const digest = keyedDigest(key.bytes);
  const analyzer = new Analyzer({
    get rules() {
      return applied.parsed.rules;
    },
    digest,
    allow: allowed.allows,
    personalData,
  });
  const recipe = { rulesSource, key: key.bytes, personalData };
  const identity = () =>
    JSON.stringify([roots, [...exclude].sort(), maxFileBytes, personalData, [...allowed.fingerprints].sort()]);
  // Nothing is written in a workspace that is not trusted, nor under a key that the next process has not.
  const persisted =
    key.kept && config.trusted && !config.ephemeral
      ? new PersistedIndex({ dataFolder: folder, key: key.bytes, identity, build: buildStamp(VERSION), log })
      : undefined;
  const keeps = config.trusted && !config.ephemeral;
  const opened = openTeamStores({ given: config.stores, keeps, local: key, log });
  const rows = createRequestRows(config, { folder, key, log, stores: opened.stores });
  const team = rows ? { ...opened, stores: rows.counted(opened.stores) } : opened;
  const digests = team.stores.length > 0;
  const index = new WorkspaceIndex({
    roots,
    exclude,
    maxFileBytes,
    analyzer,
    // A repository that is not trusted may be laid out to harm the git that reads it.
    ...(config.trusted ? { history: new GitHistory(roots) } : {}),
    ...(persisted ? { persisted } : {}),
    digests,
    shared: createSharedIndex(team, { analyzer, maxFileBytes, made: () => [personalData, allowed.fingerprints] }),
    indexMany: (files, run) =>
      indexOnThreads(files, run, {
        analyzer,
        recipe: { ...recipe, allowed: allowed.fingerprints },
        maxFileBytes,
        digests,
        indexElsewhere: config.indexElsewhere ?? false,
      }),
    prepare: config.indexElsewhere ? undefined : prepareIndexThread,
  });
  const ledger = createLedger(config, log);
  const pipeline = new Pipeline({
    version: VERSION,
    index,
    analyzer,
    allowed,
    personalData,
    tokenizer,
    meter: (model) => createModelMeter(model, sharedEncoding),
    cache: createPackCache({ folder, log, onDisk: keeps && key.kept, team, listens: config.surface !== 'cli' }),
    rulesSource,
    defaults,
    policy: new PolicyGuard(
      new PolicyFiles({
        roots,
        organisation: [process.env['WINNOW_POLICY'], config.policyFile],
        now: () => performance.now(),
      }),
    ),
    learning: createLearnedStore(config, { folder, key, log }),
    audit: createAudit(config, { folder, key, log }),
    ledger,
    rows,
    now: () => performance.now(),
  });
  const outputs = new OutputDesk({ analyzer, tokenizer, kept: createKeptOutputs(config, log), ledger });
  return { pipeline, index, outputs };
}

/** None where nothing may be written: there nothing is read either. */
function createLearnedStore(
  { roots, trusted, ephemeral }: PipelineConfig,
  { folder, key, log }: { readonly folder: string; readonly key: LocalKey; readonly log: Logger },
): LearnedStore | undefined {
  if (!trusted || ephemeral || !key.kept) return undefined;
  const folders = roots.map((root) => root.folder);
  return new LearnedFile({ dataFolder: folder, key: key.bytes, roots: folders, log });
}

/** What was saved and spent: kept where originals of outputs are, and where questions come from somebody. */
export function createLedger(
  { roots, surface, trusted, ephemeral }: Pick<PipelineConfig, 'roots' | 'surface' | 'trusted' | 'ephemeral'>,
  log: Logger,
): Ledger | undefined {
  const folder = dataFolder();
  const key = localKey(folder, { create: trusted });
  if (!surface || !trusted || ephemeral || !key.kept) return undefined;
  const folders = roots.map((root) => root.folder);
  return new Ledger({ dataFolder: folder, key: key.bytes, roots: folders, wallClockMs: Date.now, log });
}

/** Where originals of compressed outputs are kept: nowhere in a workspace that is not trusted, or where the key is not kept. */
export function createKeptOutputs(
  { trusted, ephemeral }: Pick<PipelineConfig, 'trusted' | 'ephemeral'>,
  log: Logger,
): KeptOutputs | undefined {
  const folder = dataFolder();
  const key = localKey(folder, { create: trusted });
  if (!trusted || ephemeral || !key.kept) return undefined;
  return new KeptOutputs({ dataFolder: folder, key: key.bytes, wallClockMs: Date.now, log });
}

/** None in a workspace that is not trusted, where nothing is written, and none under a key that the next process has not. */
function createAudit(
  { roots, surface, trusted }: PipelineConfig,
  { folder, key, log }: { readonly folder: string; readonly key: LocalKey; readonly log: Logger },
): Audit | undefined {
  if (!surface || !trusted) return undefined;
  if (!key.kept) {
    log.warn(`audit trail: off, because the key in ${folder} cannot be kept`);
    return undefined;
  }
  return { surface, trail: createAuditLog(folder, key, roots, log) };
}

interface RequestRowsParts {
  readonly folder: string;
  readonly key: LocalKey;
  readonly log: Logger;
  readonly stores: TeamStores['stores'];
}

/** None where nothing may be written, and none for measurements. In PostgreSQL where it is among the stores in use. */
function createRequestRows(
  { surface, trusted, ephemeral, stores: given }: PipelineConfig,
  { folder, key, log, stores }: RequestRowsParts,
): RequestRows | undefined {
  if (!surface || !trusted || ephemeral || !key.kept) return undefined;
  const postgres = stores.some(({ level }) => level === 'postgres')
    ? configuredStores(given).stores.find(({ level }) => level === 'postgres')
    : undefined;
  return openRequestRows({ surface, dataFolder: folder, postgres, log });
}

/** The trail of the workspace that consists of `roots`. */
function createAuditLog(folder: string, key: LocalKey, roots: PipelineConfig['roots'], log: Logger): AuditLog {
  const folders = roots.map((root) => root.folder);
  return new AuditLog({ folder: auditFolder(folder, key.bytes, folders), key: key.bytes, log });
}

/** This user's SQLite file in the data folder. */
export function createDiskStore(folder: string, log: Logger): CacheStore {
  return createSqliteStore({ path: diskStorePath(folder), log });
}

export function diskStorePath(folder: string): string {
  return join(folder, 'cache.sqlite');
}

/** Raised when the shape of a cached pack changes. */
const PACK_SCHEMA_VERSION = 4;

/** A pack of 8,000 tokens takes some 50 kB: enough for a day's questions, little beside an index. */
const MOST_MEMORY_BYTES = 16_000_000;
const MOST_PACKS = 300;
/** Where questions that made room for others come again. */
const MOST_GROWTH = 3;

interface PackCacheOptions {
  readonly folder: string;
  readonly log: Logger;
  readonly onDisk: boolean;
  readonly team: TeamStores;
  /** Whether the process lives long enough for others to clear the team's stores meanwhile. */
  readonly listens: boolean;
}

/**
 * Memory, then this user's SQLite file, then Redis and PostgreSQL if configured. Memory alone where nothing may be kept:
 * in a workspace that is not trusted, and under a key that the next process has not.
 */
function createPackCache({ folder, log, onDisk, team, listens }: PackCacheOptions): TieredCache<Pack> {
  const tagger = createTagger(team);
  const cache = createTieredCache<Pack>({
    stores: onDisk ? [createDiskStore(folder, log)] : [],
    team: team.stores,
    teamDeadlineMs: TEAM_DEADLINE_MS,
    codec: createCodec({ key: team.key, tenant: team.tenant, schemaVersion: PACK_SCHEMA_VERSION }),
    tagsOf: ({ chunks }) => tagger.tagsOf(chunks.map(({ path }) => path)),
    memory: createMemoryStore<Pack>({
      maxBytes: MOST_MEMORY_BYTES,
      maxEntries: MOST_PACKS,
      mostGrowth: MOST_GROWTH,
      sizeOf: packBytes,
      nowMs: () => systemClock.nowMs(),
    }),
    log,
  });
  if (!listens) return cache;
  const stop = team.listen((tags) => void cache.clearNear(tags && { tags, judgedBy: [tagger.own] }));
  return {
    ...cache,
    close: async () => {
      stop();
      await cache.close();
    },
  };
}

interface SharedIndexParts {
  readonly analyzer: Analyzer;
  readonly maxFileBytes: number;
  /** What decides besides the program how a file is indexed. */
  readonly made: () => unknown;
}

/** None without a team's key: there is nobody to share with. */
function createSharedIndex(
  { stores, key, tenant }: TeamStores,
  { analyzer, maxFileBytes, made }: SharedIndexParts,
): SharedIndex | undefined {
  if (stores.length === 0 || tenant !== 'team') return undefined;
  let build: string | undefined;
  return new SharedIndex({
    groups: createGroupCache({ stores, codec: createGroupCodec({ key, tenant }) }),
    maxFileBytes,
    scope: () => contentDigest(JSON.stringify([(build ??= buildDigest(VERSION)), made()])),
    holdsSecret: (path) => analyzer.secrets(path).length > 0,
  });
}

const tokenizers = new Map<Encoding, WeighingTokenizer>();

/** One tokenizer a thread, made when the first token is counted. */
export function sharedTokenizer(): Tokenizer {
  return sharedEncoding('o200k_base');
}

function sharedEncoding(encoding: Encoding): WeighingTokenizer {
  let tokenizer = tokenizers.get(encoding);
  if (!tokenizer) {
    tokenizer = createTokenizer(loadVocabulary(vocabularyPath(encoding)), encoding);
    tokenizers.set(encoding, tokenizer);
  }
  return tokenizer;
}
