import { join } from 'node:path';
import { AuditLog } from './audit/auditLog.ts';
import { auditFolder } from './audit/folder.ts';
import { buildStamp } from './base/bundle.ts';
import { systemClock } from './base/clock.ts';
import { dataFolder, keyedDigest, localKey, type LocalKey } from './base/dataFolder.ts';
import type { Logger } from './base/logger.ts';
import { loadVocabulary } from './base/vocabulary.ts';
import { createCodec } from './cache/codec.ts';
import { configuredStores, type ConfiguredStores } from './cache/configuredStores.ts';
import { createMemoryStore } from './cache/memoryStore.ts';
import { createRemoteStore } from './cache/remoteStore.ts';
import { createSqliteStore } from './cache/sqliteStore.ts';
import type { CacheStore } from './cache/store.ts';
import { teamKey } from './cache/teamKey.ts';
import { createTieredCache, type TieredCache } from './cache/tieredCache.ts';
import { Analyzer } from './engine/analyze.ts';
import { createTokenizer, type Tokenizer } from './engine/tokens/tokenizer.ts';
import { parseRules } from './engine/triggers/parseRules.ts';
import { LearnedFile } from './learning/learnedFile.ts';
import type { LearnedStore } from './learning/learnedStore.ts';
import type { Pack } from './pipeline/pack.ts';
import { indexOnThreads } from './pipeline/indexPool.ts';
import type { PipelineConfig } from './pipeline/config.ts';
import type { Audit } from './pipeline/auditEvents.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { PolicyGuard } from './pipeline/policyGuard.ts';
import { PolicyFiles } from './workspace/policyFile.ts';
import { GitHistory } from './workspace/gitHistory.ts';
import { PersistedIndex } from './workspace/persistedIndex.ts';
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

/** A pipeline together with its index, for who wants to tell of the files themselves. */
export function createIndexedPipeline(
  config: PipelineConfig,
  log: Logger,
  { tokenizer = sharedTokenizer }: { readonly tokenizer?: () => Tokenizer } = {},
): { readonly pipeline: Pipeline; readonly index: WorkspaceIndex } {
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
  const index = new WorkspaceIndex({
    roots,
    exclude,
    maxFileBytes,
    analyzer,
    // A repository that is not trusted may be laid out to harm the git that reads it.
    ...(config.trusted ? { history: new GitHistory(roots) } : {}),
    ...(persisted ? { persisted } : {}),
    indexMany: (files, run) =>
      indexOnThreads(files, run, {
        analyzer,
        recipe: { ...recipe, allowed: allowed.fingerprints },
        maxFileBytes,
        indexElsewhere: config.indexElsewhere ?? false,
      }),
  });
  const pipeline = new Pipeline({
    version: VERSION,
    index,
    analyzer,
    allowed,
    personalData,
    tokenizer,
    cache: createPackCache(config, { folder, key, log }),
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
    now: () => performance.now(),
  });
  return { pipeline, index };
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
const PACK_SCHEMA_VERSION = 2;

/** A pack of 8,000 tokens takes some 50 kB: enough for a day's questions, little beside an index. */
const MOST_MEMORY_BYTES = 16_000_000;
const MOST_PACKS = 300;

/** How long the first question waits for a server elsewhere, which it has to be connected with. */
const CONNECTING_DEADLINE_MS = 250;
/** How long a store that was away may be back before it is used again. */
const LONGEST_COOL_DOWN_MS = 3000;

const NO_STORES: ConfiguredStores = { stores: [], teamWords: undefined, problems: [] };

/**
 * Memory, then Redis if configured, then PostgreSQL if configured, else this user's SQLite file. Memory alone where
 * nothing may be kept: in a workspace that is not trusted, and under a key that the next process has not.
 */
function createPackCache(
  config: PipelineConfig,
  { folder, key, log }: { readonly folder: string; readonly key: LocalKey; readonly log: Logger },
): TieredCache<Pack> {
  const keeps = config.trusted && !config.ephemeral;
  const { stores, teamWords, problems } = keeps ? configuredStores(config.stores) : NO_STORES;
  for (const problem of problems) log.warn(`cache: ${problem}`);
  const shared = stores.length > 0 && teamWords !== undefined;
  const remote = shared || key.kept ? stores.map((store) => createRemoteStore({ store, log })) : [];
  const onDisk = keeps && key.kept && !remote.some(({ level }) => level === 'postgres');
  return createTieredCache<Pack>({
    stores: onDisk ? [...remote, createDiskStore(folder, log)] : remote,
    codec: createCodec({
      key: shared ? teamKey(teamWords) : key.bytes,
      tenant: shared ? 'team' : 'local',
      schemaVersion: PACK_SCHEMA_VERSION,
    }),
    memory: createMemoryStore<Pack>({
      maxBytes: MOST_MEMORY_BYTES,
      maxEntries: MOST_PACKS,
      nowMs: () => systemClock.nowMs(),
    }),
    firstDeadlineMs: CONNECTING_DEADLINE_MS,
    breaker: { longestCoolDownMs: LONGEST_COOL_DOWN_MS },
    log,
  });
}

let tokenizer: Tokenizer | undefined;

/** One tokenizer a thread, made when the first token is counted. */
export function sharedTokenizer(): Tokenizer {
  tokenizer ??= createTokenizer(loadVocabulary());
  return tokenizer;
}
