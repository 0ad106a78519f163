import * as vscode from 'vscode';
import type {
  DashboardPlot,
  DashboardRow,
  DashboardSection,
  DashboardState,
} from '../../../shared/src/dashboardProtocol.ts';
import type { StatsResult } from '../../../shared/src/protocol.ts';
import { fromServer } from '../serverTexts.ts';
import { hitRatePercent, megabytes, milliseconds, problemsOf } from '../statusText.ts';
import { barsOf } from './latencyBars.ts';
import type { StatsHistory, StatsSample } from './statsHistory.ts';

const { t } = vscode.l10n;
const BYTES_PER_MB = 1_000_000;

/** What the dashboard shows of what the server told; undefined before it told anything. */
export function dashboardState(history: StatsHistory): DashboardState | undefined {
  const stats = history.newest;
  if (!stats) return undefined;
  return {
    title: t('Winnow dashboard'),
    problems: problemsOf(stats).map(fromServer),
    sections: [
      latency(stats),
      stages(stats),
      cache(stats),
      savings(stats),
      redactions(stats),
      queue(stats),
      index(stats),
    ],
    plots: plots(history, stats),
    texts: {
      exportCsv: t('Export CSV…'),
      exportPng: t('Export PNG…'),
      asTable: t('As a table'),
      time: t('Time'),
      allWell: t('All is well.'),
      nothingYet: t('Nothing yet: ask a question.'),
    },
  };
}

const count = (value: number): string => value.toLocaleString(vscode.env.language);

function latency({ latencyMs, requests, memory }: StatsResult): DashboardSection {
  const rows: DashboardRow[] = [[t('Packs'), count(requests)]];
  if (latencyMs) {
    rows.push(
      [t('Last latency'), milliseconds(latencyMs.last)],
      ['p50', milliseconds(latencyMs.p50)],
      ['p95', milliseconds(latencyMs.p95)],
      ['p99', milliseconds(latencyMs.p99)],
    );
  }
  rows.push([t('Server memory'), t('{0} (heap {1})', megabytes(memory.rss), megabytes(memory.heapUsed))]);
  return { title: t('Latency and memory'), rows };
}

function stages({ questions }: StatsResult): DashboardSection {
  const rows = Object.entries(questions?.stages ?? {}).map(([stage, { p50, p95, count: times }]): DashboardRow => [
    stage,
    t('p50 {0}, p95 {1}, {2} times', milliseconds(p50), milliseconds(p95), count(times)),
  ]);
  return { title: t('Where the time goes'), rows, none: t('Nothing yet: ask a question.') };
}

function cache({ cache: { levels } }: StatsResult): DashboardSection {
  const breakers = { closed: t('in use'), open: t('away'), halfOpen: t('being tried') };
  const rows = levels.map(({ level, hits, misses, corrupt, failures, breaker }): DashboardRow => {
    const parts = [t('{0} hits, {1} misses', count(hits), count(misses)), breakers[breaker]];
    if (failures > 0) parts.push(t('{0} failures', count(failures)));
    if (corrupt > 0) parts.push(t('{0} damaged entries', count(corrupt)));
    return [level, parts.join(', ')];
  });
  return { title: t('Cache'), rows };
}

function savings({ savings: known, tokensOut }: StatsResult): DashboardSection {
  const unknown = t('unknown');
  const figure = (value: number | null | undefined) => (value === null || value === undefined ? unknown : count(value));
  return {
    title: t('Tokens'),
    rows: [
      [t('Tokens packed'), count(tokensOut)],
      [t('Saved today against the same lines, net'), figure(known?.today.net.sameLines)],
      [t('Saved today against whole files, net, about'), figure(known?.today.net.wholeFiles)],
      [t('Saved in all against the same lines, net'), figure(known?.total.net.sameLines)],
      [t('Saved in all against whole files, net, about'), figure(known?.total.net.wholeFiles)],
    ],
  };
}

