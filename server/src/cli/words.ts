import { makeVisibleName } from '../engine/pack/visible.ts';

/** 12345 → "12,345", whatever the machine's language: output is compared and parsed by people's scripts. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** "1 file", "2 files". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${grouped(Math.round(ms))} ms`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

export function lineRange({ path, startLine, endLine }: LineRange): string {
  const lines = startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`;
  return `${makeVisibleName(path)}:${lines}`;
}

interface LineRange {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** How many of each reason, the most frequent first. */
export function countBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
