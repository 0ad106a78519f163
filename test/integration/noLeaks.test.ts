import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS } from '../../shared/src/protocol.ts';
import { startMcp, type RunningMcp } from '../helpers/mcpClient.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { everythingBelow, leaksIn } from '../helpers/secretForms.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** A secret for each place that a workspace or a user can put one. */
const SECRETS = {
  content: githubToken(101),
  binary: githubToken(102),
  fileName: githubToken(103),
  folderName: githubToken(104),
  ignoredName: githubToken(105),
  keyword: githubToken(106),
  description: githubToken(107),
  agent: githubToken(108),
  ruleName: githubToken(109),
  unknownRuleKey: githubToken(110),
  contentPattern: githubToken(111),
  configKey: githubToken(112),
  configValue: githubToken(113),
  query: githubToken(114),
  typed: githubToken(115),
  setting: githubToken(116),
} as const;

const RULES = `
immediate_triggers:
  crash:
    keywords: [crash, ${SECRETS.keyword}]
    agents: [debugger, ${SECRETS.agent}]
    description: Use ${SECRETS.description} to log in
    ${SECRETS.unknownRuleKey}: 1
  ${SECRETS.ruleName}:
    keywords: [deployment]
    agents: [deployer]
context_triggers:
  content_patterns:
    "${SECRETS.contentPattern}|crash": [reader]
    "(${SECRETS.contentPattern}": [reader]
`;
const FILES = {
  'src/login.ts': `// crash of the deployment\nexport const token = '${SECRETS.content}';\nexport function login() {}\n`,
  [`src/${SECRETS.fileName}.ts`]: `export const deployment = 1; // crash\nconst token = '${SECRETS.content}';\n`,
  [`${SECRETS.folderName}/deployment.ts`]: 'export const crash = 2;\n',
  [`logs/${SECRETS.ignoredName}.log`]: 'ignored\n',
  [`src/${SECRETS.ignoredName}.bin`]: `\0${SECRETS.binary}`,
  '.gitignore': 'logs\n*.log\n',
  '.winnow/triggers.yaml': RULES,
  '.winnow/config.json': JSON.stringify({ [SECRETS.configKey]: 1, exclude: [`**/${SECRETS.configValue}`] }),
};
const QUERY = `why does the deployment crash at login with ${SECRETS.query}?`;

const folder = temporaryFolder(FILES);
const home = temporaryFolder();
afterAll(() => {
  folder.remove();
  home.remove();
});

const leaks = (text: string) => leaksIn(text, SECRETS);

describe('command line', () => {
  const tasks = temporaryFolder({ 'tasks.jsonl': `${JSON.stringify({ id: 1, query: QUERY })}\n{"id":2,"query":""}\n` });
  afterAll(() => tasks.remove());
  const text = `crash ${SECRETS.typed} ${SECRETS.keyword}`;
  const LOCK = join(tasks.path, 'winnow.lock.json');

  test.each<[name: string, args: readonly string[]]>([
    ...['markdown', 'xml', 'json', 'plain'].map((format): [string, string[]] => [
      `optimize as ${format}`,
      ['optimize', '--query', QUERY, '--format', format],
    ]),
    ['optimize --json', ['optimize', '--query', QUERY, '--json']],
    ['optimize --figures', ['optimize', '--query', QUERY, '--figures']],
    ['optimize --lock', ['optimize', '--query', QUERY, '--lock', LOCK]],
    ['lock', ['lock', LOCK]],
    ['lock --json', ['lock', '--json', LOCK]],
    ['a lockfile', ['redact', LOCK]],
    ['explain', ['explain', '--query', QUERY]],
    ['explain --json', ['explain', '--query', QUERY, '--json']],
    ['scan', ['scan', '--verbose']],
    ['scan --json', ['scan', '--json']],
    ['scan as SARIF', ['scan', '--format', 'sarif']],
    ['scan of standard input', ['scan', '-', '--json']],
    ['triggers', ['triggers', '--explain']],
    ['triggers --json', ['triggers', '--json']],
    ['triggers --check', ['triggers', '--check']],
    ['triggers --check --json', ['triggers', '--check', '--json']],
    ['redact', ['redact']],
    ['redact --json', ['redact', '--json']],
    ['stats', ['stats']],
    ['compress', ['compress']],
    ['compress --json', ['compress', '--json', '--budget', '100']],
    ['compress --list', ['compress', '--list', '--json']],
    ['stats --json', ['stats', '--json']],
    ['doctor', ['doctor']],
    ['doctor --json', ['doctor', '--json']],
    ['batch', ['batch', '--in', join(tasks.path, 'tasks.jsonl'), '--out', '-']],
    ['a wrong option', ['optimize', '--query', 'x', '--pin', `${SECRETS.query}:3-1`]],
    ['an unknown command', [SECRETS.query]],
    ['a file that is not there', ['redact', `${SECRETS.query}.txt`]],
  ])('%s says no secret', (_, args) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(REPOSITORY, 'dist/cli.cjs'), ...args, '--workspace', folder.path],
      { env: { ...process.env, WINNOW_HOME: home.path }, encoding: 'utf8', input: text },
    );
    expect(status).not.toBeNull();
    expect(stdout.length + stderr.length).toBeGreaterThan(0);
    expect(leaks(stdout + stderr)).toEqual([]);
  });
});

