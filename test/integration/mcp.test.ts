import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PACK_URI } from '../../server/src/mcp/serverTexts.ts';
import { CLI, folderUri, startMcp, type RunningMcp } from '../helpers/mcpClient.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const SECRET = githubToken(7);
const FILES = {
  'src/invoice.ts': `export function totalOfInvoice(lines: number[]): number {\n  return lines.reduce((a, b) => a + b, 0);\n}\n`,
  'src/login.ts': `export const token = '${SECRET}';\nexport function login(user: string) {\n  return token + user;\n}\n`,
  '.env': `TOKEN=${SECRET}\n`,
  '.gitignore': '.env\n',
  '.winnow/triggers.yaml': 'immediate_triggers:\n  billing:\n    keywords: [invoice]\n    agents: [accountant]\n',
};
const folder = temporaryFolder(FILES);
const home = temporaryFolder();
afterAll(() => {
  folder.remove();
  home.remove();
});

describe('tools', () => {
  let mcp: RunningMcp;
  beforeAll(async () => {
    mcp = await startMcp({ home: home.path, workspace: folder.path });
  });
  afterAll(() => mcp.stop());

  test('it says who it is and offers five tools that only read', async () => {
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
    expect(mcp.client.getServerVersion()).toMatchObject({ name: 'winnow', version });
    expect(mcp.client.getInstructions()).toContain('optimize');
    const { tools } = await mcp.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['optimize', 'explain', 'scan', 'triggers', 'stats']);
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
  });

  test('before the first pack there is none to read', async () => {
    expect((await mcp.client.listResources()).resources).toEqual([]);
    await expect(mcp.client.readResource({ uri: PACK_URI })).rejects.toThrow('call optimize first');
  });

  test('optimize gives the pack within its budget, names the agents, and the pack can be read again', async () => {
    const { text, isError } = await mcp.call('optimize', {
      query: 'how is the total of an invoice computed?',
      budget: 300,
    });
    expect(isError).toBe(false);
    expect(text).toContain('export function totalOfInvoice');
    expect(text).toContain('Agents that the trigger rules name (in parallel): accountant.');
    const { resources } = await mcp.client.listResources();
    expect(resources).toMatchObject([{ uri: PACK_URI }]);
    const [pack] = (await mcp.client.readResource({ uri: PACK_URI })).contents;
    expect(pack).toMatchObject({ text: expect.stringContaining('totalOfInvoice') as string });
  });

  test('globs and pins choose', async () => {
    const only = await mcp.call('optimize', { query: 'invoice login', exclude: ['**/invoice.ts'] });
    expect(only.text).toContain('src/login.ts');
    expect(only.text).not.toContain('totalOfInvoice');
    const pinned = await mcp.call('optimize', { query: 'invoice', pins: [join(folder.path, 'src/login.ts')] });
    expect(pinned.text).toContain('export function login');
  });

  test('what is left out can be said', async () => {
    const question = { query: 'total of an invoice' };
    const whole = await mcp.call('optimize', { ...question, compaction: 'none' });
    const outline = await mcp.call('optimize', { ...question, compaction: 'outline' });
    expect(whole.text).toContain('lines.reduce');
    expect(outline.text).toContain('totalOfInvoice');
    expect(outline.text).not.toContain('lines.reduce');
  });

  test('explain says why, of all and of one file', async () => {
    const all = await mcp.call('explain', { query: 'total of an invoice' });
    expect(all.text).toMatch(/^in 1 [\d.]+ \d+ src\/invoice\.ts:1-3 /m);
    const one = await mcp.call('explain', { query: 'total of an invoice', path: './src/invoice.ts' });
    expect(one.text).not.toContain('login.ts');
    const ignored = await mcp.call('explain', { query: 'token', path: '.env' });
    expect(ignored.text).toContain('skipped: ignored');
  });

  test('scan says where secrets stand and never shows one', async () => {
    const whole = await mcp.call('scan');
    expect(whole.text).toMatch(/^src\/login\.ts:1:\d+ \w+ github/m);
    expect(whole.text).not.toContain('.env:');
    const named = await mcp.call('scan', { path: '.env' });
    expect(named.text).toMatch(/^\.env:1:\d+ \w+ github/m);
    const part = await mcp.call('scan', { path: 'src' });
    expect(part.text).toContain('Secrets: 1 in 1 files');
    const clean = await mcp.call('scan', { path: 'src/invoice.ts' });
    expect(clean.text).toBe('No secret found; files looked at: 1, skipped: 0.');
  });

  test('triggers and stats', async () => {
    expect((await mcp.call('triggers', { text: 'pay the invoice' })).text).toMatch(
      /^Agents \(in parallel\): accountant$/m,
    );
    expect((await mcp.call('triggers', { text: 'hello' })).text).toContain('No agent is named.');
    expect((await mcp.call('stats')).text).toMatch(/^index: \d+ files, \d+ chunks/m);
  });

  test.each<[name: string, args: Record<string, unknown>, says: string]>([
    ['optimise', {}, 'did you mean optimize?'],
    ['optimize', {}, 'optimize: query: give a question'],
    ['optimize', { query: ' ' }, 'optimize: query: give a question'],
    ['optimize', { query: 'x'.repeat(10_001) }, 'of at most 10000 characters'],
    ['optimize', { query: 'x', budget: 199 }, 'give a whole number from 200 to 1000000'],
    ['optimize', { query: 'x', budget: 1_000_001 }, 'give a whole number from 200 to 1000000'],
    ['optimize', { query: 'x', budgets: 500 }, 'there is no argument “budgets”'],
    ['optimize', { query: 'x', pins: ['src/login.ts:9-3'] }, 'has no lines'],
    ['optimize', { query: 'x', compaction: 'most' }, 'compaction: give one of none, lossless, nocomments, outline'],
    ['explain', { query: 'x', path: '../x' }, 'does not lie in the workspace'],
    ['scan', { path: 'src/nothing.ts' }, 'check its spelling'],
  ])('%s: what is wrong is an error that says the mend', async (name, args, says) => {
    const { text, isError } = await mcp.call(name, args);
    expect(isError).toBe(true);
    expect(text).toContain(says);
  });

  test('what changes on disk counts from the next question on: files, rules, configuration', async () => {
    writeFileSync(join(folder.path, 'src/refund.ts'), 'export function refundOfInvoice() {}\n');
    expect((await mcp.call('optimize', { query: 'refund' })).text).toContain('refundOfInvoice');
    writeFileSync(
      join(folder.path, '.winnow/triggers.yaml'),
      FILES['.winnow/triggers.yaml'].replace('accountant', 'clerk'),
    );
    expect((await mcp.call('triggers', { text: 'invoice' })).text).toContain('clerk');
    expect((await mcp.call('optimize', { query: 'invoice' })).text).toContain('clerk');
    writeFileSync(join(folder.path, '.winnow/config.json'), '{');
    expect(await mcp.call('stats')).toMatchObject({
      isError: true,
      text: expect.stringContaining('is not JSON') as string,
    });
    writeFileSync(join(folder.path, '.winnow/config.json'), JSON.stringify({ exclude: ['**/refund.ts'] }));
    expect((await mcp.call('optimize', { query: 'refund' })).text).not.toContain('refundOfInvoice');
  });

  test('nothing that was said holds the secret', () => {
    expect(mcp.said()).toContain('login.ts');
    expect(mcp.said()).not.toContain(SECRET);
  });
});

