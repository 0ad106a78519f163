import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS, PROTOCOL_VERSION } from '../../shared/src/protocol.ts';
import type {
  AnalysisResult,
  ExplainResult,
  OptimizeResult,
  StatsResult,
  TriggersResult,
} from '../../shared/src/protocol.ts';
import { LspClient, ResponseError } from '../helpers/lspClient.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const secret = githubToken();
const files = {
  '.gitignore': 'ignored/\n*.log\n',
  'src/parser.ts':
    'export function parseInvoice(text: string): Invoice {\n  return JSON.parse(text) as Invoice;\n}\n'.repeat(3),
  'src/invoice.ts':
    'export interface Invoice {\n  readonly total: number;\n}\n\nexport function totalOf(invoice: Invoice): number {\n  return invoice.total;\n}\n',
  'src/config.ts': `// reads the token of the deployment\nexport const token = '${secret}';\n`,
  'docs/guide.md': '# Guide\n\nHow invoices are parsed.\n',
  'ignored/hidden.ts': 'export const parseInvoice = 1;\n',
  'debug.log': 'parseInvoice\n',
};
const folder = temporaryFolder(files);
const home = temporaryFolder();
const uriOf = (path: string) => pathToFileURL(join(folder.path, path)).href;

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ folder: folder.path, home: home.path });
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  folder.remove();
  home.remove();
});

const optimize = (params: object) =>
  server.client.request<OptimizeResult>(METHODS.optimize, {
    query: 'how is an invoice parsed?',
    budget: 2000,
    ...params,
  });

test('initialize tells the protocol version and what the server can do', () => {
  expect(server.initializeResult).toMatchObject({
    serverInfo: { name: 'winnow' },
    capabilities: {
      textDocumentSync: { change: 2 },
      hoverProvider: true,
      experimental: { winnow: { protocol: PROTOCOL_VERSION } },
    },
  });
});

describe('winnow/optimize', () => {
  test('packs what the question is about, within an exact budget, without secrets or ignored files', async () => {
    const result = await optimize({ id: 'one' });
    expect(result).toMatchObject({ id: 'one', budget: 2000, filesSeen: 5, degraded: [] });
    expect(result.chunks[0]?.path).toBe('src/parser.ts');
    expect(result.tokens).toBe(countTokens(result.text));
    expect(result.tokens).toBeLessThanOrEqual(2000);
    expect(result.chunks.every(({ reasons }) => reasons.length > 0)).toBe(true);
    expect(result.filesSkipped).toEqual([
      { path: 'debug.log', reason: 'ignored' },
      { path: 'ignored/', reason: 'ignored' },
    ]);
  });

  test('a chosen file’s secret is replaced and reported', async () => {
    const result = await optimize({ query: 'token of the deployment' });
    expect(result.text).not.toContain(secret);
    expect(result.text).toContain('[REDACTED:');
    expect(result.redactions).toContainEqual(expect.objectContaining({ path: 'src/config.ts', line: 2 }));
  });

  test('the same question again comes from memory, byte for byte', async () => {
    const first = await optimize({ query: 'total of an invoice' });
    const second = await optimize({ query: 'total of an invoice' });
    expect([first.cacheLevel, second.cacheLevel]).toEqual(['none', 'memory']);
    expect(second.text).toBe(first.text);
  });

  test('what is typed counts before it is saved', async () => {
    const uri = uriOf('src/invoice.ts');
    server.client.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version: 1, text: files['src/invoice.ts'] },
    });
    server.client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          text: 'export const zanzibarRate = 7;\n',
        },
      ],
    });
    const result = await optimize({ query: 'zanzibarRate' });
    expect(result.chunks[0]?.path).toBe('src/invoice.ts');
    expect(result.text).toContain('zanzibarRate = 7');
    server.client.notify('textDocument/didClose', { textDocument: { uri } });
  });

  test('a file that changed on disk is read anew', async () => {
    writeFileSync(join(folder.path, 'src/parser.ts'), 'export const walrus = 1;\n');
    const result = await optimize({ query: 'walrus' });
    expect(result.text).toContain('walrus = 1');
  });

  test.each([
    [{ query: '  ' }, /empty/],
    [{ budget: 3 }, /too small/],
    [{ budget: 'many' }, /budget/],
    [{ pins: ['src/parser.ts:9-2'] }, /no lines/],
  ])('params %j are refused with a reason', async (params, reason) => {
    const failure = await optimize(params).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ResponseError);
    expect((failure as ResponseError).message).toMatch(reason);
  });

  test('a cancelled request is answered as cancelled', async () => {
    const { id, result } = server.client.start(METHODS.optimize, { query: 'never answered', cache: 'none' });
    server.client.cancel(id);
    await expect(result).rejects.toMatchObject({ code: -32800 });
  });

  test('globs and pins', async () => {
    const result = await optimize({
      query: 'invoice',
      include: ['src/**'],
      exclude: ['**/parser.ts'],
      pins: ['src/config.ts'],
    });
    const paths = result.chunks.map(({ path }) => path);
    expect(paths[0]).toBe('src/config.ts');
    expect(paths).not.toContain('src/parser.ts');
    expect(paths).not.toContain('docs/guide.md');
  });
});

