import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { workerEntry } from '../base/bundle.ts';
import { holdYoungGeneration } from '../base/youngGeneration.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { indexFiles, type FileToIndex, type IndexedFiles, type IndexFilesOptions } from '../workspace/indexFiles.ts';
import type { IndexRun } from '../workspace/indexRun.ts';
import { ChannelClient } from './channel.ts';
import { HelperEnded, startIndexProcess, type IndexHelper } from './indexProcess.ts';

/** What a helper thread needs to build the same analyzer as ours. */
export interface AnalyzerRecipe {
  readonly rulesSource: string;
  readonly key: Uint8Array;
  /** Fingerprints of values that are no secrets. */
  readonly allowed: readonly string[];
  /** Whether the data of people is redacted. */
  readonly personalData: boolean;
}

export interface ShardParams extends AnalyzerRecipe {
  readonly files: readonly FileToIndex[];
  readonly maxFileBytes: number;
  readonly digests: boolean;
}

export interface IndexPoolOptions {
  readonly analyzer: Analyzer;
  readonly recipe: AnalyzerRecipe;
  readonly maxFileBytes: number;
  /** Whether digests of what the files hold are wanted. */
  readonly digests: boolean;
  /** See `PipelineConfig.indexElsewhere`. */
  readonly indexElsewhere: boolean;
}

/** A helper thread costs about 60 ms to start and its own tables: below this many bytes one thread is quicker. */
const WORTH_A_THREAD_BYTES = 4_000_000;
/** So little leaves no garbage to speak of, and is done on this thread in any case. */
const LITTLE_BYTES = 1_000_000;
const HELPERS_A_SHARD = 2;
/** Indexing is bound by memory bandwidth beyond this many threads, and each holds its postings until the end. */
const MOST_THREADS = 4;

/** Indexes files on this thread and, when there is enough to do, on helper threads that end when they are done. */
export async function indexOnThreads(
  files: readonly FileToIndex[],
  run: IndexRun,
  options: IndexPoolOptions,
): Promise<readonly IndexedFiles[]> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const threads = Math.max(
    1,
    Math.min(availableParallelism(), MOST_THREADS, Math.ceil(totalBytes / WORTH_A_THREAD_BYTES)),
  );
  const shards = shardsBySize(files, threads);
  const ownShard = options.indexElsewhere && totalBytes > LITTLE_BYTES ? -1 : 0;
  const done = shards.map(() => 0);
  const report = (shard: number) => (count: number) => {
    done[shard] = count;
    run.onProgress?.({ done: done.reduce((sum, one) => sum + one, 0), total: files.length });
  };
  const release = options.indexElsewhere ? () => {} : holdYoungGeneration();
  const indexed = Promise.all(
    shards.map((shard, index) => {
      const one = { files: shard, signal: run.signal, onProgress: report(index) };
      return index === ownShard ? indexHere(one, options) : indexOnHelpers(one, options);
    }),
  );
  return indexed.finally(release);
}

type ShardRun = Pick<IndexFilesOptions, 'files' | 'signal'> & { readonly onProgress: (done: number) => void };

function indexHere(run: ShardRun, { analyzer, maxFileBytes, digests }: IndexPoolOptions): Promise<IndexedFiles> {
  return indexFiles({ ...run, analyzer, maxFileBytes, digests });
}

/** A helper that is gone is replaced once; then this thread does its work: slower, and nobody's question fails. */
async function indexOnHelpers(run: ShardRun, options: IndexPoolOptions): Promise<IndexedFiles> {
  const { maxFileBytes, digests, recipe, indexElsewhere } = options;
  for (let attempt = 0; attempt < HELPERS_A_SHARD; attempt++) {
    try {
      const params = { files: run.files, maxFileBytes, digests, ...recipe };
      return await indexOnHelper(params, run.signal, run.onProgress, indexElsewhere);
    } catch (error) {
      if (!(error instanceof HelperEnded)) throw error;
    }
  }
  return indexHere(run, options);
}

/** Neighbouring files stay together, so that each shard's chunks keep the order of their paths. */
function shardsBySize(files: readonly FileToIndex[], count: number): FileToIndex[][] {
  const share = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / count;
  const shards: FileToIndex[][] = [[]];
  let bytes = 0;
  for (const file of files) {
    if (bytes >= share * shards.length && shards.length < count) shards.push([]);
    shards.at(-1)!.push(file);
    bytes += file.sizeBytes;
  }
  return shards;
}

/** A thread of a short-lived process of its own, where what the server keeps resident counts; see `startIndexProcess`. */
async function indexOnHelper(
  params: ShardParams,
  signal: AbortSignal | undefined,
  onProgress: (done: number) => void,
  inProcess: boolean,
): Promise<IndexedFiles> {
  const helper = inProcess ? startIndexProcess() : startIndexThread();
  const channel = new ChannelClient(helper.port);
  helper.onEnd((error) => channel.close(error));
  try {
    return await channel.call<IndexedFiles>('indexShard', params, { signal, onProgress });
  } finally {
    helper.end();
  }
}

let prepared: Worker | undefined;

/** Starts a helper thread that will be needed in a moment: it takes as long as the crawl. Nobody waits for it if it is not. */
export function prepareIndexThread(): void {
  if (availableParallelism() < 2) return;
  holdYoungGeneration();
  prepared ??= indexThread();
  prepared.once('error', () => (prepared = undefined)).unref();
}

const indexThread = () => new Worker(workerEntry());

function startIndexThread(): IndexHelper {
  const worker = prepared ?? indexThread();
  prepared = undefined;
  worker.ref();
  return {
    port: worker,
    onEnd: (listener) => {
      worker.on('error', listener);
      worker.on('exit', () => listener(new HelperEnded('the indexing thread ended early')));
    },
    end: () => void worker.terminate(),
  };
}
