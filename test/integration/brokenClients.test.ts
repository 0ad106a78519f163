import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { METHODS, type OptimizeResult } from '../../shared/src/protocol.ts';
import { LspClient } from '../helpers/lspClient.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const folder = temporaryFolder({
  'src/walrus.ts': 'export const walrus = 1;\n',
  'src/other.ts': 'export const seal = 1;\n',
});
const home = temporaryFolder();
const uri = pathToFileURL(join(folder.path, 'src/walrus.ts')).href;
let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ folder: folder.path, home: home.path });
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  folder.remove();
  home.remove();
});

const pack = (query: string) =>
  server.client.request<OptimizeResult>(METHODS.optimize, { query, budget: 2000, cache: 'none' });

test.each<[string, unknown]>([
  ['textDocument/didOpen', { textDocument: { languageId: 'typescript', version: 1, text: 'x' } }],
  ['textDocument/didOpen', { textDocument: { uri: 7, languageId: 'typescript', version: 1, text: 'x' } }],
  ['textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text: { length: 1e9 } } }],
  ['textDocument/didChange', { textDocument: { uri: null, version: 2 }, contentChanges: [{ text: 'x' }] }],
  ['textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: 'x' }],
  ['textDocument/didClose', {}],
  ['workspace/didChangeWatchedFiles', { changes: [{ uri: 1, type: 1 }] }],
  ['workspace/didChangeWatchedFiles', {}],
])('%s of the wrong shape leaves nothing behind: %j', async (method, params) => {
  server.client.notify(method, params);
  expect((await pack('walrus')).text).toContain('walrus = 1');
});

test('completion at the top of a rules file that begins with an empty line is answered, and so is what comes next', async () => {
  const rules = pathToFileURL(join(folder.path, '.winnow/triggers.yaml')).href;
  const text = '\nimmediate_triggers:\n  a:\n    keywords: [b]\n';
  server.client.notify('textDocument/didOpen', { textDocument: { uri: rules, languageId: 'yaml', version: 1, text } });
  const at = { textDocument: { uri: rules }, position: { line: 0, character: 0 } };
  for (const method of ['textDocument/completion', 'textDocument/definition', 'textDocument/hover'])
    await server.client.request(method, at);
  expect((await pack('walrus')).text).toContain('walrus = 1');
  server.client.notify('textDocument/didClose', { textDocument: { uri: rules } });
});

test('a second handshake is refused, and the session goes on', async () => {
  await expect(
    server.client.request('initialize', { processId: null, rootUri: null, capabilities: {} }),
  ).rejects.toThrow(/sent before/);
  server.client.notify('initialized', {});
  expect((await pack('walrus')).text).toContain('walrus = 1');
});

test('text that was typed before the server started, and is not saved, counts', async () => {
  server.client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 9, text: 'export const walrus = 2; // not saved\n' },
  });
  expect((await pack('walrus')).text).toContain('walrus = 2; // not saved');
  server.client.notify('textDocument/didClose', { textDocument: { uri } });
  expect((await pack('walrus')).text).toContain('walrus = 1');
});

test('a document that is opened as it stands on disk leaves the cached pack in force', async () => {
  const ask = () =>
    server.client.request<OptimizeResult>(METHODS.optimize, { query: 'where is the seal?', budget: 2000 });
  const { text } = await ask();
  const other = pathToFileURL(join(folder.path, 'src/other.ts')).href;
  server.client.notify('textDocument/didOpen', {
    textDocument: { uri: other, languageId: 'typescript', version: 1, text: 'export const seal = 1;\n' },
  });
  expect(await ask()).toMatchObject({ text, cacheLevel: 'memory' });
});

test('over a socket, too, a server that lost the frames ends', async () => {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const child = spawn(process.execPath, [join(REPOSITORY, 'dist/cli.cjs'), 'lsp', '--socket', String(port)], {
    env: { ...process.env, WINNOW_HOME: home.path },
  });
  const exited = once(child, 'exit');
  const [socket] = (await once(listener, 'connection')) as [Socket];
  const client = new LspClient(socket, socket);
  const said: string[] = [];
  client.on('window/logMessage', ({ message }: { readonly message: string }) => said.push(message));
  await client.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  client.sendRaw(Buffer.from('Content-Length: -5\r\n\r\n{}'));
  expect(await exited).toEqual([1, null]);
  expect(said.join('\n')).toMatch(/a Content-Length is not a number: messages were lost/);
  listener.close();
});