describe('a workspace that takes a while', () => {
  const large = temporaryFolder();
  let mcp: RunningMcp;
  beforeAll(async () => {
    mkdirSync(join(large.path, 'src'));
    const body = 'export const settlement = (invoice: number) => invoice * 2;\n'.repeat(60);
    for (let at = 0; at < 1500; at++) writeFileSync(join(large.path, `src/part${at}.ts`), `// part ${at}\n${body}`);
    mcp = await startMcp({ home: home.path, workspace: large.path });
  });
  afterAll(async () => {
    await mcp.stop();
    large.remove();
  });

  test('a call can be cancelled while the index is built, and the server goes on answering', async () => {
    const controller = new AbortController();
    const cancelled = mcp.call(
      'explain',
      { query: 'settlement' },
      { signal: controller.signal, onprogress: () => controller.abort() },
    );
    await expect(cancelled).rejects.toThrow(/abort/i);
    await mcp.client.ping();
    expect((await mcp.call('triggers', { text: 'fix the bug' })).isError).toBe(false);
  });

  test('progress rises to the total', async () => {
    const seen: { readonly progress: number; readonly total?: number | undefined }[] = [];
    const { isError } = await mcp.call(
      'optimize',
      { query: 'settlement' },
      { onprogress: (note) => void seen.push(note) },
    );
    expect(isError).toBe(false);
    expect(seen.length).toBeGreaterThan(0);
    const steps = seen.map(({ progress }) => progress);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ progress: 1500, total: 1500 });
  });
});

