import { expect, test } from 'vitest';
import { CacheTotals } from '../../../server/src/metrics/cacheTotals.ts';
import { CATALOG } from '../../../server/src/metrics/catalog.ts';
import { createExporter } from '../../../server/src/metrics/exporter.ts';
import type { CacheLevelCounts } from '../../../server/src/metrics/metricsView.ts';
import { sampleView } from '../../helpers/metricsView.ts';

test('every metric is exported with its help and type, and every line can be read', async () => {
  const text = await createExporter(() => Promise.resolve(sampleView())).text();
  for (const { name, type, help } of CATALOG) {
    expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name}`);
  }
  const wrong = text
    .split('\n')
    .filter(
      (line) =>
        !/^(?:# (?:HELP|TYPE) .*|\w+(?:\{(?:\w+="[^"\n]*",?)+\})? (?:-?[\d.]+(?:e[+-]?\d+)?|Nan|\+Inf)|)$/.test(line),
    );
  expect(wrong).toEqual([]);
  expect(text).toMatch(/^winnow_request_duration_seconds_bucket\{le="0\.01"\} 0$/m);
  expect(text).toMatch(/^winnow_request_duration_seconds_bucket\{le="0\.025"\} 1$/m);
  expect(text).toMatch(/^winnow_request_duration_seconds_bucket\{le="\+Inf"\} 1$/m);
  expect(text).toMatch(/^winnow_request_duration_seconds_sum 0\.012$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^winnow_cache_lookup_seconds_total\{level="redis"\} 2\.5$/m);
  expect(text.match(/^winnow_cache_evictions_total.*$/gm)).toEqual(['winnow_cache_evictions_total{level="memory"} 6']);
  expect(text).toMatch(/^winnow_cache_dropped_writes_total\{level="postgres"\} 3$/m);
});

test('names say their unit, counters that they only grow', () => {
  const units = /_(?:seconds|bytes|total|info|state|requests|files|chunks|workspaces|running|waiting|connected)$/;
  expect(CATALOG.filter(({ name }) => !/^winnow_[a-z_]+$/.test(name) || !units.test(name))).toEqual([]);
  expect(CATALOG.filter(({ name, type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([]);
  expect(new Set(CATALOG.map(({ name }) => name)).size).toBe(CATALOG.length);
});

test('values of labels are from the lists that are documented', () => {
  const view = sampleView();
  for (const { labels = {}, read } of CATALOG) {
    for (const sample of read(view)) {
      for (const [label, value] of Object.entries(sample.labels ?? {})) {
        const allowed = labels[label];
        expect(allowed, label).toBeDefined();
        if (typeof allowed !== 'string') expect(allowed).toContain(value);
      }
    }
  }
});

test('a source that fails leaves what was known', async () => {
  let works = true;
  const exporter = createExporter(() => (works ? Promise.resolve(sampleView()) : Promise.reject(new Error('gone'))));
  expect(await exporter.text()).toContain('winnow_jobs_waiting 7');
  works = false;
  expect(await exporter.text()).toContain('winnow_jobs_waiting 7');
});

test('sums over caches never fall, whichever of them is closed or begins anew', () => {
  const level = (hits: number): CacheLevelCounts => ({
    level: 'memory',
    hits,
    misses: 0,
    corrupt: 0,
    failures: 0,
    lookupMs: 0,
    evictions: 0,
    writesDropped: 0,
    breaker: 'closed',
  });
  const totals = new CacheTotals();
  const [one, two] = [{}, {}];
  const sums = (
    [
      [one, 5],
      [two, 2],
      [one, 9],
      [one, 3],
      [two, 2],
    ] as const
  ).map(([cache, hits]) => {
    totals.update(cache, [level(hits)]);
    return totals.levels()[0]!.hits;
  });
  expect(sums).toEqual([5, 7, 11, 14, 14]);
});
