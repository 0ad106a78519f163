import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import {
  METHODS,
  type FeedbackParams,
  type FeedbackResult,
  type OptimizeParams,
  type OptimizeResult,
  type StatsResult,
} from '../../shared/src/protocol.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

/** Many files answer in every word; `ledger` shares two with the question and is what people want. */
const NOISE = Array.from({ length: 40 }, (_, at): [string, string] => [
  `src/noise${at}.ts`,
  `export function payInvoice${at}(invoice: string): string {\n  return 'pay the invoice ${at} of the customer';\n}\n`,
]);
const LEDGER = 'src/ledger.ts';
const QUESTION = 'How does the customer pay an invoice?';
const SIMILAR = 'Where do customers pay invoices?';
const OTHER = 'Which colour has the sky?';
const PIN: FeedbackParams = { kind: 'pin', query: QUESTION, chunks: [{ path: LEDGER, startLine: 1, endLine: 3 }] };

const workspace = temporaryFolder({
  ...Object.fromEntries(NOISE),
  [LEDGER]: "export function post(): string {\n  return 'books what the customer has to pay';\n}\n",
});
let home: TemporaryFolder;
const open = new Set<Window>();

beforeEach(() => {
  home = temporaryFolder();
});
afterEach(async () => {
  await Promise.all([...open].map((one) => one.close()));
  home.remove();
});
afterAll(() => workspace.remove());

interface Window {
  readonly ask: (params?: Partial<OptimizeParams>) => Promise<OptimizeResult>;
  readonly tell: (params?: object) => Promise<FeedbackResult>;
  readonly learned: () => Promise<StatsResult['learned']>;
  readonly close: () => Promise<void>;
}

async function openWindow({ trusted = true, data = home.path } = {}): Promise<Window> {
  const { client, stop } = await startServer({
    folder: workspace.path,
    home: data,
    initializationOptions: { trusted },
  });
  const window: Window = {
    ask: (params = {}) =>
      client.request<OptimizeResult>(METHODS.optimize, { query: SIMILAR, budget: 500, format: 'plain', ...params }),
    tell: (params) => client.request<FeedbackResult>(METHODS.feedback, params),
    learned: async () => (await client.request<StatsResult>(METHODS.stats)).learned,
    close: async () => {
      open.delete(window);
      await stop();
    },
  };
  open.add(window);
  return window;
}

const pathsOf = ({ chunks }: OptimizeResult) => chunks.map(({ path }) => path);

test('a pinned file comes up for a like question, in another window too, and says why', async () => {
  const [first, second] = await Promise.all([openWindow(), openWindow()]);
  expect(pathsOf(await second.ask())).not.toContain(LEDGER);
  expect(await first.tell(PIN)).toEqual({ recorded: true });
  for (const window of [first, second]) {
    const result = await window.ask();
    const ledger = result.chunks.find(({ path }) => path === LEDGER);
    expect(ledger?.reasons.join()).toContain('its file was wanted before');
    expect(result.tokens).toBeLessThanOrEqual(500);
  }
  expect(pathsOf(await first.ask({ query: OTHER }))).not.toContain(LEDGER);
});

test('an excluded file goes down for a like question', async () => {
  const window = await openWindow();
  const [best = ''] = pathsOf(await window.ask());
  await window.tell({ kind: 'exclude', query: QUESTION, chunks: [{ path: best }] });
  expect(pathsOf(await window.ask())[0]).not.toBe(best);
});

test('the same question and the same that was learned give the same bytes; what was learned is part of the key', async () => {
  const [window, other] = await Promise.all([openWindow(), openWindow()]);
  const before = await window.ask();
  expect((await window.ask()).cacheLevel).toBe('memory');
  await window.tell(PIN);
  const after = await window.ask();
  expect(after.cacheLevel).toBe('none');
  expect(after.text).not.toBe(before.text);
  await window.tell(PIN);
  expect((await window.ask()).cacheLevel).toBe('memory');
  expect((await other.ask({ cache: 'none' })).text).toBe(after.text);
  expect(await window.tell({ kind: 'reset' })).toEqual({ recorded: true });
  expect(await window.ask()).toMatchObject({ text: before.text, cacheLevel: 'memory' });
});

test('stats tell what was learned', async () => {
  const window = await openWindow();
  expect(await window.learned()).toBeUndefined();
  await window.tell(PIN);
  const { chunks } = await window.ask({ query: QUESTION });
  await window.tell({ kind: 'accept', query: QUESTION, chunks });
  const learned = await window.learned();
  expect(learned).toMatchObject({ feedback: { pin: 1, exclude: 0, accept: 1, open: 0 }, questions: 1 });
  expect(learned?.files[0]?.path).toBe(LEDGER);
  expect(learned?.signals.some(({ percent }) => percent > 0)).toBe(true);
  await window.tell({ kind: 'reset' });
  expect(await window.learned()).toBeUndefined();
});

test('files that are not in the index, no question and other shapes teach nothing', async () => {
  const window = await openWindow();
  const outside = { kind: 'pin', query: QUESTION, chunks: [{ path: '../outside.ts' }] };
  expect(await window.tell(outside)).toMatchObject({ recorded: false });
  await expect(window.tell({ ...PIN, query: ' ' })).rejects.toThrow(/feedback is about a question/);
  await expect(window.tell({ kind: 'praise' })).rejects.toThrow(/params\.kind/);
  await expect(window.tell()).rejects.toThrow(/params\.kind/);
  expect(await window.learned()).toBeUndefined();
});

test('a workspace that is not trusted teaches nothing, and what was learned in it is not read', async () => {
  const trusting = await openWindow();
  await trusting.tell(PIN);
  await trusting.close();
  const folder = join(home.path, 'learned');
  const names = readdirSync(folder);
  expect(names).toHaveLength(1);
  writeFileSync(join(folder, names[0]!), 'broken');
  const restricted = await openWindow({ trusted: false });
  expect(await restricted.tell(PIN)).toMatchObject({ recorded: false });
  expect(pathsOf(await restricted.ask())).not.toContain(LEDGER);
  expect(readdirSync(folder)).toEqual(names);
  const own = join(home.path, 'never');
  const first = await openWindow({ trusted: false, data: own });
  expect(await first.tell(PIN)).toMatchObject({ recorded: false });
  expect(existsSync(own)).toBe(false);
});
