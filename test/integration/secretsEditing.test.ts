import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SecretFindingsResult } from '../../shared/src/protocol.ts';
import { githubToken } from '../helpers/samples.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const SECRET = githubToken(7);
const SOURCE = `const apiToken = "${SECRET}";\n`;
const CAPABILITIES = {
  textDocument: { diagnostic: {}, codeAction: { resolveSupport: { properties: ['edit'] } } },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};

interface Action {
  readonly title: string;
  readonly edit?: {
    readonly changes?: Readonly<Record<string, readonly Edit[]>>;
    readonly documentChanges?: readonly { readonly kind?: string; readonly edits?: readonly Edit[] }[];
  };
  readonly data?: { readonly winnow: string };
}

interface Edit {
  readonly newText: string;
}

interface Report {
  readonly items: readonly { readonly code: string; readonly severity: number; readonly data: object }[];
}

let folder: TemporaryFolder;
let home: TemporaryFolder;
let server: RunningServer;
let uri: string;

beforeAll(async () => {
  folder = temporaryFolder({ 'a.ts': SOURCE, 'b.ts': 'export {};\n', '.gitignore': 'dist\n' });
  home = temporaryFolder();
  uri = pathToFileURL(join(folder.path, 'a.ts')).href;
  server = await startServer({ folder: folder.path, home: home.path, capabilities: CAPABILITIES });
  server.client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text: SOURCE },
  });
});

afterAll(async () => {
  await server?.stop();
  folder?.remove();
  home?.remove();
});

const diagnostics = async (): Promise<Report['items']> =>
  (await server.client.request<Report>('textDocument/diagnostic', { textDocument: { uri } })).items;

async function actions(only?: readonly string[]): Promise<readonly Action[]> {
  const at = { line: 0, character: 20 };
  const context = { diagnostics: [], ...(only ? { only } : {}) };
  return server.client.request('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: at, end: at },
    context,
  });
}

test('a secret is told with rule, level and a fingerprint that says nothing', async () => {
  const [item] = await diagnostics();
  expect(item).toMatchObject({
    code: expect.stringMatching(/^secret\/github-/) as string,
    severity: 2,
    data: { level: 'sensitive', fingerprint: expect.stringMatching(/^[0-9a-f]{6,}$/) as string },
  });
  expect(JSON.stringify(item)).not.toContain(SECRET);
});

test('every mend is listed without its edit, so that no reply carries the secret before one was chosen', async () => {
  const listed = await actions();
  expect(listed.map(({ data }) => data?.winnow)).toEqual(['environment', 'redact', 'allow-here', 'allow-everywhere']);
  expect(listed[0]?.title).toMatch(/ to API_TOKEN in \.env; git does not ignore that file$/);
  expect(JSON.stringify(listed)).not.toContain(SECRET);
  expect(await actions(['refactor'])).toEqual([]);
});

test.each([
  ['redact', /^\[REDACTED:github-[\w-]+:[0-9a-f]{6}\]$/],
  ['allow-here', /^ \/\/ winnow:allow$/],
])('%s is worked out when it is chosen', async (id, text) => {
  const action = (await actions()).find(({ data }) => data?.winnow === id);
  const { edit } = await server.client.request<Action>('codeAction/resolve', action);
  expect(edit?.changes?.[uri]?.[0]?.newText).toMatch(text);
});

test('moving to an environment variable makes the file that does not exist', async () => {
  const [action] = await actions();
  const { edit } = await server.client.request<Action>('codeAction/resolve', action);
  expect(edit?.documentChanges).toMatchObject([
    { edits: [{ newText: 'process.env.API_TOKEN' }] },
    { kind: 'create' },
    { edits: [{ newText: `API_TOKEN=${SECRET}\n` }] },
  ]);
});

test('a placeholder is not turned back while the setting is off', async () => {
  const restoring = server.client.request('winnow/restore', { placeholders: ['[REDACTED:github-token:ab12cd]'] });
  await expect(restoring).rejects.toThrow(/winnow\.secrets\.restoreOnApply/);
});

test('the workspace is scanned: open documents as they are, files as they are on disk', async () => {
  const { found, files } = await server.client.request<SecretFindingsResult>('winnow/secretFindings', {});
  expect(files).toBe(3);
  expect(found).toMatchObject([{ uri, path: 'a.ts', count: 1, findings: [{ range: { start: { character: 18 } } }] }]);
});

test('a value that the configuration allows is no secret any more, as soon as an editor shows the configuration', async () => {
  const action = (await actions()).find(({ data }) => data?.winnow === 'allow-everywhere');
  const { edit } = await server.client.request<Action>('codeAction/resolve', action);
  const text = edit?.documentChanges?.[1]?.edits?.[0]?.newText ?? '';
  const told = new Promise<void>((resolve) => void server.client.on('winnow/didChangeAllowed', () => resolve()));
  const config = pathToFileURL(join(folder.path, '.winnow', 'config.json')).href;
  server.client.notify('textDocument/didOpen', {
    textDocument: { uri: config, languageId: 'json', version: 1, text },
  });
  await told;
  expect(await diagnostics()).toEqual([]);
  expect((await server.client.request<SecretFindingsResult>('winnow/secretFindings', {})).found).toEqual([]);
  const pack = await server.client.request<{ text: string }>('winnow/optimize', { query: 'apiToken', budget: 1000 });
  expect(pack.text).toContain(SECRET);
});

test('what the configuration no longer allows is a secret again, in packs too', async () => {
  const told = new Promise<void>((resolve) => void server.client.on('winnow/didChangeAllowed', () => resolve()));
  const config = pathToFileURL(join(folder.path, '.winnow', 'config.json')).href;
  server.client.notify('textDocument/didClose', { textDocument: { uri: config } });
  await told;
  expect(await diagnostics()).toHaveLength(1);
  const pack = await server.client.request<{ text: string }>('winnow/optimize', { query: 'apiToken', budget: 1000 });
  expect(pack.text).not.toContain(SECRET);
});

test('with the setting on, placeholders of packs of this session are turned back, and no others', async () => {
  const other = await startServer({
    folder: folder.path,
    home: home.path,
    capabilities: { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, configuration: true } },
  });
  other.client.onRequest('workspace/configuration', () => [{ secrets: { restoreOnApply: true } }]);
  const pack = await other.client.request<{ text: string }>('winnow/optimize', { query: 'apiToken', budget: 1000 });
  const [placeholder = ''] = /\[REDACTED:[^\]]+\]/.exec(pack.text) ?? [];
  const unknown = placeholder.replace(/.\]$/, 'f0]');
  await expect
    .poll(() => other.client.request('winnow/restore', { placeholders: [placeholder, unknown] }))
    .toEqual({ values: { [placeholder]: SECRET } });
  await other.stop();
});

test('in Restricted Mode neither the configuration nor .env is offered', async () => {
  writeFileSync(join(folder.path, 'c.ts'), SOURCE);
  const other = await startServer({
    folder: folder.path,
    home: home.path,
    capabilities: { ...CAPABILITIES, workspace: { ...CAPABILITIES.workspace, configuration: true } },
    initializationOptions: { trusted: false },
  });
  other.client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text: SOURCE },
  });
  const at = { line: 0, character: 20 };
  const listed = await other.client.request<readonly Action[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  expect(listed.map(({ data }) => data?.winnow)).toEqual(['redact', 'allow-here']);
  other.client.onRequest('workspace/configuration', () => [{ secrets: { restoreOnApply: true } }]);
  await expect(other.client.request('winnow/restore', { placeholders: [] })).rejects.toThrow(/trusted/);
  await other.stop();
});
