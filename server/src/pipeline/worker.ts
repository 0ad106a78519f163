import { parentPort } from 'node:worker_threads';
import type { ExplainParams, FeedbackParams, OptimizeParams } from '../../../shared/src/protocol.ts';
import { keyedDigest } from '../base/dataFolder.ts';
import { utf16Writer } from '../base/utf16Writer.ts';
import { Analyzer } from '../engine/analyze.ts';
import { segmentBuffers } from '../engine/ranking/segment.ts';
import { useTextWriter } from '../engine/scan/kernel.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import { createPipeline } from '../services.ts';
import { AllowList } from '../workspace/allowList.ts';
import { indexFiles } from '../workspace/indexFiles.ts';
import { serveChannel, type HandlerContext, type Port } from './channel.ts';
import { ContentPatternTask, type PatternParams } from './contentPatternTask.ts';
import type { ShardParams } from './indexPool.ts';
import type { PipelineConfig } from './config.ts';
import type { Pipeline } from './pipeline.ts';
import type { SecretFindingsQuery } from './secretFindings.ts';
import type { TriggerMatchesQuery } from './triggerMatches.ts';

/**
 * Entry of every worker thread: one holds a pipeline for the language server, short-lived others index a shard each, and
 * one runs the content patterns of trigger rules.
 */
if (!parentPort) throw new Error('this file is a worker thread');
const port: Port = parentPort;
useTextWriter(utf16Writer);

let pipeline: Pipeline | undefined;
const patterns = new ContentPatternTask();

function current(): Pipeline {
  if (!pipeline) throw new Error('the pipeline was not configured');
  return pipeline;
}

const log = (level: 'info' | 'warn' | 'error') => (message: string) =>
  port.postMessage({ type: 'log', level, message });

serveChannel(port, {
  configure: (config: PipelineConfig) => {
    pipeline = createPipeline(
      { ...config, indexElsewhere: true },
      { info: log('info'), warn: log('warn'), error: log('error') },
    );
    return { value: null };
  },
  optimize: async (params: OptimizeParams, run: HandlerContext) => ({ value: await current().optimize(params, run) }),
  explain: async (params: ExplainParams, run: HandlerContext) => ({ value: await current().explain(params, run) }),
  feedback: async (params: FeedbackParams, run: HandlerContext) => ({ value: await current().feedback(params, run) }),
  triggerMatches: async (query: TriggerMatchesQuery, run: HandlerContext) => ({
    value: await current().triggerMatches(query, run),
  }),
  secretFindings: async (query: SecretFindingsQuery, run: HandlerContext) => ({
    value: await current().secretFindings(query, run),
  }),
  warmUp: async (_: unknown, run: HandlerContext) => ({ value: await current().warmUp(run) }),
  update: async (paths: readonly string[]) => ({ value: await current().update(paths) }),
  refresh: async (_: unknown, run: HandlerContext) => ({ value: await current().refresh(run) }),
  overlay: ({ path, text }: { readonly path: string; readonly text: string | undefined }) => ({
    value: current().overlay(path, text),
  }),
  useRules: (source: string) => ({ value: current().useRules(source) }),
  useAllowed: async (fingerprints: readonly string[]) => ({ value: await current().useAllowed(fingerprints) }),
  stats: () => ({ value: current().stats() }),
  close: async () => ({ value: await pipeline?.close() }),
  indexShard: async (
    { files, maxFileBytes, rulesSource, key, allowed, personalData }: ShardParams,
    { signal, onProgress }: HandlerContext,
  ) => {
    const { allows } = new AllowList(allowed);
    const { rules } = parseRules(rulesSource);
    const analyzer = new Analyzer({ rules, digest: keyedDigest(key), allow: allows, personalData });
    const value = await indexFiles({ files, maxFileBytes, analyzer, signal, onProgress });
    return { value, transfer: segmentBuffers(value.segment) };
  },
  preparePatterns: async () => ({ value: await patterns.ready() }),
  compilePattern: async ({ pattern }: PatternParams) => {
    const compiled = await patterns.compile(pattern);
    return { value: 'fault' in compiled ? compiled : { matches: false } };
  },
  matchPattern: async (params: PatternParams) => ({ value: await patterns.match(params) }),
});