function redactions({ questions, redactions: all }: StatsResult): DashboardSection {
  const rules = Object.entries(questions?.redactionsByRule ?? {}).sort((a, b) => b[1] - a[1]);
  return {
    title: t('Secrets redacted'),
    rows: [[t('All'), count(all)], ...rules.map(([rule, times]): DashboardRow => [rule, count(times)])],
  };
}

function queue({ questions }: StatsResult): DashboardSection {
  if (!questions) return { title: t('Queue'), rows: [], none: t('unknown') };
  const { waiting, running } = questions.queue;
  const outcomes = Object.entries(questions.outcomes).filter(([, times]) => times > 0);
  return {
    title: t('Queue'),
    rows: [
      [t('Waiting'), count(waiting)],
      [t('Under way'), count(running)],
      ...outcomes.map(([outcome, times]): DashboardRow => [fromServer(outcome), count(times)]),
    ],
  };
}

function index({ files, filesSkipped, skippedByReason, chunks, indexing, version }: StatsResult): DashboardSection {
  return {
    title: t('Index'),
    rows: [
      [t('Files indexed'), indexing ? t('{0}, still indexing', count(files)) : count(files)],
      [t('Files skipped'), count(filesSkipped)],
      ...Object.entries(skippedByReason).map(([reason, times]): DashboardRow => [
        `– ${fromServer(reason)}`,
        count(times),
      ]),
      [t('Chunks'), count(chunks)],
      [t('Version'), version],
    ],
    ...(filesSkipped > 0 ? { action: { text: t('Show Skipped Files'), message: { kind: 'skipped' } } } : {}),
  };
}

function plots({ samples }: StatsHistory, stats: StatsResult): readonly DashboardPlot[] {
  const xs = samples.map(({ atMs }) => Math.round(atMs / 1000));
  const values = (of: (sample: StatsSample) => number | null) => samples.map(of);
  const lines = { kind: 'lines', xs } as const;
  const { labels, counts } = barsOf(stats.questions?.histogram);
  const answered = counts.reduce((sum, times) => sum + times, 0);
  const rate = hitRatePercent(stats.cache);
  const none = t('Nothing yet: ask a question.');
  return [
    {
      ...lines,
      id: 'latency',
      title: t('Latency of packs'),
      summary: stats.latencyMs
        ? t('p50 {0}, p95 {1}', milliseconds(stats.latencyMs.p50), milliseconds(stats.latencyMs.p95))
        : none,
      unit: 'ms',
      series: [
        { name: 'p50', values: values(({ p50 }) => p50) },
        { name: 'p95', values: values(({ p95 }) => p95) },
        { name: 'p99', values: values(({ p99 }) => p99) },
      ],
    },
    {
      id: 'histogram',
      kind: 'bars',
      title: t('How long packs took, in milliseconds'),
      summary: answered === 0 ? none : t('Packs since the server started: {0}', count(answered)),
      unit: '',
      xs: labels.map((_, bar) => bar),
      labels,
      series: [{ name: t('Packs'), values: counts }],
    },
    {
      ...lines,
      id: 'memory',
      title: t('Memory of the server'),
      summary: t('{0} (heap {1})', megabytes(stats.memory.rss), megabytes(stats.memory.heapUsed)),
      unit: 'MB',
      series: [
        { name: t('Resident'), values: values(({ rssBytes }) => Math.round(rssBytes / BYTES_PER_MB)) },
        { name: t('Heap'), values: values(({ heapBytes }) => Math.round(heapBytes / BYTES_PER_MB)) },
      ],
    },
    {
      ...lines,
      id: 'hits',
      title: t('Cache hits'),
      summary: rate === undefined ? none : t('{0} % of look-ups since the server started', rate),
      unit: '%',
      series: [{ name: t('Hits'), values: values(({ hitPercent }) => hitPercent && Math.round(hitPercent)) }],
    },
  ];
}
