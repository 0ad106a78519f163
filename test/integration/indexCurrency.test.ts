import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { METHODS, type OptimizeResult, type StatsResult } from '../../shared/src/protocol.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** As an editor that watches files does. */
const WATCHING = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
const QUESTIONS = [
  'how is an invoice parsed?',
  'where is the walrus fed?',
  'handler 417 of the queue',
  'src/billing/total.ts',
  'rounding of the tax rate',
];
const MANY = 1000;

const folder = temporaryFolder();
const home = temporaryFolder();
let server: RunningServer;
let known = new Map<string, string>();

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder.path, stdio: 'ignore' });
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), text);
  }
}

function handlers(word: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (let at = 0; at < MANY; at++) {
    all[`src/handlers/group${at % 20}/handler${at}.ts`] =
      `export function handle${at}(queue: Queue) {\n  return queue.${word}(${at});\n}\n`;
  }
  return all;
}

/** Every file and folder with what its change is seen by; of git's own files those that a watcher reports. */
function look(): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.path.length + 1);
    const { mtimeMs, ctimeMs, size } = statSync(join(folder.path, path));
    if (!path.startsWith('.git/objects'))
      found.set(path, entry.isDirectory() ? 'folder' : `${mtimeMs} ${ctimeMs} ${size}`);
  }
  return found;
}

/** Tells the server what changed since the last time; of what went away only the topmost folder, as VS Code does. */
function report(): void {
  const now = look();
  const gone = [...known.keys()].filter((path) => !now.has(path));
  const changes = [
    ...[...now].filter(([path]) => !known.has(path)).map(([path]) => ({ path, type: 1 })),
    ...[...now]
      .filter(([path, state]) => known.has(path) && known.get(path) !== state)
      .map(([path]) => ({ path, type: 2 })),
    ...gone.filter((path) => !gone.includes(dirname(path))).map((path) => ({ path, type: 3 })),
  ];
  known = now;
  server.client.notify('workspace/didChangeWatchedFiles', {
    changes: changes.map(({ path, type }) => ({ uri: pathToFileURL(join(folder.path, path)).href, type })),
  });
}

async function packs(of: RunningServer) {
  const replies: unknown[] = [];
  for (const query of QUESTIONS) {
    const { text, chunks, filesSeen, filesSkipped } = await of.client.request<OptimizeResult>(METHODS.optimize, {
      query,
      budget: 2000,
      cache: 'none',
    });
    replies.push({ query, filesSeen, filesSkipped, chunks, text });
  }
  return replies;
}

/** The same questions, to the server that has seen all changes and to one that has just begun. */
async function expectCurrent(): Promise<void> {
  report();
  const current = await packs(server);
  const elsewhere = temporaryFolder();
  const fresh = await startServer({ folder: folder.path, home: elsewhere.path, capabilities: WATCHING });
  try {
    expect(current).toEqual(await packs(fresh));
  } finally {
    await fresh.stop();
    elsewhere.remove();
  }
}

const stats = () => server.client.request<StatsResult>(METHODS.stats);
const start = () => startServer({ folder: folder.path, home: home.path, capabilities: WATCHING });

beforeAll(async () => {
  write({
    '.gitignore': '*.log\n',
    'src/billing/parse.ts': 'export function parseInvoice(text: string) {\n  return JSON.parse(text);\n}\n',
    'src/billing/total.ts':
      'export function totalOf(invoice: Invoice) {\n  return round(invoice.total * taxRate);\n}\n',
    'src/zoo/feeding.ts': 'export function feedWalrus(fish: number) {\n  return fish > 3;\n}\n',
    'docs/guide.md': '# Guide\n\nHow invoices are parsed, and the walrus fed.\n',
    'picture.bin': 'a\0b',
    ...handlers('push'),
  });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'First invoices, and a walrus');
  git('checkout', '-q', '-b', 'other');
  write({
    'src/zoo/feeding.ts': 'export function feedWalrus(fish: number) {\n  return fish > 30 || isHungry();\n}\n',
    'src/zoo/hunger.ts': 'export function isHungry() {\n  return true; // the walrus always is\n}\n',
  });
  git('rm', '-q', '-r', 'docs');
  git('add', '.');
  git('commit', '-q', '-m', 'The walrus is hungry');
  git('checkout', '-q', 'main');
  server = await start();
  await packs(server);
  known = look();
});
afterAll(async () => {
  await server.stop();
  folder.remove();
  home.remove();
});

