import { parseArgs } from 'node:util';
import { plain, type RowReport } from './figures.ts';
import { installPeers } from './peers.ts';
import { renderTable, writeReport } from './report.ts';
import { isRow, ROWS, type RowName } from './rows.ts';
import { runRow } from './rowProcess.ts';
import { learning, learningLines } from './selection/learning.ts';
import { selection } from './selection/selection.ts';
import { SECRETS_QUALITY, secretsQuality } from './secretsQuality/main.ts';

const SELECTION = 'selection';
const LEARNING = 'learning';
const LEARNING_TASKS = 40;
const USAGE = `usage: npm run bench [-- ROW…] [--json] [--full]
rows: ${Object.keys(ROWS).join(' ')}
Without a row: all of them, and docs/benchmarks.md is rewritten. --full: larger samples, more queries.
On sample files: npm run bench -- ${SECRETS_QUALITY} --samples FILE.jsonl[.gz] [--samples …] [--scope NAME] [--json]
On tasks: npm run bench -- ${SELECTION} --tasks FILE.jsonl [--tasks …] --repos DIR --out FILE.jsonl
What feedback does to later questions: npm run bench -- ${LEARNING} --repository DIR [--repository …] [--json]`;

process.exitCode = await main();

/** Exit code: 0 all rows ran (whether or not they reach their figures), 2 usage, 3 a row failed. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      full: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      samples: { type: 'string', multiple: true },
      scope: { type: 'string' },
      tasks: { type: 'string', multiple: true },
      repos: { type: 'string' },
      repository: { type: 'string', multiple: true },
      out: { type: 'string' },
    },
  });
  if (positionals.includes(SECRETS_QUALITY) && !values.help)
    return secretsQuality({ files: values.samples ?? [], scope: values.scope, json: values.json ?? false });
  if (positionals.includes(SELECTION) && !values.help) {
    const { tasks, repos, out } = values;
    if (tasks && repos && out) return selection({ tasks, repos, out, log: (line) => console.error(line) });
    console.error(`${SELECTION} needs --tasks, --repos and --out\n${USAGE}`);
    return 2;
  }
  if (positionals.includes(LEARNING) && !values.help) {
    if (!values.repository) {
      console.error(`${LEARNING} needs --repository\n${USAGE}`);
      return 2;
    }
    const log = (line: string) => console.error(line);
    const report = await learning({ repositories: values.repository, mostTasks: LEARNING_TASKS, log });
    console.log(values.json ? JSON.stringify(report) : learningLines(report).join('\n'));
    return 0;
  }
  const unknown = positionals.filter((name) => !isRow(name));
  if (unknown.length > 0 || values.help) {
    console.error(unknown.length > 0 ? `no such row: ${unknown.join(', ')}\n${USAGE}` : USAGE);
    return unknown.length > 0 ? 2 : 0;
  }
  const wanted = positionals.filter(isRow);
  const log = (line: string) => console.error(line);
  installPeers(log);
  const rows = wanted.length > 0 ? wanted : (Object.keys(ROWS) as RowName[]);
  const reports = new Map<RowName, RowReport>();
  const failures = new Map<RowName, string>();
  for (const row of rows) {
    const start = performance.now();
    try {
      reports.set(row, await runRow(row, values.full ?? false));
      for (const note of reports.get(row)!.notes) log(`bench: ${row}: ${note}`);
      log(`bench: ${row}: done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
    } catch (error) {
      failures.set(row, error instanceof Error ? error.message : String(error));
      log(`bench: ${row}: FAILED: ${failures.get(row)}`);
    }
  }
  const figures = [...reports.values()].flatMap((report) => report.figures);
  if (values.json) console.log(JSON.stringify(plain(figures), null, 2));
  else console.log(renderTable(figures));
  if (wanted.length === 0) writeReport(reports, failures);
  return failures.size > 0 ? 3 : 0;
}