describe('an open document', () => {
  const uri = uriOf('src/notes.ts');
  const text = `// 😀 please fix this bug,\r\n// then optimize it\nconst key = '${secret}';\n`;
  beforeAll(() => {
    server.client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 7, text } });
  });

  test('winnow/analysis', async () => {
    const analysis = await server.client.request<AnalysisResult>(METHODS.analysis, { textDocument: { uri } });
    expect(analysis).toMatchObject({ uri, version: 7, sha256: createHash('sha256').update(text).digest('hex') });
    expect(
      analysis.hits.some(
        ({ keyword, range }) =>
          keyword === 'bug' && range.start.line === 0 && range.start.character === text.indexOf('bug'),
      ),
    ).toBe(true);
    expect(analysis.findings).toMatchObject([
      { range: { start: { line: 2, character: 13 }, end: { line: 2, character: 13 + secret.length } } },
    ]);
    expect(analysis.chunks.at(0)?.startLine).toBe(1);
    expect(JSON.stringify(analysis)).not.toContain(secret);
  });

  test('winnow/triggers and hover agree', async () => {
    const { hits, agents } = await server.client.request<TriggersResult>(METHODS.triggers, { textDocument: { uri } });
    expect(agents.length).toBeGreaterThan(0);
    const hover = await server.client.request<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument: { uri },
      position: hits[0]?.range.start,
    });
    expect(hover?.contents.value).toContain('Agents:');
    const nothing = await server.client.request('textDocument/hover', {
      textDocument: { uri },
      position: { line: 2, character: 0 },
    });
    expect(nothing).toBeNull();
  });

  test('secrets are pushed as diagnostics to a client that cannot pull', async () => {
    const pushed = new Promise<{ diagnostics: { message: string; range: object }[] }>((resolve) => {
      server.client.on(
        'textDocument/publishDiagnostics',
        (params: { uri: string; diagnostics: { message: string; range: object }[] }) => {
          if (params.uri === uri) resolve(params);
        },
      );
    });
    server.client.notify('textDocument/didChange', {
      textDocument: { uri, version: 8 },
      contentChanges: [{ text: `${text}// more\n` }],
    });
    const { diagnostics } = await pushed;
    expect(diagnostics).toHaveLength(1);
    expect(JSON.stringify(diagnostics)).not.toContain(secret);
  });

  test('a document that is not open is an error, not a crash', async () => {
    await expect(
      server.client.request(METHODS.analysis, { textDocument: { uri: uriOf('nowhere.ts') } }),
    ).rejects.toThrow(/not open/);
  });
});

test('winnow/explain: in, out, and what more room would add', async () => {
  const explained = await server.client.request<ExplainResult>(METHODS.explain, {
    query: 'invoice total',
    budget: 100,
  });
  expect(explained.chunks.some(({ included }) => included)).toBe(true);
  expect(explained.chunks.every(({ verdict }) => verdict !== '')).toBe(true);
  expect(explained.next.length).toBeGreaterThan(0);
});

test('winnow/stats counts', async () => {
  const stats = await server.client.request<StatsResult>(METHODS.stats);
  expect(stats.requests).toBeGreaterThan(3);
  expect(stats.files).toBeGreaterThanOrEqual(5);
  expect(stats.latencyMs?.p50).toBeGreaterThan(0);
  expect(stats.cache.hits).toBeGreaterThan(0);
  expect(stats.exceeded).toEqual([]);
});

test('serves over a socket too', async () => {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const child = spawn(process.execPath, [join(REPOSITORY, 'dist/cli.cjs'), 'lsp', '--socket', String(port)], {
    env: { ...process.env, WINNOW_HOME: home.path },
  });
  const [socket] = (await once(listener, 'connection')) as [Socket];
  const client = new LspClient(socket, socket);
  const result = await client.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  expect(result).toMatchObject({ serverInfo: { name: 'winnow' } });
  const exited = once(child, 'exit');
  await client.request('shutdown');
  client.notify('exit');
  await exited;
  listener.close();
});

test('a workspace that is not trusted brings no rules along and leaves nothing on disk', async () => {
  const hostile = temporaryFolder({
    '.winnow/triggers.yaml': 'immediate_triggers:\n  theirs:\n    keywords: [walrus]\n    agents: [intruder]\n',
    'a.ts': 'export const walrus = 1;\n',
  });
  const empty = temporaryFolder();
  const restricted = await startServer({
    folder: hostile.path,
    home: empty.path,
    initializationOptions: { trusted: false },
  });
  const result = await restricted.client.request<OptimizeResult>(METHODS.optimize, { query: 'walrus' });
  expect(result.text).toContain('walrus = 1');
  expect(result.triggers).toMatchObject({ fired: [], agents: [] });
  expect(await restricted.stop()).toBe(0);
  expect(readdirSync(empty.path)).toEqual([]);
  expect(readdirSync(hostile.path).sort()).toEqual(['.winnow', 'a.ts']);
  hostile.remove();
  empty.remove();
});