test.each<[string, () => void]>([
  ['an edit', () => write({ 'src/billing/total.ts': 'export const taxRate = 0.2; // rounding is elsewhere\n' })],
  [
    'an edit that keeps the size',
    () => write({ 'src/billing/total.ts': 'export const taxRate = 0.3; // rounding is elsewhere\n' }),
  ],
  ['a new file', () => write({ 'src/zoo/pool.ts': 'export const walrusPool = { depth: 4 };\n' })],
  ['a file renamed by git', () => git('mv', 'src/billing/parse.ts', 'src/billing/parseInvoice.ts')],
  ['a folder renamed', () => renameSync(join(folder.path, 'src/billing'), join(folder.path, 'src/invoices'))],
  ['a commit', () => (git('add', '.'), git('commit', '-q', '-m', 'Invoices move, the tax rate is rounded'))],
  ['another branch', () => git('checkout', '-q', 'other')],
  ['a thousand files at once', () => write(handlers('unshift'))],
  [
    'deletions',
    () =>
      ['src/zoo/hunger.ts', 'src/handlers/group3'].forEach((path) =>
        rmSync(join(folder.path, path), { recursive: true }),
      ),
  ],
  ['a .gitignore that says more', () => write({ '.gitignore': '*.log\nsrc/zoo/\n' })],
  ['a .gitignore that says less', () => write({ '.gitignore': '*.log\n', 'walrus.log': 'the walrus was fed\n' })],
  ['a folder that is ignored', () => write({ 'cache.log/walrus.ts': 'export const walrus = 1;\n' })],
  ['a file in a folder that is ignored', () => write({ 'cache.log/seal.ts': 'export const walrus = 2;\n' })],
  ['a new .gitignore further down', () => write({ 'src/handlers/group17/.gitignore': 'handler417.ts\n' })],
  ['an exclude of the repository', () => write({ '.git/info/exclude': 'feeding.ts\n' })],
  [
    'a text that becomes binary, and a binary that becomes text',
    () => write({ 'src/zoo/feeding.ts': 'a\0', 'picture.bin': 'walrus\n' }),
  ],
  ['back to the first branch, by force', () => git('checkout', '-q', '-f', 'main')],
])('after %s the index answers as a new one does', async (_, change) => {
  change();
  await expectCurrent();
});

test('a process that comes later takes over what did not change, and reads what did', async () => {
  // What was written within the last tick of the disk's clock is read again in any case.
  await delay(300);
  report();
  server.client.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: pathToFileURL(join(folder.path, '.gitignore')).href, type: 2 }],
  });
  const files = (await stats()).files;
  await packs(server);
  await server.stop();
  write({
    'src/zoo/feeding.ts': 'export const walrus = "fed while nobody looked";\n',
    ...Object.fromEntries(Object.entries(handlers('pop')).slice(0, 5)),
  });
  rmSync(join(folder.path, 'docs/guide.md'), { force: true });
  server = await start();
  known = look();
  await packs(server);
  const filesRestored = (await stats()).persistedIndex?.filesRestored;
  expect(filesRestored).toBeGreaterThan(files - 20);
  expect(filesRestored).toBeLessThan(files);
  await expectCurrent();
});

test('what is kept on disk is unreadable, and a damaged or foreign file is made anew', async () => {
  await server.stop();
  const kept = join(home.path, 'index');
  const name = readdirSync(kept).find((one) => one.endsWith('.index')) ?? '';
  const bytes = readFileSync(join(kept, name));
  expect(readdirSync(kept)).toEqual([name]);
  for (const word of ['walrus', 'feeding', 'typescript', '.ts']) expect(bytes.includes(word)).toBe(false);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(join(kept, name), bytes);
  server = await start();
  await packs(server);
  expect((await stats()).persistedIndex).toMatchObject({ filesRestored: 0, loaded: 0, broken: 1 });
  await expectCurrent();
});