describe('language server', () => {
  let server: RunningServer;
  let said = '';
  const uri = pathToFileURL(join(folder.path, 'src/login.ts')).href;
  const rulesUri = pathToFileURL(join(folder.path, '.winnow/triggers.yaml')).href;
  const textDocument = { uri };
  const position = { line: 0, character: 4 };

  beforeAll(async () => {
    server = await startServer({
      folder: folder.path,
      home: home.path,
      capabilities: { textDocument: { diagnostic: {} } },
      initializationOptions: {
        trusted: true,
        settings: { exclude: [SECRETS.setting], budget: SECRETS.setting },
      },
      standardError: 'pipe',
    });
    const listen = (data: Buffer) => (said += data.toString());
    server.process.stdout?.on('data', listen);
    server.process.stderr?.on('data', listen);
    const open = (document: object) => server.client.notify('textDocument/didOpen', { textDocument: document });
    open({ uri, languageId: 'typescript', version: 1, text: FILES['src/login.ts'] });
    open({ uri: rulesUri, languageId: 'yaml', version: 1, text: RULES });
    const at = { line: 1, character: 0 };
    server.client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: at, end: at }, text: `const typed = '${SECRETS.typed}'; // crash\n` }],
    });
  });

  test.each<[method: string, params: object]>([
    ...(['markdown', 'xml', 'json', 'plain'] as const).map((format): [string, object] => [
      METHODS.optimize,
      { query: QUERY, format },
    ]),
    [METHODS.optimize, { query: QUERY, pins: [`src/${SECRETS.fileName}.ts`], cache: 'none' }],
    [METHODS.lock, { query: QUERY }],
    ...(['optimize', 'explain'] as const).map((name): [string, object] => [
      METHODS.tool,
      { name, arguments: { query: QUERY } },
    ]),
    [METHODS.tool, { name: 'scan', arguments: {} }],
    [METHODS.tool, { name: 'triggers', arguments: { text: `crash ${SECRETS.query} ${SECRETS.keyword}` } }],
    [METHODS.tool, { name: 'explain', arguments: { query: QUERY, path: `../${SECRETS.query}` } }],
    [METHODS.explain, { query: QUERY }],
    [METHODS.triggers, { textDocument }],
    [METHODS.triggers, { text: `crash ${SECRETS.query} ${SECRETS.keyword}` }],
    [METHODS.triggerMatches, {}],
    [METHODS.secrets, { textDocument }],
    [METHODS.analysis, { textDocument }],
    [METHODS.feedback, { kind: 'pin', query: QUERY, chunks: [{ path: 'src/login.ts' }] }],
    [METHODS.compress, { text: `crash ${SECRETS.typed}\n`.repeat(50), label: SECRETS.query, budget: 100 }],
    [METHODS.stats, {}],
    ['textDocument/hover', { textDocument, position }],
    ['textDocument/diagnostic', { textDocument }],
    ['textDocument/diagnostic', { textDocument: { uri: rulesUri } }],
    [
      'textDocument/codeAction',
      { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } },
    ],
  ])('%s (row %#) says no secret', async (method, params) => {
    said = '';
    const reply: unknown = await server.client.request(method, params);
    // Where a file is has to be told to the editor, which opens it; it is a place on this machine and in no pack.
    const withoutUris = said.replaceAll(/"uri":"[^"]*"/g, '');
    expect(reply).toBeDefined();
    expect(leaks(withoutUris)).toEqual([]);
  });

  test('what goes wrong is told without the values', async () => {
    said = '';
    for (const params of [
      { query: QUERY, format: SECRETS.query },
      { query: QUERY, pins: [`${SECRETS.query}:9-1`] },
    ]) {
      await server.client.request(METHODS.optimize, params).catch((error: Error) => (said += error.message));
    }
    await server.client.request('workspace/executeCommand', { command: SECRETS.query }).catch(() => undefined);
    expect(said).toContain('error');
    expect(leaks(said)).toEqual([]);
  });

  test('what is wrong with a notification is logged without the values', async () => {
    said = '';
    const wrong = {
      uri: SECRETS.query,
      languageId: { [SECRETS.query]: 1 },
      version: SECRETS.typed,
      text: [SECRETS.typed],
    };
    for (const method of ['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didSave', '$/setTrace'])
      server.client.notify(method, {
        textDocument: wrong,
        contentChanges: [{ range: wrong, text: wrong }],
        value: wrong,
      });
    server.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: wrong, type: SECRETS.query }] });
    await server.client.request(METHODS.stats, {});
    expect(leaks(said)).toEqual([]);
  });

  test('it ends in good order, having logged no secret', async () => {
    said = '';
    expect(await server.stop()).toBe(0);
    expect(leaks(said)).toEqual([]);
  });
});

