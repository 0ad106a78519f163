import type { Check } from './check.ts';
import { checkAll } from './checks.ts';
import type { Run } from './command.ts';
import { alignColumns } from './table.ts';
import type { Paint } from './terminal.ts';

const FORMAT = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

export const runDoctor: Run<Record<never, never>> = async ({ workspace, json, terminal }) => {
  const checks = await checkAll(workspace);
  await terminal.print(json ? JSON.stringify({ checks }) : report(checks, terminal.paint).join('\n'));
  return checks.some(({ status }) => status === 'fail') ? 1 : 0;
};

function report(checks: readonly Check[], paint: Paint): string[] {
  const lines = alignColumns(checks.map(({ status, name, detail }) => [status, name, detail]));
  return checks.flatMap(({ status, mend }, at) => {
    const line = lines[at]!.replace(status, () => paint(FORMAT[status], status));
    return mend === undefined ? [line] : [line, `      mend: ${mend}`];
  });
}
