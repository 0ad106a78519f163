import type { NetSavings, SavingsCounts, SavingsPeriod, SavingsSummary } from '../../../shared/src/savingsProtocol.ts';
import { addCounts, NO_COUNTS } from './entry.ts';

/** Counts by day (`2026-03-01`). */
export type LedgerDays = ReadonlyMap<string, SavingsCounts>;

const TOLD_DAYS = 30;

/** The figures of some days; `today` is the day of the clock. */
export function summarize(days: LedgerDays, today: string): SavingsSummary {
  const newestFirst = [...days].sort(([a], [b]) => (a < b ? 1 : -1));
  const total = newestFirst.reduce((sum, [, counts]) => addCounts(sum, counts), NO_COUNTS);
  return {
    today: period(days.get(today) ?? NO_COUNTS),
    total: period(total),
    since: newestFirst.at(-1)?.[0] ?? null,
    days: newestFirst.slice(0, TOLD_DAYS).map(([day, counts]) => ({ day, ...period(counts) })),
  };
}

function period(counts: SavingsCounts): SavingsPeriod {
  return { ...counts, net: netOf(counts) };
}

/** In, less out, less what our own tools cost. Unknown where nothing was answered or compressed. */
function netOf(counts: SavingsCounts): NetSavings {
  if (counts.questions === 0 && counts.outputs === 0) return { sameLines: null, wholeFiles: null };
  const spent = counts.packTokens + counts.outputTokens + counts.schemaTokens;
  return {
    sameLines: counts.lineTokens + counts.outputRawTokens - spent,
    wholeFiles: counts.fileTokens + counts.outputRawTokens - spent,
  };
}
