// `node test/editor/typing.ts [SECONDS]`: types in a 1 MB source file in a real VS Code and prints what the server measured.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StatsResult } from '../../shared/src/protocol.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { startCodeServer } from '../helpers/codeServer.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { packagedVsix, packTinyExtension } from './vsix.ts';
import { Workbench } from './workbench.ts';

const FILE_BYTES = 1_000_000;
/** Between 8 and 10 keys a second. */
const KEY_MS = 105;
const KEYS_A_PLACE = 40;
/** Where in the file is typed, one after another, as shares of its lines. */
const PLACES = [0, 0.25, 0.5, 0.75, 0.999, 0.4];
/** Ordinary typing: words, a keyword of the built-in rules, a string, a line break. */
const PHRASES = ['const total = readAll(rows);\n', '// fix this bug before the release\n', 'return "slow query";\n'];

/** Reads the figures through the extension's API and writes them down. */
const READER = `
const vscode = require('vscode');
const { writeFileSync, renameSync } = require('node:fs');
exports.activate = () => vscode.commands.registerCommand('winnowTests.writeStats', async () => {
  const { stats } = await vscode.extensions.getExtension('winnow.winnow').activate();
  const file = process.env.WINNOW_TYPING_STATS;
  writeFileSync(file + '.part', JSON.stringify(await stats()));
  renameSync(file + '.part', file);
});`;
const COMMAND = { command: 'winnowTests.writeStats', title: 'Write Winnow Stats' };

const SETTINGS = {
  'editor.autoClosingBrackets': 'never',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.wordBasedSuggestions': 'off',
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

const seconds = Number(process.argv[2] ?? 60);
if (!(seconds > 0)) {
  console.error('Usage: node test/editor/typing.ts [SECONDS]');
  process.exit(2);
}
await main();

async function main(): Promise<void> {
  const source = largeSource();
  const workspace = temporaryFolder({ 'large.js': source });
  const scratch = temporaryFolder();
  const file = join(scratch.path, 'stats.json');
  const reader = packTinyExtension(scratch.path, 'winnow-stats-reader', READER, {
    contributes: { commands: [COMMAND] },
  });
  const vsix = [packagedVsix(), reader];
  const env = { WINNOW_TYPING_STATS: file };
  const server = await startCodeServer({ folder: workspace.path, vsix, env, settings: SETTINGS });
  const browser = await launchBrowser();
  try {
    const workbench = await Workbench.open(browser, server.url);
    await workbench.started();
    await workbench.openFile('large.js');
    const before = await readStats(workbench, file);
    const keys = await typeFor(workbench, { lines: source.split('\n').length, milliseconds: seconds * 1000 });
    report(source.length, keys, before, await readStats(workbench, file));
  } finally {
    await browser.close();
    await server.stop();
    workspace.remove();
    scratch.remove();
  }
}

interface Typed {
  readonly keys: number;
  readonly milliseconds: number;
}

async function typeFor(
  workbench: Workbench,
  { lines, milliseconds }: { readonly lines: number; readonly milliseconds: number },
): Promise<Typed> {
  const text = PHRASES.join('');
  let keys = 0;
  let typedMs = 0;
  for (let place = 0; typedMs < milliseconds; place++) {
    await workbench.goToLine(1 + Math.floor((PLACES[place % PLACES.length] ?? 0) * lines));
    const start = performance.now();
    for (let at = 0; at < KEYS_A_PLACE && typedMs + performance.now() - start < milliseconds; at++, keys++) {
      const key = text[keys % text.length] ?? ' ';
      await workbench.page.keyboard.press(key === '\n' ? 'Enter' : key);
      // By the clock, not after the last key: a window that is late catches up, as it does with a person.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, start + KEY_MS * (at + 1) - performance.now())));
    }
    typedMs += performance.now() - start;
  }
  return { keys, milliseconds: typedMs };
}

async function readStats(workbench: Workbench, file: string): Promise<StatsResult> {
  rmSync(file, { force: true });
  await workbench.run(COMMAND.title);
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 100));
  return JSON.parse(readFileSync(file, 'utf8')) as StatsResult;
}

function report(bytes: number, { keys, milliseconds }: Typed, before: StatsResult, after: StatsResult): void {
  const rate = ((1000 * keys) / milliseconds).toFixed(1);
  console.log(`${keys} keys in ${Math.round(milliseconds / 1000)} s (${rate} a second), ${bytes} bytes of source`);
  const { keystrokeMs } = after;
  if (keystrokeMs === null) console.log('keystroke: the server has measured none');
  else {
    const edits = keystrokeMs.edits - (before.keystrokeMs?.edits ?? 0);
    console.log(`keystroke: p50 ${keystrokeMs.p50} ms, p99 ${keystrokeMs.p99} ms over ${edits} edits`);
  }
  console.log(`server memory: ${Math.round(after.memory.rss / 1_000_000)} MB`);
}

/** Code of the size that is asked for: functions that differ, with comments, strings and words that rules know. */
function largeSource(): string {
  const words = ['order', 'invoice', 'customer', 'session', 'payment', 'report', 'index', 'query', 'cache', 'token'];
  const parts: string[] = [];
  for (let at = 0, bytes = 0; bytes < FILE_BYTES; at++) {
    const noun = words[at % words.length] ?? '';
    const other = words[(at * 7 + 3) % words.length] ?? '';
    const part = `/** Reads the ${noun} with number ${at}; slow for a large ${other}. */
export function ${noun}${at}(${other}s) {
  // The ${other} may be missing after a crash.
  const found = ${other}s.filter(({ id }) => id === ${at});
  if (found.length === 0) throw new Error('no ${noun} ${at}');
  return found.map(({ ${other} }) => \`\${${other}} of ${noun} ${at}\`);
}

`;
    parts.push(part);
    bytes += part.length;
  }
  return parts.join('');
}
