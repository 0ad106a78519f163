import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS } from '../../shared/src/protocol.ts';
import { readTextFile } from '../../server/src/workspace/textFile.ts';
import { folderUri, startMcp, type RunningMcp } from '../helpers/mcpClient.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

/** Stands in every file outside the workspace and in none inside it; joined here so that no log of this test has it. */
const OUTSIDE = ['outlying', 'zebrafish'].join('');
const CONTENT = `export const invoice = '${OUTSIDE}';\n`;

const outside = temporaryFolder({
  'invoice.ts': CONTENT,
  'folder/invoice.ts': CONTENT,
  'winnow/triggers.yaml': `immediate_triggers:\n  ${OUTSIDE}:\n    keywords: [invoice]\n    agents: [${OUTSIDE}]\n`,
  'winnow/config.json': JSON.stringify({ [OUTSIDE]: 1 }),
});
const folder = temporaryFolder({
  'src/invoice.ts': 'export const invoice = 1;\n',
  'src/deep/parts.ts': 'export {};\n',
});
const home = temporaryFolder();

/** The same file outside, named in many ways as from inside `workspace`. */
function attacks(workspace = folder.path): readonly string[] {
  const target = join(outside.path, 'invoice.ts');
  const up = relative(workspace, target);
  const [ups, rest] = [up.match(/^(?:\.\.\/)+/)?.[0] ?? '', up.replace(/^(?:\.\.\/)+/, '')];
  const plain = [
    target,
    up,
    `./${up}`,
    `src/../${up}`,
    `src/deep/../../${up}`,
    `src/invoice.ts/../../${up}`,
    `${ups.repeat(8)}${rest}`,
    `${'../'.repeat(40)}${target.slice(1)}`,
    `/${target}`,
    `//${target}`,
    `/.${target}`,
    `/proc/self/root${target}`,
    `/proc/self/cwd/${up}`,
    `/proc/thread-self/root${target}`,
    `/proc/1/root${target}`,
    `/dev/fd/../../..${target}`,
    'link.ts',
    './link.ts',
    'LINK.TS',
    'chain.ts',
    'linked/invoice.ts',
    'src/linked/../../linked/invoice.ts',
    'linked/folder/invoice.ts',
    'LINKED/invoice.ts',
    'self/linked/invoice.ts',
    'pipe',
    'zero',
    '/dev/zero',
    '/dev/stdin',
    '/proc/self/environ',
  ];
  return [...new Set(plain.flatMap(variants))].slice(0, ATTACKS / 2);
}

function variants(path: string): readonly string[] {
  return [
    path,
    encodeURIComponent(path),
    path.replaceAll('.', '%2e'),
    path.replaceAll('/', '%252f'),
    path.replaceAll('/', '\\'),
    `${path}\0.ts`,
    `src/\0/${path}`,
  ];
}

const ATTACKS = 200;

beforeAll(() => {
  const link = (target: string, name: string) => symlinkSync(target, join(folder.path, name));
  link(join(outside.path, 'invoice.ts'), 'link.ts');
  link('link.ts', 'chain.ts');
  link(outside.path, 'linked');
  link('.', 'self');
  link('/dev/zero', 'zero');
  link(join(outside.path, 'winnow'), '.winnow');
  spawnSync('mkfifo', [join(folder.path, 'pipe')]);
});

afterAll(() => {
  for (const one of [folder, outside, home]) one.remove();
});

test('100 ways to name a file outside: the command line packs none of them', { timeout: 60_000 }, () => {
  const paths = attacks();
  expect(paths).toHaveLength(ATTACKS / 2);
  // Pins that hold NUL cannot be arguments: all go by the task file.
  const tasks = paths.flatMap((path, at) => [
    { id: `pin ${at}`, query: 'invoice', pins: [path] },
    { id: `glob ${at}`, query: 'invoice', include: [path, '**'] },
  ]);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(REPOSITORY, 'dist/cli.cjs'), 'batch', '--in', '-', '--out', '-', '--workspace', folder.path],
    {
      env: { ...process.env, WINNOW_HOME: home.path },
      encoding: 'utf8',
      input: tasks.map((task) => JSON.stringify(task)).join('\n'),
      maxBuffer: 100_000_000,
    },
  );
  expect(stdout.trimEnd().split('\n')).toHaveLength(tasks.length);
  expect(stdout).toContain('export const invoice = 1');
  expect(stdout + stderr).not.toContain(OUTSIDE);
});

