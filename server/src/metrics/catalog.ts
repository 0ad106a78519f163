import type { Latency } from './latency.ts';
import type { CacheLevelCounts, MetricsView } from './metricsView.ts';
import { CACHE_LEVELS, JOB_OUTCOMES, OUTCOMES, PACK_SOURCES, STAGES } from './names.ts';

export type MetricType = 'counter' | 'gauge' | 'histogram';

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | Latency;
}

/**
 * One metric, once: what is exported and the table in `docs/metrics.md` derive from it. Names follow Prometheus and
 * OpenTelemetry: the base unit at the end, `_total` for what only grows. Values of labels come from fixed lists.
 */
export interface MetricDefinition {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** By label: the values that it can have, or what they are. */
  readonly labels?: Readonly<Record<string, readonly string[] | string>>;
  readonly read: (view: MetricsView) => Iterable<Sample>;
}

/** Not `quantile`, which Prometheus keeps for its summaries. */
const PERCENTILES = ['p50', 'p95', 'p99'] as const;
const MS_PER_SECOND = 1000;
const STORE_LEVELS = CACHE_LEVELS.filter((level) => level !== 'memory');
const BREAKER_VALUES = { closed: 0, halfOpen: 1, open: 2 } as const;

export const CATALOG: readonly MetricDefinition[] = [
  {
    name: 'winnow_build_info',
    type: 'gauge',
    help: 'Always 1; the version is in the label',
    labels: { version: 'the program’s version' },
    read: ({ version }) => [{ labels: { version }, value: 1 }],
  },
  {
    name: 'winnow_requests_total',
    type: 'counter',
    help: 'Questions by how they ended',
    labels: { outcome: OUTCOMES },
    read: ({ requests }) => byName('outcome', requests.outcomes),
  },
  {
    name: 'winnow_request_duration_seconds',
    type: 'histogram',
    help: 'From a question’s arrival to its reply, the wait for its turn included',
    read: ({ requests }) => [{ value: requests.duration }],
  },
  {
    name: 'winnow_request_percentile_seconds',
    type: 'gauge',
    help: 'The same as percentiles of an HDR histogram since the start, exact to three digits',
    labels: { percentile: PERCENTILES },
    read: ({ requests }) => percentiles(requests.duration),
  },
  {
    name: 'winnow_stage_duration_seconds',
    type: 'histogram',
    help: 'Time in one stage of a question',
    labels: { stage: STAGES },
    read: ({ requests }) => passed(requests).map(([stage, value]) => ({ labels: { stage }, value })),
  },
  {
    name: 'winnow_stage_percentile_seconds',
    type: 'gauge',
    help: 'The same as percentiles of an HDR histogram since the start',
    labels: { stage: STAGES, percentile: PERCENTILES },
    read: ({ requests }) => passed(requests).flatMap(([stage, latency]) => percentiles(latency, { stage })),
  },
  {
    name: 'winnow_queue_wait_seconds',
    type: 'histogram',
    help: 'How long questions waited for their turn',
    read: ({ requests }) => [{ value: requests.queueWait }],
  },
  {
    name: 'winnow_queue_waiting_requests',
    type: 'gauge',
    help: 'Questions that wait for their turn',
    read: ({ queue }) => [{ value: queue.waiting }],
  },
  {
    name: 'winnow_queue_running_requests',
    type: 'gauge',
    help: 'Questions that are worked on',
    read: ({ queue }) => [{ value: queue.running }],
  },
  {
    name: 'winnow_packs_total',
    type: 'counter',
    help: 'Packs by where they came from; none: they were made',
    labels: { source: PACK_SOURCES },
    read: ({ requests }) => byName('source', requests.packs),
  },
  {
    name: 'winnow_tokens_in_total',
    type: 'counter',
    help: 'o200k_base tokens of the chosen lines as they stand in the files',
    read: ({ requests }) => [{ value: requests.tokensIn }],
  },
  {
    name: 'winnow_tokens_out_total',
    type: 'counter',
    help: 'o200k_base tokens of the packs',
    read: ({ requests }) => [{ value: requests.tokensOut }],
  },
  {
    name: 'winnow_redactions_total',
    type: 'counter',
    help: 'Secrets that were replaced in packs, by rule',
    labels: { rule: 'the id of a built-in rule, or other' },
    read: ({ requests }) => byName('rule', Object.fromEntries(requests.redactions)),
  },
  {
    name: 'winnow_held_back_chunks_total',
    type: 'counter',
    help: 'Chunks that stayed out because of their level',
    read: ({ requests }) => [{ value: requests.heldBack }],
  },
  {
    name: 'winnow_cache_lookups_total',
    type: 'counter',
    help: 'Look-ups in a level of the cache',
    labels: { level: CACHE_LEVELS, result: ['hit', 'miss'] },
    read: ({ cache }) =>
      cache.flatMap(({ level, hits, misses }) => [
        { labels: { level, result: 'hit' }, value: hits },
        { labels: { level, result: 'miss' }, value: misses },
      ]),
  },
  {
    name: 'winnow_cache_corrupt_entries_total',
    type: 'counter',
    help: 'Entries that did not decode or were tampered with; each is a miss, too',
    labels: { level: CACHE_LEVELS },
    read: ({ cache }) => byLevel(cache, ({ corrupt }) => corrupt),
  },
  {
    name: 'winnow_cache_failures_total',
    type: 'counter',
    help: 'Calls of a store that failed or were too late',
    labels: { level: CACHE_LEVELS },
    read: ({ cache }) => byLevel(cache, ({ failures }) => failures),
  },
  {
    name: 'winnow_cache_lookup_seconds_total',
    type: 'counter',
    help: 'Time of the look-ups that a store answered; divided by their number, the mean',
    labels: { level: STORE_LEVELS },
    read: ({ cache }) => byLevel(stores(cache), ({ lookupMs }) => lookupMs / MS_PER_SECOND),
  },
  {
    name: 'winnow_cache_evictions_total',
    type: 'counter',
    help: 'Entries that made room for others in memory',
    labels: { level: ['memory'] },
    read: ({ cache }) =>
      byLevel(
        cache.filter(({ level }) => level === 'memory'),
        ({ evictions }) => evictions,
      ),
  },
  {
    name: 'winnow_cache_dropped_writes_total',
    type: 'counter',
    help: 'Entries that were not written to a store, because too many waited for it',
    labels: { level: STORE_LEVELS },
    read: ({ cache }) => byLevel(stores(cache), ({ writesDropped }) => writesDropped),
  },
  {
    name: 'winnow_breaker_state',
    type: 'gauge',
    help: 'A store’s circuit breaker: 0 closed, 1 half open, 2 open',
    labels: { level: CACHE_LEVELS },
    read: ({ cache }) => byLevel(cache, ({ breaker }) => BREAKER_VALUES[breaker]),
  },
  {
    name: 'winnow_workspaces',
    type: 'gauge',
    help: 'Workspaces whose index is held',
    read: ({ index }) => [{ value: index.workspaces }],
  },
  {
    name: 'winnow_index_files',
    type: 'gauge',
    help: 'Files in these indexes',
    read: ({ index }) => [{ value: index.files }],
  },
  {
    name: 'winnow_index_skipped_files',
    type: 'gauge',
    help: 'Files that are left out of these indexes',
    read: ({ index }) => [{ value: index.filesSkipped }],
  },
  {
    name: 'winnow_index_chunks',
    type: 'gauge',
    help: 'Chunks in these indexes',
    read: ({ index }) => [{ value: index.chunks }],
  },
  {
    name: 'winnow_thread_restarts_total',
    type: 'counter',
    help: 'Pipeline threads that died and were replaced',
    read: ({ requests }) => [{ value: requests.threadRestarts }],
  },
  {
    name: 'winnow_jobs_total',
    type: 'counter',
    help: 'Jobs of the batch queue by how they ended in this worker; returned: given back for another one',
    labels: { outcome: JOB_OUTCOMES },
    read: ({ jobs }) => (jobs ? byName('outcome', jobs.outcomes) : []),
  },
  {
    name: 'winnow_jobs_running',
    type: 'gauge',
    help: 'Jobs of the batch queue that this worker is at',
    read: ({ jobs }) => (jobs ? [{ value: jobs.running }] : []),
  },
  {
    name: 'winnow_jobs_waiting',
    type: 'gauge',
    help: 'Jobs of the batch queue that no worker has begun, as Redis tells; the same from every worker',
    read: ({ jobs }) => (jobs?.waiting === undefined ? [] : [{ value: jobs.waiting }]),
  },
  {
    name: 'winnow_jobs_connected',
    type: 'gauge',
    help: '1 while the batch queue’s Redis answers, else 0',
    read: ({ jobs }) => (jobs ? [{ value: Number(jobs.connected) }] : []),
  },
];

function byName(label: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function byLevel(cache: readonly CacheLevelCounts[], value: (one: CacheLevelCounts) => number): Sample[] {
  return cache.map((one) => ({ labels: { level: one.level }, value: value(one) }));
}

function stores(cache: readonly CacheLevelCounts[]): readonly CacheLevelCounts[] {
  return cache.filter(({ level }) => level !== 'memory');
}

function passed({ stages }: MetricsView['requests']): readonly (readonly [string, Latency])[] {
  return [...stages].filter(([, latency]) => latency.count > 0);
}

function percentiles(latency: Latency, labels: Readonly<Record<string, string>> = {}): Sample[] {
  const summary = latency.summary();
  if (!summary) return [];
  return PERCENTILES.map((percentile) => {
    return { labels: { ...labels, percentile }, value: summary[percentile] / MS_PER_SECOND };
  });
}