describe('roots', () => {
  const one = temporaryFolder({
    'one.ts': 'export const invoice = "alpha";\n',
    'sub/deep.ts': 'export const invoice = "delta";\n',
  });
  const two = temporaryFolder({ 'two.ts': 'export const invoice = "beta";\n' });
  const here = temporaryFolder({ 'here.ts': 'export const invoice = "gamma";\n' });
  symlinkSync(two.path, join(one.path, 'linked'));
  const running: RunningMcp[] = [];
  afterAll(async () => {
    await Promise.all(running.map((mcp) => mcp.stop()));
    for (const made of [one, two, here]) made.remove();
  });

  async function start(options: { readonly workspace?: string; readonly roots?: readonly string[] }) {
    const mcp = await startMcp({ home: home.path, currentFolder: here.path, ...options });
    running.push(mcp);
    return mcp;
  }
  const WORDS = ['alpha', 'beta', 'gamma', 'delta'];
  async function seenBy(mcp: RunningMcp): Promise<readonly string[]> {
    const { text, isError } = await mcp.call('optimize', { query: 'invoice' });
    return isError ? [text] : WORDS.filter((word) => text.includes(word));
  }

  const OUTSIDE = expect.stringContaining('the client’s roots lie outside --workspace') as string;
  test.each<
    [what: string, workspace: string | undefined, roots: readonly string[] | undefined, seen: readonly string[]]
  >([
    ['neither: the current folder', undefined, undefined, ['gamma']],
    ['no folder is open: the current folder', undefined, [], ['gamma']],
    ['the client’s roots alone', undefined, [folderUri(two.path)], ['beta']],
    [
      'roots that are no folder here',
      undefined,
      ['https://example.com/', 'file://host/x', folderUri('/none')],
      [expect.stringContaining('none of the client’s roots is a folder') as string],
    ],
    ['--workspace alone', one.path, undefined, ['alpha', 'delta']],
    ['a root inside --workspace narrows it', one.path, [folderUri(join(one.path, 'sub'))], ['delta']],
    ['a root around --workspace leaves it', join(one.path, 'sub'), [folderUri(one.path)], ['delta']],
    ['a root elsewhere is refused', one.path, [folderUri(two.path)], [OUTSIDE]],
    [
      'a root that a link leads out of --workspace is refused',
      one.path,
      [folderUri(join(one.path, 'linked'))],
      [OUTSIDE],
    ],
    [
      'of several roots those inside count',
      one.path,
      [folderUri(two.path), folderUri(join(one.path, 'sub'))],
      ['delta'],
    ],
  ])('%s', async (_, workspace, roots, seen) => {
    const mcp = await start({ ...(workspace === undefined ? {} : { workspace }), ...(roots ? { roots } : {}) });
    expect(await seenBy(mcp)).toEqual(seen);
  });

  test('other roots count from the next question on, and the old pack is gone', async () => {
    const mcp = await start({ roots: [folderUri(one.path)] });
    expect(await seenBy(mcp)).toEqual(['alpha', 'delta']);
    await mcp.useRoots([folderUri(two.path)]);
    await expect(mcp.client.readResource({ uri: PACK_URI })).rejects.toThrow('call optimize first');
    expect(await seenBy(mcp)).toEqual(['beta']);
    await mcp.useRoots([folderUri(one.path), folderUri(two.path), folderUri(join(one.path, 'sub'))]);
    expect(await seenBy(mcp)).toEqual(['alpha', 'beta', 'delta']);
  });
});

