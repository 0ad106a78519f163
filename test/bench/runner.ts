import type { Runs } from './figures.ts';

/** Runs something once and returns what was measured (milliseconds, bytes …). */
export type Contender = () => number | Promise<number>;

/**
 * Measures contenders side by side: `warmups` rounds that do not count, then `runs` rounds, in each of which every
 * contender runs once, another one first each time, so that a slow minute of the machine hits all of them.
 */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { runs = 5, warmups = 1 }: { runs?: number; warmups?: number } = {},
): Promise<Record<Name, Runs>> {
  const names = Object.keys(contenders) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -warmups; round < runs; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + warmups) % names.length]!;
      globalThis.gc?.();
      const value = await contenders[name]();
      if (round >= 0) values.get(name)!.push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, summarize(values.get(name)!)])) as Record<Name, Runs>;
}

/** Milliseconds that `work` takes. */
export function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

export function summarize(values: readonly number[]): Runs {
  const sorted = values.toSorted((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return { median, spread: ((sorted.at(-1)! - sorted[0]!) / 2 / median) * 100, values };
}

/** The value below which the share `q` of the ascending values lies (nearest rank). */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? NaN;
}

/** Each run of times over `bytes` as a speed in MB/s (10^6 bytes). */
export function speed(bytes: number, times: Runs): Runs {
  return summarize(times.values.map((ms) => bytes / 1e3 / ms));
}

/** The name and runs of the best contender. */
export function best<Name extends string>(
  results: Readonly<Record<Name, Runs>>,
  better: 'more' | 'less',
): [Name, Runs] {
  const ranked = (Object.entries(results) as [Name, Runs][]).toSorted(([, a], [, b]) => a.median - b.median);
  return better === 'more' ? ranked.at(-1)! : ranked[0]!;
}
