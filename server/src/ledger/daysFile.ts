import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { SavingsCounts } from '../../../shared/src/savingsProtocol.ts';
import { seal, unseal } from '../base/seal.ts';
import { COUNTED } from './entry.ts';
import type { LedgerDays } from './summary.ts';

/** Raised when the shape changes: what was kept before then counts as nothing. */
const FORMAT = 1;
/** More than a year; the oldest go first. */
const MOST_DAYS = 400;
/** Full it takes a tenth of this. */
const MOST_FILE_BYTES = 1_000_000;
const BOUND = Buffer.from('winnow savings ledger');

const DAYS = z.object({
  format: z.literal(FORMAT),
  days: z
    .array(
      z.tuple([z.string().check(z.regex(/^\d{4,6}-\d\d-\d\d$/)), z.array(z.int()).check(z.length(COUNTED.length))]),
    )
    .check(z.maxLength(MOST_DAYS)),
});

/** The days in a file that `writeDays` wrote; none where there is no file. @throws where it does not open */
export function readDays(path: string, key: Uint8Array): LedgerDays {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return new Map();
  if (size > MOST_FILE_BYTES) throw new Error('it is too large');
  const json = unseal(key, BOUND, readFileSync(path))?.toString();
  if (json === undefined) throw new Error('it has another format');
  const { days } = DAYS.parse(JSON.parse(json));
  return new Map(days.map(([day, counts]) => [day, fromRow(counts)]));
}

/** Keeps the newest days; written beside and renamed, so that a reader sees the old file or the new. */
export function writeDays(path: string, key: Uint8Array, days: LedgerDays): void {
  const newest = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-MOST_DAYS);
  const rows = newest.map(([day, counts]) => [day, COUNTED.map((name) => counts[name])]);
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const sealed = seal(key, BOUND, Buffer.from(JSON.stringify({ format: FORMAT, days: rows })));
    writeFileSync(temporary, sealed, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function fromRow(row: readonly number[]): SavingsCounts {
  return Object.fromEntries(COUNTED.map((name, at) => [name, row[at]!])) as unknown as SavingsCounts;
}
