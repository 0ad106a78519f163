import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { RowReport } from './figures.ts';
import { BENCH_DIR } from './paths.ts';
import type { RowName } from './rows.ts';

/** What a row's process sends back. */
export type RowMessage = { readonly report: RowReport } | { readonly failure: string };

/** Runs one row in a process of its own, so that no row inherits another's heap or compiled code. */
export function runRow(row: RowName, full: boolean): Promise<RowReport> {
  const child = fork(join(BENCH_DIR, 'rowMain.ts'), [row, full ? 'full' : 'quick'], {
    execArgv: ['--expose-gc', '--max-old-space-size=6000'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (message: RowMessage) => {
      if ('report' in message) resolve(message.report);
      else reject(new Error(message.failure));
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(`the row's process ended with ${signal ?? code}`)));
  });
}
