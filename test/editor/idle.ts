// `node test/editor/idle.ts [MINUTES]`: what an idle window costs: how long Winnow took to activate, and how often its
// server wakes up in each minute, all threads together. Linux alone tells (`/proc`).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../helpers/browser.ts';
import { startCodeServer } from '../helpers/codeServer.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix, packTinyExtension } from './vsix.ts';
import { Workbench } from './workbench.ts';
import { editorWorkspace } from './workspace.ts';

/** After the last piece of work: memory is given back and the index is written in the meantime. */
const SETTLE_MS = 20_000;
const MINUTE_MS = 60_000;

/** Writes down which process the extensions run in: the server's parent. */
const HOST = `exports.activate = () => require('node:fs').writeFileSync(process.env.WINNOW_IDLE_HOST, String(process.pid));`;

const minutes = Number(process.argv[2] ?? 3);
if (!(minutes > 0)) {
  console.error('Usage: node test/editor/idle.ts [MINUTES]');
  process.exit(2);
}
await main();

async function main(): Promise<void> {
  const workspace = editorWorkspace();
  const scratch = temporaryFolder();
  const file = join(scratch.path, 'host');
  const vsix = [packagedVsix(), packTinyExtension(scratch.path, 'winnow-idle-host', HOST)];
  const server = await startCodeServer({ folder: workspace.path, vsix, env: { WINNOW_IDLE_HOST: file } });
  const browser = await launchBrowser();
  try {
    const workbench = await Workbench.open(browser, server.url);
    await workbench.started();
    while (!existsSync(file)) await passed(100);
    await workbench.openFile('notes.md');
    console.log(`activation: ${await activation(workbench)}`);
    const pid = serverOf(Number(readFileSync(file, 'utf8')));
    await passed(SETTLE_MS);
    for (let minute = 1; minute <= minutes; minute++) {
      const before = wakeUps(pid);
      await passed(MINUTE_MS);
      console.log(`minute ${minute}: ${told(before, wakeUps(pid))}`);
    }
  } finally {
    await browser.close();
    await server.stop();
    workspace.remove();
    scratch.remove();
  }
}

/** What VS Code itself measured. */
async function activation(workbench: Workbench): Promise<string> {
  // Room for all lines: what is not seen is not drawn.
  await workbench.page.setViewportSize({ width: 1440, height: 3000 });
  await workbench.run('Developer: Show Running Extensions');
  const lines = workbench.page.locator('.runtime-extensions-editor .monaco-list-row');
  await lines.first().waitFor();
  const ours = (await lines.allInnerTexts()).find((text) => /^Winnow$/mu.test(text)) ?? '';
  return /(?:Startup )?Activation: \d+ms/u.exec(ours)?.[0] ?? `not told: ${ours}`;
}

function serverOf(host: number): number {
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/u.test(pid)) return false;
    try {
      const isChild = new RegExp(`^PPid:\\s+${host}$`, 'mu').test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      return isChild && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.cjs');
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('no server runs in this window');
  return Number(found);
}

/** How often each thread left the processor of its own accord, which is as often as it was woken. */
function wakeUps(pid: number): ReadonlyMap<string, number> {
  return new Map(
    readdirSync(`/proc/${pid}/task`).map((task) => {
      const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8');
      const name = /^Name:\s+(.*)$/mu.exec(status)?.[1] ?? '';
      return [`${name} ${task}`, Number(/^voluntary_ctxt_switches:\s+(\d+)$/mu.exec(status)?.[1])];
    }),
  );
}

function told(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string {
  const byThread = [...after].map(([thread, count]) => [thread, count - (before.get(thread) ?? 0)] as const);
  const all = byThread.reduce((sum, [, count]) => sum + count, 0);
  const parts = byThread.filter(([, count]) => count > 0).map(([thread, count]) => `${thread} ${count}`);
  return `${all} wake-ups in ${after.size} threads (${parts.join(', ')})`;
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