interface Start {
  readonly command: string;
  readonly args: readonly string[];
}

/** Every way to start the server that a page tells, as a client would run it: shell lines and configuration files. */
function documentedStarts(page: string): readonly (readonly [where: string, start: Start])[] {
  const blocks = readFileSync(join(REPOSITORY, page), 'utf8').matchAll(/^```(sh|json)\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, language, text = '']): (readonly [string, Start])[] => {
    if (language === 'json') {
      const [key = '', servers] =
        Object.entries(JSON.parse(text) as Record<string, { readonly winnow: Start }>)[0] ?? [];
      return servers ? [[`${page}: ${key}`, servers.winnow]] : [];
    }
    return text.split('\n').flatMap((line) => {
      const [client = '', added] = [line.split(' ')[0], / --add-mcp '(.*?)'/.exec(line)?.[1]];
      const [command, ...args] = / -- (.*?)(?: +#|$)/.exec(line)?.[1]?.split(' ') ?? [];
      if (added !== undefined) return [[`${page}: ${client}`, JSON.parse(added) as Start] as const];
      return command === undefined ? [] : [[`${page}: ${client}`, { command, args }] as const];
    });
  });
}

describe('every way to start it that the documentation tells', () => {
  const bin = temporaryFolder({ winnow: `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n` });
  chmodSync(join(bin.path, 'winnow'), 0o755);
  afterAll(() => bin.remove());
  const starts = [...documentedStarts('README.md'), ...documentedStarts('docs/mcp.md')];

  test('there are the clients that it names', () => {
    const clients = starts.map(([where]) => where.split(': ')[1]);
    expect(new Set(clients)).toEqual(new Set(['claude', 'codex', 'code', 'mcpServers', 'context_servers']));
    expect(clients.length).toBeGreaterThanOrEqual(10);
  });

  test.each<readonly [string, Start]>([
    ...starts,
    ['the extension', { command: process.execPath, args: [CLI, 'mcp'] }],
  ])('%s', async (_, { command, args }) => {
    const mcp = await startMcp({
      home: home.path,
      currentFolder: folder.path,
      start: { command, args: args.map((one) => (/^\$\{workspaceFolder\}$|^\/path\//.test(one) ? folder.path : one)) },
      environment: { PATH: `${bin.path}${delimiter}${process.env['PATH']}`, ELECTRON_RUN_AS_NODE: '1' },
    });
    expect((await mcp.client.listTools()).tools).toHaveLength(5);
    expect((await mcp.call('triggers', { text: 'invoice' })).text).toContain('Agents');
    await mcp.stop();
  });
});

describe('the process', () => {
  const environment = { ...process.env, WINNOW_HOME: home.path };
  const message = (id: number, method: string, params: object) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });
  const initialize = message(1, 'initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  });

  test('standard output is the protocol’s alone; what was asked before the input ended is answered; then it ends', () => {
    const call = message(2, 'tools/call', { name: 'triggers', arguments: { text: 'pay the invoice' } });
    const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, 'mcp', '--workspace', folder.path], {
      env: environment,
      encoding: 'utf8',
      input: `${initialize}\nnot JSON\n{"jsonrpc":"2.0"}\n${call}\n`,
    });
    expect(status).toBe(0);
    const replies = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly id: number });
    expect(replies.map(({ id }) => id)).toEqual([1, 2]);
    expect(stderr).toContain('a message is not JSON: one object a line is expected');
  });

  test.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('%s ends it in good order', async (signal) => {
    const server = spawn(process.execPath, [CLI, 'mcp', '--workspace', folder.path], { env: environment });
    const exited = new Promise((resolve) => void server.once('exit', (code, by) => resolve({ code, by })));
    server.stdin.write(`${initialize}\n${message(2, 'tools/call', { name: 'stats', arguments: {} })}\n`);
    const said = readAll(server.stdout);
    await new Promise<void>((resolve) => {
      let seen = '';
      server.stdout.on('data', (data: Buffer) => {
        seen += data.toString();
        if (seen.includes('"id":2')) resolve();
      });
    });
    server.kill(signal);
    expect(await exited).toEqual({ code: 0, by: null });
    expect(await said).toContain('index: ');
  });
});
