import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { CompressResult } from '../../shared/src/compressProtocol.ts';
import { METHODS } from '../../shared/src/protocol.ts';
import { CLI, startMcp, type RunningMcp } from '../helpers/mcpClient.ts';
import { githubToken } from '../helpers/samples.ts';
import { leaksIn } from '../helpers/secretForms.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const SECRET = githubToken(301);
const DOWNLOADS = Array.from({ length: 80 }, (_, at) => `Downloading package number ${at}`).join('\n');
const OUTPUT = `\u001b[1mbegin\u001b[0m\n${DOWNLOADS}\nlogged in with ${SECRET}\nwarning: old thing\nerror: no such thing\n1 failed, 3 passed in 2s\n`;
const FOOTER = /\n… \d+ of 85 lines shown; all: winnow compress --get ([0-9a-f]{8})\n$/;

let folder: TemporaryFolder;
let home: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder({ 'output.log': OUTPUT, 'binary.bin': 'a\0b' });
  home = temporaryFolder();
});
afterAll(() => {
  folder.remove();
  home.remove();
});

function winnow(args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'compress', ...args], {
    cwd: folder.path,
    env: { ...process.env, WINNOW_HOME: home.path },
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  return { status, stdout, stderr };
}

const json = <T>(args: readonly string[], input?: string): T =>
  JSON.parse(winnow(['--json', ...args], input).stdout) as T;

describe('command line', () => {
  test('a file and a pipe give the same, and the original is had again by its id', () => {
    const { status, stdout, stderr } = winnow(['output.log']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^begin\nDownloading package number 0\n… 78 routine lines @3\nDownloading package number 79\n/,
    );
    expect(stdout).toMatch(/warning: old thing\nerror: no such thing\n1 failed, 3 passed in 2s\n/);
    expect(stderr).toMatch(/^[\d,]+ → \d+ tokens \(\d\d\.\d % saved\), 7 of 85 lines\n$/);
    expect(winnow([], OUTPUT).stdout).toBe(stdout);
    const id = FOOTER.exec(stdout)![1]!;
    const original = winnow(['--get', id]).stdout;
    expect(original.split('\n')).toHaveLength(86);
    expect(original).toContain('logged in with [REDACTED:github');
    expect(winnow(['--get', id, '--lines', '40-41']).stdout).toBe(
      'Downloading package number 38\nDownloading package number 39\n',
    );
    expect(winnow(['--list']).stdout).toMatch(new RegExp(`^${id} .* 85 lines .*standard input\n$`));
  });

  test('--json tells exact figures, and what is kept holds nothing in the clear', () => {
    const { text, tokens, rawTokens, folded, lines, shown, id } = json<CompressResult>(['output.log']);
    expect({ lines, shown, folded }).toEqual({ lines: 85, shown: 7, folded: { routine: 78 } });
    expect(tokens).toBeLessThan(rawTokens / 3);
    expect(text).toMatch(FOOTER);
    for (const name of readdirSync(join(home.path, 'outputs'))) {
      const bytes = readFileSync(join(home.path, 'outputs', name), 'latin1');
      expect(bytes).not.toMatch(/Downloading|package/);
      expect(leaksIn(bytes, { SECRET })).toEqual([]);
    }
    expect(json<CompressResult>(['--get', id!]).text).toContain('Downloading package number 40');
  });

  test('--no-keep keeps nothing, --budget holds', () => {
    const fresh = temporaryFolder();
    const env = { ...process.env, WINNOW_HOME: fresh.path };
    const run = (...args: readonly string[]) =>
      spawnSync(process.execPath, [CLI, 'compress', ...args], { cwd: folder.path, env, encoding: 'utf8' }).stdout;
    expect(run('output.log', '--no-keep')).not.toMatch(/--get/);
    expect(existsSync(join(fresh.path, 'outputs'))).toBe(false);
    const { tokens, text } = JSON.parse(run('output.log', '--budget', '100', '--json')) as CompressResult;
    expect(tokens).toBeLessThanOrEqual(100);
    expect(text).toContain('error: no such thing');
    fresh.remove();
  });

  test('a command is run, its two streams are one output, and its exit code is handed on', () => {
    const script = `console.log(${JSON.stringify(OUTPUT)}); console.error('error: told apart'); process.exitCode = 7;`;
    const { status, stdout } = winnow(['--', process.execPath, '-e', script]);
    expect(status).toBe(7);
    expect(stdout).toContain('error: told apart');
    expect(stdout).toContain('… 78 routine lines @3');
    const told = json<CompressResult & { readonly exitCode: number }>([
      '--budget',
      '100',
      '--',
      process.execPath,
      '--version',
    ]);
    expect(told).toMatchObject({ text: `${process.version}\n`, exitCode: 0, folded: {} });
  });

  test('what is short passes as it is, without a trace', () => {
    expect(winnow([], 'all is well\r\nand so is this')).toMatchObject({
      status: 0,
      stdout: 'all is well\r\nand so is this',
    });
    expect(winnow([], '').stdout).toBe('');
  });

  test.each<[args: readonly string[], status: number, message: RegExp]>([
    [['binary.bin'], 3, /binary\.bin is binary/],
    [['nothing.log'], 3, /nothing\.log is no file/],
    [['--', 'no-such-command'], 3, /no-such-command cannot be run .*PATH/],
    [['--'], 2, /no command after “--”/],
    [['--get', '12345678'], 3, /winnow compress --list/],
    [['--get', '../../key'], 3, /no output is kept/],
    [['output.log', '--lines', '1-2'], 2, /--lines belongs to --get/],
    [['output.log', '--list'], 2, /give only one/],
    [['output.log', '--budget', '9'], 2, /from 100 to/],
  ])('%j is refused', (args, status, message) => {
    const told = winnow(args);
    expect(told.status).toBe(status);
    expect(told.stderr).toMatch(message);
  });

  test('an output of several blocks is folded in parts, and secrets at their borders are replaced', () => {
    const lines = Array.from({ length: 90_000 }, (_, at) =>
      at % 997 === 0
        ? `12:00:00 INFO token ${githubToken(at)}`
        : `12:00:00 INFO request ${at} took ${at % 90} ms, all is well`,
    );
    lines[70_000] = '12:00:00 ERROR the disk is full';
    const input = `${lines.join('\n')}\n`;
    const { text, lines: count, shown, folded } = json<CompressResult>([], input);
    expect(input.length).toBeGreaterThan(4_000_000);
    expect(count).toBe(90_000);
    expect(shown + Object.values(folded).reduce((sum, one) => sum + one, 0)).toBe(90_000);
    expect(text).toContain('ERROR the disk is full');
    expect(text).not.toMatch(/gh[p]_/);
  });
});