test('what the command line says of configuration and rules behind a link is nothing of their content', () => {
  for (const args of [
    ['doctor', '--json'],
    ['triggers', '--json', '--text', 'invoice'],
    ['optimize', '--query', 'invoice'],
    ['scan', '--json'],
  ]) {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(REPOSITORY, 'dist/cli.cjs'), ...args, '--workspace', folder.path],
      { env: { ...process.env, WINNOW_HOME: home.path }, encoding: 'utf8' },
    );
    expect(stdout.length).toBeGreaterThan(0);
    expect(stdout + stderr).not.toContain(OUTSIDE);
  }
});

test('init writes nothing through a link that stands in its folder’s place', () => {
  const place = temporaryFolder();
  symlinkSync(join(outside.path, 'folder'), join(place.path, '.winnow'));
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(REPOSITORY, 'dist/cli.cjs'), 'init', '--workspace', place.path],
    { env: { ...process.env, WINNOW_HOME: home.path }, encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('is a symbolic link') as string });
  expect(readdirSync(join(outside.path, 'folder'))).toEqual(['invoice.ts']);
  place.remove();
});

describe('language server', () => {
  let server: RunningServer;
  let said = '';
  beforeAll(async () => {
    server = await startServer({ folder: folder.path, home: home.path });
    server.process.stdout?.on('data', (data: Buffer) => (said += data.toString()));
  });
  afterAll(async () => void (await server.stop()));

  test('100 ways to name a file outside: no reply holds a byte of it', async () => {
    const replies = await Promise.all(
      attacks().flatMap((path) => {
        const uris = [`file:///${path}`, `file://localhost/${path}`, `file://host/${path}`, path];
        const ask = (method: string, params: object) =>
          server.client.request(method, params).then(
            () => 'answered',
            () => 'refused',
          );
        return [
          ask(METHODS.optimize, { query: 'invoice', pins: [path], cache: 'none', budget: 1000 }),
          ask(METHODS.explain, { query: 'invoice', path }),
          ...uris.flatMap((uri) => [
            ask(METHODS.analysis, { textDocument: { uri } }),
            ask('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } }),
          ]),
        ];
      }),
    );
    expect(replies).toContain('answered');
    expect(replies).toContain('refused');
    expect(said).toContain('export const invoice = 1');
    expect(said).not.toContain(OUTSIDE);
  });

  test('a folder that a link replaces after it was indexed is not read through the link', async () => {
    const src = join(folder.path, 'src');
    mkdirSync(join(outside.path, 'deep'), { recursive: true });
    writeFileSync(join(outside.path, 'deep/parts.ts'), CONTENT);
    said = '';
    renameSync(src, join(folder.path, 'was'));
    symlinkSync(outside.path, src);
    const uri = pathToFileURL(join(src, 'invoice.ts')).href;
    server.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
    for (const params of [
      { query: 'invoice', cache: 'none' },
      { query: 'invoice', pins: ['src/invoice.ts'] },
    ])
      await server.client.request(METHODS.optimize, params);
    await server.client.request(METHODS.triggerMatches, {});
    await server.client.request(METHODS.secretFindings, {});
    expect(said).not.toContain(OUTSIDE);
  });
});

describe('MCP server', () => {
  const place = temporaryFolder({
    'src/invoice.ts': 'export const invoice = 1;\n',
    'src/deep/parts.ts': 'export {};\n',
  });
  const names = [
    ['invoice.ts', 'link.ts'],
    ['', 'linked'],
    ['winnow', '.winnow'],
  ] as const;
  let mcp: RunningMcp;
  beforeAll(async () => {
    for (const [target, name] of names) symlinkSync(join(outside.path, target), join(place.path, name));
    symlinkSync('link.ts', join(place.path, 'chain.ts'));
    symlinkSync('.', join(place.path, 'self'));
    symlinkSync('/dev/zero', join(place.path, 'zero'));
    spawnSync('mkfifo', [join(place.path, 'pipe')]);
    mcp = await startMcp({ home: home.path, workspace: place.path });
  });
  afterAll(async () => {
    await mcp.stop();
    place.remove();
  });

  test(
    'another 100 ways, and each as a URI: no reply of any tool holds a byte of it',
    { timeout: 120_000 },
    async () => {
      const paths = attacks(place.path);
      expect(paths).toHaveLength(ATTACKS / 2);
      const outcomes = new Set<string>();
      for (const path of paths) {
        const asked = [
          mcp.call('optimize', { query: 'invoice', include: [path, '**'] }),
          mcp.call('optimize', { query: 'invoice', pins: [path] }),
          mcp.call('explain', { query: 'invoice', path }),
          mcp.call('scan', { path }),
          mcp.call('optimize', { query: 'invoice', pins: [`file://host/${path}`] }),
          mcp.call('explain', { query: 'invoice', path: `file://localhost/${path}` }),
          mcp.call('scan', { path: `file://${path}` }),
        ];
        for (const { isError } of await Promise.all(asked)) outcomes.add(isError ? 'refused' : 'answered');
      }
      expect([...outcomes].sort()).toEqual(['answered', 'refused']);
      expect(mcp.said()).toContain('export const invoice = 1');
      expect(mcp.said()).not.toContain(OUTSIDE);
    },
  );

  test('roots that lead outside the workspace bring nothing in', async () => {
    const target = outside.path;
    for (const uri of [
      folderUri(target),
      folderUri(join(place.path, 'linked')),
      `${folderUri(place.path)}/src/../linked`,
      `${folderUri(place.path)}/%6cinked`,
      `${folderUri(place.path)}/src/%2e%2e/linked/folder`,
      `file://localhost${target}`,
      `file://host${target}`,
      `FILE://${target}`,
      `file:${target}`,
      target,
    ]) {
      const rooted = await startMcp({ home: home.path, workspace: place.path, roots: [uri] });
      const { isError } = await rooted.call('optimize', { query: 'invoice' });
      await rooted.stop();
      expect({ uri, isError }).toEqual({ uri, isError: true });
      expect(rooted.said()).not.toContain(OUTSIDE);
    }
  });

  test('a folder that a link replaces after it was indexed is not read through the link', async () => {
    renameSync(join(place.path, 'src'), join(place.path, 'was'));
    symlinkSync(outside.path, join(place.path, 'src'));
    for (const [name, args] of [
      ['optimize', { query: 'invoice' }],
      ['optimize', { query: 'invoice', pins: ['src/invoice.ts'] }],
      ['explain', { query: 'invoice', path: 'src/invoice.ts' }],
      ['scan', { path: 'src/invoice.ts' }],
      ['scan', {}],
    ] as const)
      await mcp.call(name, args);
    expect(mcp.said()).not.toContain(OUTSIDE);
  });
});

test('a folder and a link that change places 200 times: only what lies inside is ever read', () => {
  const place = temporaryFolder({ 'real/a.txt': 'inside' });
  writeFileSync(join(outside.path, 'a.txt'), OUTSIDE);
  const name = join(place.path, 'swapped');
  const seen = new Set<string>();
  for (let turn = 0; turn < ATTACKS; turn++) {
    rmSync(name, { recursive: true, force: true });
    symlinkSync(turn % 2 === 0 ? join(place.path, 'real') : outside.path, name);
    const read = readTextFile(join(name, 'a.txt'), 1000, place.path);
    seen.add('text' in read ? read.text : read.skip);
  }
  expect([...seen].sort()).toEqual(['inside', 'symbolic link']);
  place.remove();
});
