import { execFile, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createExporter } from '../../server/src/metrics/exporter.ts';
import { requireComponent } from '../helpers/components.ts';
import { alertRules, DEPLOY } from '../helpers/deployed.ts';
import { sampleView } from '../helpers/metricsView.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const program = await requireComponent('prometheus');
const RULES = join(DEPLOY, 'prometheus/alerts.yml');
const promtoolPath = 'path' in program ? join(dirname(program.path), 'promtool') : '';
const promtool = (...args: readonly string[]) => promisify(execFile)(promtoolPath, args);

type SeriesValues = Readonly<Record<string, string>>;

/** Half an hour of a worker that is well: a sample every 15 seconds, in promtool's notation `begin+step×count`. */
const WELL: SeriesValues = {
  'up{job="winnow", instance="w"}': '1x120',
  'winnow_build_info{instance="w", version="1.2.3"}': '1x120',
  'winnow_requests_total{instance="w", outcome="answered"}': '0+100x120',
  'winnow_requests_total{instance="w", outcome="failed"}': '0x120',
  'winnow_requests_total{instance="w", outcome="busy"}': '0x120',
  'winnow_request_duration_seconds_bucket{instance="w", le="1"}': '0+100x120',
  'winnow_request_duration_seconds_bucket{instance="w", le="5"}': '0+100x120',
  'winnow_request_duration_seconds_bucket{instance="w", le="+Inf"}': '0+100x120',
  'winnow_breaker_state{instance="w", level="redis"}': '0x120',
  'winnow_cache_corrupt_entries_total{instance="w", level="redis"}': '0x120',
  'winnow_jobs_waiting{instance="w"}': '500x120',
  'winnow_jobs_total{instance="w", outcome="done"}': '0+50x120',
  'winnow_jobs_total{instance="w", outcome="failed"}': '0x120',
  'winnow_jobs_total{instance="w", outcome="refused"}': '0x120',
  'winnow_jobs_connected{instance="w"}': '1x120',
  'nodejs_eventloop_lag_p99_seconds{instance="w"}': '0.02x120',
  'process_resident_memory_bytes{instance="w", job="winnow"}': '400000000x120',
  'winnow_thread_restarts_total{instance="w"}': '0x120',
};

/** What is otherwise, and the alerts that fire for it after half an hour. `''` is a series that is not there. */
const ROWS: readonly (readonly [what: string, otherwise: SeriesValues, fires: readonly string[]])[] = [
  ['all is well', {}, []],
  ['a worker does not answer', { 'up{job="winnow", instance="w"}': '1x60 0x60' }, ['WinnowDown']],
  ['there is no worker', { 'winnow_build_info{instance="w", version="1.2.3"}': '' }, ['WinnowNoWorker']],
  ['2 % fail', { 'winnow_requests_total{instance="w", outcome="failed"}': '0+2.2x120' }, ['WinnowRequestsFail']],
  ['0.5 % fail', { 'winnow_requests_total{instance="w", outcome="failed"}': '0+0.5x120' }, []],
  ['10 % are slow', { 'winnow_request_duration_seconds_bucket{instance="w", le="1"}': '0+90x120' }, ['WinnowSlow']],
  ['2 % are slow', { 'winnow_request_duration_seconds_bucket{instance="w", le="1"}': '0+98x120' }, []],
  ['some are turned away', { 'winnow_requests_total{instance="w", outcome="busy"}': '0+1x120' }, ['WinnowBusy']],
  ['a breaker is open', { 'winnow_breaker_state{instance="w", level="redis"}': '0x60 2x60' }, ['WinnowBreakerOpen']],
  [
    'its probes are seen',
    { 'winnow_breaker_state{instance="w", level="redis"}': `0x60 ${'2 2 1 '.repeat(20).trim()}` },
    ['WinnowBreakerOpen'],
  ],
  ['it opens for a moment', { 'winnow_breaker_state{instance="w", level="redis"}': '0x100 2x4 0x16' }, []],
  [
    'entries do not open',
    { 'winnow_cache_corrupt_entries_total{instance="w", level="redis"}': '0+1x120' },
    ['WinnowCacheCorrupt'],
  ],
  ['jobs wait and none is done', { 'winnow_jobs_total{instance="w", outcome="done"}': '7x120' }, ['WinnowJobsWait']],
  ['one job fails', { 'winnow_jobs_total{instance="w", outcome="failed"}': '0x90 1x30' }, ['WinnowJobsFail']],
  ['one is refused', { 'winnow_jobs_total{instance="w", outcome="refused"}': '0x90 1x30' }, ['WinnowJobsFail']],
  ['the queue is away', { 'winnow_jobs_connected{instance="w"}': '1x60 0x60' }, ['WinnowQueueAway']],
  [
    'the thread is blocked',
    { 'nodejs_eventloop_lag_p99_seconds{instance="w"}': '0.4x120' },
    ['WinnowEventLoopBlocked'],
  ],
  [
    'memory is short',
    { 'process_resident_memory_bytes{instance="w", job="winnow"}': '1700000000x120' },
    ['WinnowMemory'],
  ],
  ['threads die', { 'winnow_thread_restarts_total{instance="w"}': '0x60 1x10 3x20 4x30' }, ['WinnowThreadsDie']],
];

/** https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
function ruleTest(otherwise: SeriesValues, fires: readonly string[]): string {
  const series = Object.entries({ ...WELL, ...otherwise }).filter(([, values]) => values !== '');
  const asked = {
    expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
    eval_time: '30m',
    exp_samples: fires.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
  };
  return stringify({
    rule_files: [RULES],
    evaluation_interval: '15s',
    tests: [
      {
        interval: '15s',
        input_series: series.map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [asked],
      },
    ],
  });
}

describe.skipIf(!('path' in program))('Prometheus judges', () => {
  test.each([
    ['config', 'prometheus.yml', /SUCCESS: .*prometheus\.yml is valid/],
    ['rules', 'alerts.yml', /SUCCESS: 13 rules found/],
  ])('%s: %s is valid', async (kind, file, says) => {
    expect((await promtool('check', kind, join(DEPLOY, 'prometheus', file))).stdout).toMatch(says);
  });

  test.each(ROWS)('%s: %j fires %j', async (_, otherwise, fires) => {
    const folder = temporaryFolder({ 'test.yml': ruleTest(otherwise, fires) });
    const { stdout, stderr } = await promtool('test', 'rules', join(folder.path, 'test.yml'));
    folder.remove();
    expect(`${stdout}${stderr}`).toMatch(/SUCCESS/);
  });
});

test.skipIf(!('path' in program))('promtool finds nothing to mend in a metric of ours', async () => {
  const input = await createExporter(() => Promise.resolve(sampleView())).text();
  const { stdout, stderr } = spawnSync(promtoolPath, ['check', 'metrics'], { input, encoding: 'utf8' });
  // Those of the client library are what dashboards of others know.
  expect(`${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith('nodejs_'))).toEqual([]);
  expect(input).toMatch(/^winnow_/m);
});

test('each rule has a case in which it fires', () => {
  const fired = new Set(ROWS.flatMap(([, , fires]) => fires));
  expect(alertRules().flatMap(({ alert }) => (fired.has(alert) ? [] : alert))).toEqual([]);
});