test('a bug that nobody caught ends the server without its message on the standard error', () => {
  const module = pathToFileURL(join(REPOSITORY, 'server/src/lsp/redactingConsole.ts')).href;
  const code = `import { endOnException } from '${module}';
    endOnException({ error: (line) => process.stdout.write(line.includes(process.env.SECRET) ? 'told' : 'lost') });
    setTimeout(() => { throw new Error(process.env.SECRET); }, 1);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, SECRET: SECRETS.content },
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: 'told', stderr: '' });
});

describe('MCP server', () => {
  let mcp: RunningMcp;
  beforeAll(async () => {
    mcp = await startMcp({ home: home.path, workspace: folder.path });
  });
  afterAll(() => mcp.stop());

  test.each<[name: string, args: Record<string, unknown>]>([
    ['optimize', { query: QUERY }],
    ['optimize', { query: QUERY, pins: [`src/${SECRETS.fileName}.ts`], exclude: [`**/${SECRETS.query}`] }],
    ['optimize', { query: QUERY, pins: [`../${SECRETS.query}`] }],
    ['optimize', { query: QUERY, [SECRETS.query]: 1 }],
    ['explain', { query: QUERY }],
    ['explain', { query: QUERY, path: `src/${SECRETS.fileName}.ts` }],
    ['explain', { query: QUERY, path: `logs/${SECRETS.ignoredName}.log` }],
    ['scan', {}],
    ['scan', { path: `src/${SECRETS.fileName}.ts` }],
    ['scan', { path: `src/${SECRETS.ignoredName}.bin` }],
    ['scan', { path: SECRETS.folderName }],
    ['scan', { path: `src/${SECRETS.query}.ts` }],
    ['triggers', { text: `crash ${SECRETS.query} ${SECRETS.keyword} deployment` }],
    ['stats', {}],
    [SECRETS.query, {}],
  ])('%s says no secret', async (name, args) => {
    const { text } = await mcp.call(name, args);
    expect(text.length).toBeGreaterThan(0);
    expect(leaks(mcp.said())).toEqual([]);
  });

  test('nor do resources, refusals and the log', async () => {
    const { resources } = await mcp.client.listResources();
    for (const uri of [...resources.map((one) => one.uri), `winnow://${SECRETS.query}`])
      await mcp.client.readResource({ uri }).catch(() => undefined);
    expect(resources).toHaveLength(1);
    expect(leaks(mcp.said())).toEqual([]);
  });
});

test('nothing that is kept holds a secret: key, cache, trail, names of files', () => {
  const kept = everythingBelow(home.path);
  expect(kept.length).toBeGreaterThan(1000);
  expect(leaks(kept)).toEqual([]);
});

test('the search finds what it looks for, in every form', () => {
  const secret = SECRETS.content;
  const shifts = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${secret}!`).toString('base64'));
  for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...shifts])
    expect(leaks(`x${form}y`)).toEqual(['content']);
  mkdirSync(join(home.path, 'probe'));
  writeFileSync(join(home.path, 'probe', secret), '');
  expect(leaks(everythingBelow(home.path))).toEqual(['content']);
});
