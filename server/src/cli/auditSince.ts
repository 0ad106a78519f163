import { UsageError } from '../base/errors.ts';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const AGE = /^(\d{1,6})([smhdw])$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** `2h`, `7d` (that long before `nowMs`) or a date, as milliseconds since 1970. @throws UsageError */
export function parseSince(text: string, nowMs: number): number {
  const age = AGE.exec(text);
  if (age) return nowMs - Number(age[1]) * UNIT_MS[age[2] as keyof typeof UNIT_MS];
  const date = DATE.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(date))
    throw new UsageError(`--since ${text} is neither an age nor a date: write 2h, 7d, 2026-03-01 or 2026-03-01T12:00Z`);
  return date;
}