describe('language server', () => {
  test.each([true, false])('winnow/compress where the workspace is trusted: %s', async (trusted) => {
    const own = temporaryFolder();
    const data = join(own.path, 'home');
    const server = await startServer({ folder: folder.path, home: data, initializationOptions: { trusted } });
    const reply = await server.client.request<CompressResult>(METHODS.compress, { text: OUTPUT, budget: 200 });
    expect(reply.tokens).toBeLessThanOrEqual(200);
    expect(reply.text).toContain('error: no such thing');
    expect(leaksIn(JSON.stringify(reply), { SECRET })).toEqual([]);
    expect(reply.id !== undefined).toBe(trusted);
    expect(existsSync(join(data, 'outputs'))).toBe(trusted);
    await expect(server.client.request(METHODS.compress, { text: 1 })).rejects.toThrow(/params\.text/);
    await server.stop();
    own.remove();
  });
});

describe('MCP server', () => {
  const REPLY = z.object({ text: z.string(), tokens: z.number(), rawTokens: z.number(), id: z.string() });
  let mcp: RunningMcp;
  beforeAll(async () => {
    mcp = await startMcp({ home: home.path, workspace: folder.path });
  });
  afterAll(() => mcp.stop());

  test('winnow/compress is a request, and a resource template leads to the original', async () => {
    const params = { text: OUTPUT, label: 'npm ci' };
    const reply = await mcp.client.request({ method: METHODS.compress, params }, REPLY);
    expect(reply.tokens).toBeLessThan(reply.rawTokens);
    const { resourceTemplates } = await mcp.client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['winnow://output/{id}']);
    const uri = `winnow://output/${reply.id}`;
    const { contents } = await mcp.client.readResource({ uri });
    expect(contents).toMatchObject([{ uri, mimeType: 'text/plain', text: expect.stringContaining('number 40') }]);
    await expect(mcp.client.readResource({ uri: 'winnow://output/00000000' })).rejects.toThrow(/no output is kept/);
    expect(leaksIn(mcp.said(), { SECRET })).toEqual([]);
  });

  test('the tools are the five that they were', async () => {
    expect((await mcp.client.listTools()).tools).toHaveLength(5);
  });
});
