import type { Row } from './figures.ts';
import type { RowMessage } from './rowProcess.ts';
import { isRow, ROWS } from './rows.ts';

// The process of one row: `node rowMain.ts ROW full|quick`, started by rowProcess.ts.
const [name = '', size] = process.argv.slice(2);
const send = (message: RowMessage) => process.send?.(message, () => process.exit());
try {
  if (!isRow(name)) throw new Error(`no such row: ${name}`);
  const row: Row = await ROWS[name]();
  const report = await row({ full: size === 'full', log: (line) => console.error(`bench: ${name}: ${line}`) });
  send({ report });
} catch (error) {
  if (process.env.WINNOW_BENCH_STACK) console.error(error);
  send({ failure: error instanceof Error ? error.message : String(error) });
}
