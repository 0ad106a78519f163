import * as vscode from 'vscode';
import type { CommandName } from '../../shared/src/commands.ts';
import type { StatsResult } from '../../shared/src/protocol.ts';
import { fromServer } from './serverTexts.ts';
import { hitRatePercent, megabytes, milliseconds, problemsOf } from './statusText.ts';

const LINKS = [
  'winnow.optimizeContext',
  'winnow.showDashboard',
  'winnow.doctor',
  'winnow.showLogs',
  'winnow.restartServer',
] as const satisfies CommandName[];

/** All figures of the server as a Markdown table, what is wrong above it, the next steps below it. */
export function statusTooltip(stats: StatsResult): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  tooltip.isTrusted = { enabledCommands: LINKS };
  tooltip.appendMarkdown(
    `**Winnow ${stats.version}**${stats.indexing ? ` $(sync~spin) ${vscode.l10n.t('indexing')}` : ''}\n\n`,
  );
  for (const problem of problemsOf(stats)) {
    tooltip.appendMarkdown('$(warning) ');
    // Escaped: the words may hold a path of the workspace.
    tooltip.appendText(fromServer(problem).replace(/\s+/gu, ' '));
    tooltip.appendMarkdown('\n\n');
  }
  tooltip.appendMarkdown(
    ['| | |', '|:--|:--|', ...rows(stats).map(([name, value]) => `| ${name}&nbsp;&nbsp; | ${value} |`)].join('\n'),
  );
  tooltip.appendMarkdown(`\n\n${links()}`);
  return tooltip;
}

function rows(stats: StatsResult): readonly (readonly [string, string])[] {
  const { t } = vscode.l10n;
  const count = (value: number): string => value.toLocaleString(vscode.env.language);
  const rate = hitRatePercent(stats.cache);
  const { memory, latencyMs } = stats;
  return [
    [t('Packs'), count(stats.requests)],
    ...(latencyMs === null
      ? []
      : ([
          [t('Last latency'), milliseconds(latencyMs.last)],
          ['p50 · p95 · p99', [latencyMs.p50, latencyMs.p95, latencyMs.p99].map(milliseconds).join(' · ')],
        ] as const)),
    [t('Server memory'), t('{0} (heap {1})', megabytes(memory.rss), megabytes(memory.heapUsed))],
    [t('Files indexed'), t('{0} ({1} skipped)', count(stats.files), count(stats.filesSkipped))],
    [t('Chunks'), count(stats.chunks)],
    [
      t('Cache hits'),
      rate === undefined ? t('none yet') : t('{0} % of {1}', rate, count(stats.cache.hits + stats.cache.misses)),
    ],
    [t('Tokens packed'), count(stats.tokensOut)],
    [t('Secrets redacted'), count(stats.redactions)],
    ...savedToday(stats.savings),
  ];
}

/** Nothing where no ledger is kept. */
function savedToday(savings: StatsResult['savings']): readonly (readonly [string, string])[] {
  if (!savings) return [];
  const { t } = vscode.l10n;
  const { sameLines, wholeFiles } = savings.today.net;
  if (sameLines === null || wholeFiles === null) return [[t('Tokens saved today'), t('unknown: nothing was asked')]];
  const figures = t(
    '≈ {0} against whole files, {1} against the same lines',
    wholeFiles.toLocaleString(vscode.env.language),
    sameLines.toLocaleString(vscode.env.language),
  );
  return [[t('Tokens saved today'), figures]];
}

function links(): string {
  const titles: Readonly<Record<(typeof LINKS)[number], string>> = {
    'winnow.optimizeContext': vscode.l10n.t('Optimize Context…'),
    'winnow.showDashboard': vscode.l10n.t('Show Dashboard'),
    'winnow.doctor': vscode.l10n.t('Doctor'),
    'winnow.showLogs': vscode.l10n.t('Show Logs'),
    'winnow.restartServer': vscode.l10n.t('Restart Server'),
  };
  return LINKS.map((command) => `[${titles[command]}](command:${command})`).join(' · ');
}
