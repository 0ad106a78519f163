import { figure, plain, type DetailedFigure } from '../figures.ts';
import { renderTable } from '../report.ts';
import { readSamples } from './samples.ts';
import { score, type Score, type Share } from './score.ts';

export const SECRETS_QUALITY = 'secrets-quality';

export interface SecretsQualityOptions {
  /** Sample files, `.jsonl` or `.jsonl.gz`. */
  readonly files: readonly string[];
  readonly scope: string | undefined;
  readonly json: boolean;
}

/** Scores the product's secret detection on sample sets and prints the figures. Exit code: 0 scored, 2 usage. */
export function secretsQuality({ files, scope, json }: SecretsQualityOptions): number {
  if (files.length === 0) {
    console.error(`usage: npm run bench -- ${SECRETS_QUALITY} --samples FILE.jsonl[.gz] [--samples …] [--scope NAME]`);
    return 2;
  }
  const scored = files.map((file) => {
    const { name, samples } = readSamples(file, scope);
    return { name, result: score(samples) };
  });
  const label = (name: string) => (scored.length > 1 ? ` ${name}` : '');
  const figures = scored.flatMap(({ name, result }) => figuresOf(result, label(name)));
  if (json) console.log(JSON.stringify(plain(figures), null, 2));
  else console.log([renderTable(figures), ...scored.map(({ name, result }) => details(name, result))].join('\n\n'));
  return 0;
}

function figuresOf({ recall, falsePositives, exactSpans, readable }: Score, label: string): DetailedFigure[] {
  const rows: readonly (readonly [metric: string, share: Share, better: 'more' | 'less'])[] = [
    ['recall', recall, 'more'],
    ['falsePositives', falsePositives, 'less'],
    ['exactSpans', exactSpans, 'more'],
    ['readable', readable, 'less'],
  ];
  return rows
    .filter(([, { of }]) => of > 0)
    .flatMap(([metric, { count, of }, better]) => [
      figure({
        row: SECRETS_QUALITY,
        metric: metric + label,
        unit: '%',
        value: (count / of) * 100,
        better,
      }),
      figure({ row: SECRETS_QUALITY, metric: `${metric} count${label}`, unit: `of ${of}`, value: count, better }),
    ]);
}

function details(name: string, { misses, wrong }: Score): string {
  const missed = [...misses].toSorted(([, a], [, b]) => b.count - a.count);
  return [
    `${name}: misses by the set's rule`,
    ...missed.map(([rule, { count, of }]) => `  ${rule} ${count} of ${of}`),
    `${name}: false positives, the set's rule → ours`,
    ...[...wrong].toSorted(([, a], [, b]) => b - a).map(([rules, count]) => `  ${rules} ${count}`),
  ].join('\n');
}
