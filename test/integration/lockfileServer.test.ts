import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckLockResult, LockResult } from '../../shared/src/lockProtocol.ts';
import { METHODS } from '../../shared/src/protocol.ts';
import type { ToolReply } from '../../shared/src/toolProtocol.ts';
import { githubToken } from '../helpers/samples.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const QUESTION = 'where are retries counted?';
const RETRIES = `export function countRetries(): number {\n  return retries;\n}\nconst token = '${githubToken(5)}';\n`;

let folder: TemporaryFolder;
let home: TemporaryFolder;
let server: RunningServer;
beforeAll(async () => {
  folder = temporaryFolder({ 'src/retries.ts': RETRIES, 'src/other.ts': 'export const other = 1;\n' });
  home = temporaryFolder();
  server = await startServer({ folder: folder.path, home: home.path });
});
afterAll(async () => {
  await server.stop();
  folder.remove();
  home.remove();
});

const lockOf = () => server.client.request<LockResult>(METHODS.lock, { query: QUESTION, budget: 500 });
const check = (lock: string) => server.client.request<CheckLockResult>(METHODS.checkLock, { lock });
const tool = (name: string, given?: object) =>
  server.client.request<ToolReply>(METHODS.tool, { name, ...(given ? { arguments: given } : {}) });

test('the server pins a pack and makes it again, unsaved text included', async () => {
  const { lock, pack } = await lockOf();
  expect(lock).not.toContain(githubToken(5));
  expect(await check(lock)).toMatchObject({ changes: [], pack: { text: pack.text, tokens: pack.tokens } });

  const uri = pathToFileURL(join(folder.path, 'src/retries.ts')).href;
  const text = `// unsaved\n${RETRIES}`;
  server.client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
  expect((await check(lock)).changes).toMatchObject([{ what: 'chunk', path: 'src/retries.ts', movedToLine: 2 }]);
  server.client.notify('textDocument/didClose', { textDocument: { uri } });
  expect((await check(lock)).changes).toEqual([]);

  await expect(check('{}')).rejects.toThrow(/the lockfile is of another version/);
});

test.each<[name: string, given: object | undefined, answer: RegExp]>([
  ['optimize', { query: QUESTION, pins: ['./src/retries.ts:1-2'] }, /countRetries[^]*\[REDACTED:github-token:/],
  ['explain', { query: QUESTION, path: 'src/retries.ts' }, /^Budget 8000\. [^]*src\/retries\.ts:1-/],
  ['scan', { path: 'src' }, /^Secrets: 1 in 1 files; [^]*src\/retries\.ts:4:16 sensitive github-token/],
  ['scan', { path: 'src/other.ts' }, /^No secret found; /],
  ['triggers', { text: 'hello' }, /^No agent is named\./],
  ['stats', undefined, /^winnow \d+\.\d+\.\d+; workspace: /],
])('the tool %s answers %j in the words of the MCP server', async (name, given, answer) => {
  const { texts, isError } = await tool(name, given);
  expect(isError).toBe(false);
  expect(texts.join('\n')).toMatch(answer);
});

test.each<[name: string, given: object, message: RegExp]>([
  ['optimize', {}, /query: give a question/],
  ['optimize', { query: QUESTION, pins: ['/etc/passwd'] }, /does not lie in the workspace/],
  ['scan', { path: '..' }, /does not lie in the workspace/],
  ['stats', { all: true }, /there is no argument “all”/],
])('the tool %s tells of %j what is wrong', async (name, given, message) => {
  const { texts, isError } = await tool(name, given);
  expect([isError, texts[0]]).toEqual([true, expect.stringMatching(message)]);
});

test('a tool that is none is the client’s fault', async () => {
  await expect(tool('delete')).rejects.toThrow(/params\.name/);
});
