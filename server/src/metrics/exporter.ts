import { collectDefaultMetrics, Registry, type Metric } from 'prom-client';
import { CATALOG, type MetricDefinition, type Sample } from './catalog.ts';
import { BUCKET_BOUNDS_MS, type Latency } from './latency.ts';
import { lastKnown, LONGER_PATIENCE_MS } from './lastKnown.ts';
import type { MetricsView } from './metricsView.ts';

export interface Exporter {
  /** Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

const MS_PER_SECOND = 1000;

/** Makes text of what `source` tells, and of memory, CPU, garbage collection and event-loop delay of this process. */
export function createExporter(source: () => Promise<MetricsView>): Exporter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const known = lastKnown(source, LONGER_PATIENCE_MS);
  let view: MetricsView | undefined;
  for (const definition of CATALOG) registry.registerMetric(metricOf(definition, () => view));
  return {
    contentType: registry.contentType,
    text: async () => {
      view = await known();
      return registry.metrics();
    },
  };
}

interface Value {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

/** What the registry asks of a metric; ours are counted elsewhere, so that counting needs no library. */
function metricOf({ name, type, help, labels = {}, read }: MetricDefinition, view: () => MetricsView | undefined) {
  const get = async () => {
    const now = view();
    const values = now ? [...read(now)].flatMap((sample) => valuesOf(name, sample)) : [];
    return { name, help, type, values, aggregator: 'sum' };
  };
  return { name, help, labelNames: Object.keys(labels), get, reset: () => {} } as unknown as Metric;
}

function valuesOf(name: string, { labels = {}, value }: Sample): readonly Value[] {
  return typeof value === 'number' ? [{ labels, value }] : histogramValues(name, labels, value);
}

function histogramValues(name: string, labels: Readonly<Record<string, string>>, latency: Latency): readonly Value[] {
  const counts = latency.cumulativeCounts();
  const buckets = BUCKET_BOUNDS_MS.map((boundMs, at) => ({ le: boundMs / MS_PER_SECOND, value: counts[at]! }));
  return [
    ...buckets.map(({ le, value }) => ({ labels: { ...labels, le }, value, metricName: `${name}_bucket` })),
    { labels: { ...labels, le: '+Inf' }, value: latency.count, metricName: `${name}_bucket` },
    { labels, value: latency.totalMs / MS_PER_SECOND, metricName: `${name}_sum` },
    { labels, value: latency.count, metricName: `${name}_count` },
  ];
}
