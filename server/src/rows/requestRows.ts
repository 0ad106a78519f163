import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemClock, type Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { GuardedStore } from '../cache/guardedStore.ts';
import { createPostgresRows } from '../cache/postgresRows.ts';
import type { RequestRow, RowSink } from '../cache/requestRow.ts';
import { createSqliteRows } from '../cache/sqliteRows.ts';
import { faultOf } from '../cache/storeFault.ts';
import type { StoreUrl } from '../cache/storeUrl.ts';
import { countedStore } from './countedStore.ts';
import { createRowWriter, type RowWriter } from './rowWriter.ts';

/** Where each question that was answered leaves its figures. */
export interface RequestRows {
  /** Costs the question nothing: rows are written later, in batches. Never throws. */
  record(answer: MeasuredAnswer): void;
  /** The stores, with reads of PostgreSQL's entries told to PostgreSQL. */
  counted(stores: readonly GuardedStore[]): readonly GuardedStore[];
  /** Writes what waits; a place that does not answer is given a second. Never rejects. */
  close(): Promise<void>;
}

export interface MeasuredAnswer extends Pick<RequestRow, 'latencyMs' | 'stages'> {
  readonly cacheLevel: string;
  /** Its counts alone are kept. */
  readonly pack: { readonly rawTokens: number; readonly tokens: number };
}

export interface RequestRowsOptions {
  /** Through what the questions come in. */
  readonly surface: string;
  /** The user's data folder. */
  readonly dataFolder: string;
  /** The team's PostgreSQL, where one is configured and may be used. */
  readonly postgres?: StoreUrl | undefined;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Milliseconds since 1970. */
  readonly wallMs?: () => number;
}

/** A statement of some rows takes a millisecond; a network is not to be bothered for each question. */
const DISK_INTERVAL_MS = 5000;
const POSTGRES_INTERVAL_MS = 20_000;
const DEADLINE_MS = 1000;

/** This user's file of rows. */
export function rowsPath(dataFolder: string): string {
  return join(dataFolder, 'performance.sqlite');
}

/** Rows in this user's file, and in the team's PostgreSQL if there is one. What fails costs rows, and one line in the log. */
export function openRequestRows(options: RequestRowsOptions): RequestRows {
  const { surface, dataFolder, postgres, log, clock = systemClock, wallMs = Date.now } = options;

  function writerTo(sink: RowSink, name: string, intervalMs: number): RowWriter {
    const writer = createRowWriter({
      sink,
      clock,
      intervalMs,
      deadlineMs: DEADLINE_MS,
      onChange: (state, error) => {
        if (state === 'open') log.info(`performance rows: ${name} does not take them: ${faultOf(error)}`);
        else log.info(`performance rows: ${name} takes them again`);
      },
    });
    const close = async (): Promise<void> => {
      await writer.close();
      const { dropped } = writer.stats();
      if (dropped > 0) log.info(`performance rows: ${dropped} of them never came to ${name}`);
    };
    return { ...writer, close };
  }

  const path = rowsPath(dataFolder);
  const disk = writerTo(createSqliteRows({ path, log, wallMs }), path, DISK_INTERVAL_MS);
  const team =
    postgres &&
    writerTo(createPostgresRows({ url: postgres.url }), `PostgreSQL at ${postgres.name}`, POSTGRES_INTERVAL_MS);
  const writers = team ? [disk, team] : [disk];

  return {
    record: ({ cacheLevel: cache, latencyMs, stages, pack: { rawTokens: tokensIn, tokens: tokensOut } }) => {
      const row = { id: randomUUID(), atMs: wallMs(), surface, cache, latencyMs, stages, tokensIn, tokensOut };
      for (const writer of writers) writer.add(row);
    },
    counted: (stores) =>
      team ? stores.map((store) => (store.level === 'postgres' ? countedStore(store, team.used) : store)) : stores,
    close: async () => {
      await Promise.all(writers.map((writer) => writer.close()));
    },
  };
}
