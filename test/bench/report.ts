import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { recipe } from './corpus/recipe.ts';
import type { DetailedFigure, RowReport } from './figures.ts';
import { REPOSITORY_DIR } from './paths.ts';
import { peerVersions } from './peers.ts';
import type { RowName } from './rows.ts';

const COLUMNS = ['row', 'metric', 'Winnow', '±', 'peer', 'peer value', '±', 'ratio', 'reach', 'met'];

/** The figures as a table for a terminal. */
export function renderTable(figures: readonly DetailedFigure[]): string {
  const lines = [COLUMNS, ...figures.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells(figure: DetailedFigure): string[] {
  return [
    figure.row,
    figure.metric,
    `${figure.value} ${figure.unit}`.trim(),
    percent(figure.spread),
    figure.peer ?? '',
    figure.peerValue === null ? '' : `${figure.peerValue} ${figure.unit}`.trim(),
    percent(figure.peerSpread),
    figure.ratio === null ? '' : `${figure.ratio}×`,
    figure.reach ?? '',
    figure.met === null ? '' : figure.met ? 'yes' : 'NO',
  ];
}

function percent(spread: number | null): string {
  return spread === null ? '' : `${spread.toFixed(0)} %`;
}

/** Rewrites docs/benchmarks.md. */
export function writeReport(reports: ReadonlyMap<RowName, RowReport>, failures: ReadonlyMap<RowName, string>): void {
  const figures = [...reports.values()].flatMap((report) => report.figures);
  const sections = [
    '# Benchmarks',
    'Written by `npm run bench`; do not edit. Every figure was measured in the same run as its peer, interleaved; where a run repeats, ' +
      'the median is given and ± is half the range of the runs over it. MB = 10^6 bytes. A ratio above 1 is better than the peer. ' +
      'Times on a shared machine drift by a quarter: compare ratios.',
    ['## Figures', markdownTable(COLUMNS, figures.map(cells))].join('\n\n'),
    ...(failures.size > 0
      ? [['## Failed', ...[...failures].map(([row, message]) => `- ${row}: ${message}`)].join('\n')]
      : []),
    ['## Method', ...[...reports].map(([row, { notes }]) => `**${row}**: ${notes.join(' ')}`)].join('\n\n'),
    machine(),
    versions(),
  ];
  writeFileSync(join(REPOSITORY_DIR, 'docs', 'benchmarks.md'), `${sections.join('\n\n')}\n`);
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function machine(): string {
  const processors = cpus();
  return [
    '## Machine',
    `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 1e9)} GB, ` +
      `${type()} ${release().split('-')[0]}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}. ` +
      `Load average over the last 15 minutes when the run ended: ${loadavg()[2]!.toFixed(1)} (one measured process at a time makes about 1).`,
  ].join('\n\n');
}

function versions(): string {
  const { files, bytes, sha256 } = recipe.expected;
  const packages = recipe.packages.map(({ name, version }) => `${name}@${version}`).join(', ');
  const peers = Object.entries(peerVersions()).map(([name, version]) => `${name} ${version}`);
  return [
    '## Corpus and versions',
    `Corpus: ${files} files, ${(bytes / 1e6).toFixed(1)} MB of readable sources (sha256 of paths and contents \`${sha256.slice(0, 16)}…\`) from ${packages}. ` +
      '`npm run bench:corpus` builds it.',
    `Peers: ${peers.join(', ')}.`,
  ].join('\n\n');
}
