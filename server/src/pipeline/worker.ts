import { parentPort } from 'node:worker_threads';
import type { CompressParams } from '../../../shared/src/compressProtocol.ts';
import type { CheckLockParams } from '../../../shared/src/lockProtocol.ts';
import type { ExplainParams, FeedbackParams, OptimizeParams } from '../../../shared/src/protocol.ts';
import { keyedDigest } from '../base/dataFolder.ts';
import { RestingMemory } from '../base/restingMemory.ts';
import { utf16Writer } from '../base/utf16Writer.ts';
import { Analyzer } from '../engine/analyze.ts';
import { segmentBuffers } from '../engine/ranking/segment.ts';
import { useTextWriter } from '../engine/wasm.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import type { OutputDesk } from '../outputs/outputDesk.ts';
import { createIndexedPipeline } from '../services.ts';
import { AllowList } from '../workspace/allowList.ts';
import { indexFiles } from '../workspace/indexFiles.ts';
import { serveChannel, type HandlerContext, type Port, type Reply } from './channel.ts';
import { processPort } from './indexProcess.ts';
import { ContentPatternTask, type PatternParams } from './contentPatternTask.ts';
import type { ShardParams } from './indexPool.ts';
import type { PipelineConfig } from './config.ts';
import type { Pipeline } from './pipeline.ts';
import type { SecretFindingsQuery } from './secretFindings.ts';
import type { TriggerMatchesQuery } from './triggerMatches.ts';

/**
 * Entry of every worker thread: one holds a pipeline for the language server, short-lived others index a shard each, and
 * one runs the content patterns of trigger rules. A process that indexes a shard begins here too.
 */
const port: Port = parentPort ?? processPort();
useTextWriter(utf16Writer);

let pipeline: Pipeline | undefined;
let outputs: OutputDesk | undefined;
const patterns = new ContentPatternTask();
const memory = new RestingMemory({ now: () => performance.now() });

/** The value of a piece of work, after which memory may be given back. */
async function work(value: unknown): Promise<Reply> {
  try {
    return { value: await value };
  } finally {
    memory.worked();
  }
}

function current(): Pipeline {
  if (!pipeline) throw new Error('the pipeline was not configured');
  return pipeline;
}

function desk(): OutputDesk {
  if (!outputs) throw new Error('the pipeline was not configured');
  return outputs;
}

const log = (level: 'info' | 'warn' | 'error') => (message: string) =>
  port.postMessage({ type: 'log', level, message });

serveChannel(port, {
  configure: (config: PipelineConfig) => {
    ({ pipeline, outputs } = createIndexedPipeline(
      { ...config, indexElsewhere: true },
      { info: log('info'), warn: log('warn'), error: log('error') },
    ));
    return { value: null };
  },
  optimize: (params: OptimizeParams, run: HandlerContext) => work(current().optimize(params, run)),
  optimizeEncoded: (params: OptimizeParams, run: HandlerContext) => work(current().optimizeEncoded(params, run)),
  explain: (params: ExplainParams, run: HandlerContext) => work(current().explain(params, run)),
  lock: (params: OptimizeParams, run: HandlerContext) => work(current().lock(params, run)),
  checkLock: (params: CheckLockParams, run: HandlerContext) => work(current().checkLock(params, run)),
  feedback: (params: FeedbackParams, run: HandlerContext) => work(current().feedback(params, run)),
  triggerMatches: (query: TriggerMatchesQuery, run: HandlerContext) => work(current().triggerMatches(query, run)),
  secretFindings: (query: SecretFindingsQuery, run: HandlerContext) => work(current().secretFindings(query, run)),
  skippedFiles: (_: unknown, run: HandlerContext) => work(current().skippedFiles(run)),
  compress: (params: CompressParams) => work(desk().compress(params)),
  keptOutput: (id: string) => ({ value: desk().original(id) }),
  warmUp: (_: unknown, run: HandlerContext) => work(current().warmUp(run)),
  update: (paths: readonly string[]) => work(current().update(paths)),
  refresh: (_: unknown, run: HandlerContext) => work(current().refresh(run)),
  overlay: ({ path, text }: { readonly path: string; readonly text: string | undefined }) => ({
    value: current().overlay(path, text),
  }),
  useRules: (source: string) => ({ value: current().useRules(source) }),
  useAllowed: (fingerprints: readonly string[]) => work(current().useAllowed(fingerprints)),
  stats: () => ({ value: current().stats() }),
  close: async () => ({ value: await pipeline?.close() }),
  indexShard: async (
    { files, maxFileBytes, digests, rulesSource, key, allowed, personalData }: ShardParams,
    { signal, onProgress }: HandlerContext,
  ) => {
    const { allows } = new AllowList(allowed);
    const { rules } = parseRules(rulesSource);
    const analyzer = new Analyzer({ rules, digest: keyedDigest(key), allow: allows, personalData });
    const value = await indexFiles({ files, maxFileBytes, digests, analyzer, signal, onProgress });
    return { value, transfer: value.segments.flatMap(segmentBuffers) };
  },
  preparePatterns: async () => ({ value: await patterns.ready() }),
  compilePattern: async ({ pattern }: PatternParams) => {
    const compiled = await patterns.compile(pattern);
    return { value: 'fault' in compiled ? compiled : { matches: false } };
  },
  matchPattern: async (params: PatternParams) => ({ value: await patterns.match(params) }),
});
