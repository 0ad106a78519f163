import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { METHODS, type OptimizeResult } from '../../shared/src/protocol.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

const CLI = join(REPOSITORY, 'dist/cli.cjs');
/** Put together here, so that no token stands in this file. */
const SECRET = `AKIA${[...'QWLT'].map((letter) => `${letter}4XN`).join('')}`;

const padding = Array.from({ length: 150 }, (_, at) => `export const filler${at} = 'walrus ${at}';`).join('\n');

let folder: TemporaryFolder;
let organisation: string;

beforeEach(() => {
  folder = temporaryFolder({
    'workspace/src/open.ts': 'export const walrus = 1;\n',
    'workspace/src/marked.ts': `${padding}\n// Acme only: walrus\n`,
    'workspace/src/keyed.ts': `${padding}\nexport const walrusKey = '${SECRET}';\n`,
    'workspace/vault/plan.md': '# walrus plan\n\nThe walrus sails.\n',
    'workspace/docs/guide.md': '# walrus guide\n\nHow to walrus.\n',
  });
  organisation = join(folder.path, 'organisation.json');
});
afterEach(() => folder.remove());

function optimize(...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [CLI, 'optimize', '--query', 'walrus', '--workspace', join(folder.path, 'workspace'), ...args],
    {
      env: { ...process.env, WINNOW_HOME: join(folder.path, 'home'), WINNOW_POLICY: organisation },
      encoding: 'utf8',
    },
  );
  expect(status).toBe(0);
  return { stdout, stderr };
}

function pack(): OptimizeResult {
  return JSON.parse(optimize('--json', '--budget', '50000').stdout) as OptimizeResult;
}

function write(path: string, policy: unknown) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy));
}

function packedPaths(result: OptimizeResult): readonly string[] {
  return [...new Set(result.chunks.map(({ path }) => path))].sort();
}

test('paths, markers and secrets hold back what the policy says, chunk by chunk, and it is counted', () => {
  write(organisation, {
    highestLevel: 'internal',
    neverInclude: ['vault'],
    markers: [{ text: 'Acme only', level: 'classified' }],
    levels: [{ glob: 'docs/**', level: 'sensitive' }],
  });
  const result = pack();
  expect(packedPaths(result)).toEqual(['src/keyed.ts', 'src/marked.ts', 'src/open.ts']);
  expect(result.text).not.toMatch(/Acme only|walrusKey|REDACTED|sails|How to walrus/);
  expect(result.heldBackByLevel).toEqual({ public: 0, internal: 0, sensitive: 2, classified: 1, never: 1 });
  expect(result.heldBack).toBe(4);
  expect(optimize('--no-cache', '--budget', '50000').stderr).toContain(
    '4 chunks held back (2 sensitive, 1 classified, 1 never)',
  );
});

test('a workspace tightens and does not weaken; a change counts at once, cached packs or not', () => {
  const own = join(folder.path, 'workspace/.winnow/policy.json');
  write(organisation, { highestLevel: 'public', levels: [{ glob: 'docs', level: 'public' }] });
  expect(packedPaths(pack())).toEqual(['docs/guide.md']);
  write(own, { highestLevel: 'classified', levels: [{ glob: '**', level: 'public' }] });
  expect(packedPaths(pack())).toEqual(['docs/guide.md']);
  write(own, { neverInclude: ['guide.md'] });
  expect(packedPaths(pack())).toEqual([]);
  rmSync(own);
  expect(packedPaths(pack())).toEqual(['docs/guide.md']);
});

test('an organisation’s file that is broken or missing lets nothing out, and says so', () => {
  for (const make of [() => write(organisation, '{"highestLevel": "classified",}'), () => rmSync(organisation)]) {
    make();
    const result = pack();
    expect(result.chunks).toEqual([]);
    expect(result.degraded).toEqual([expect.stringMatching(/nothing above “public” leaves until it is mended/)]);
    expect(optimize().stderr).toContain('organisation.json');
  }
});

test('the language server reads the organisation’s file from its setting; requests only lower the level', async () => {
  write(organisation, { highestLevel: 'internal', neverInclude: ['vault', 'docs'] });
  write(join(folder.path, 'workspace/.winnow/policy.json'), { neverInclude: ['open.ts'] });
  const server = await startServer({
    folder: join(folder.path, 'workspace'),
    home: join(folder.path, 'home'),
    initializationOptions: { trusted: false, settings: { policyFile: organisation } },
  });
  const ask = (params: object) =>
    server.client.request<OptimizeResult>(METHODS.optimize, { query: 'walrus', budget: 50_000, ...params });
  const all = await ask({ highestLevel: 'classified' });
  expect(packedPaths(all)).toEqual(['src/keyed.ts', 'src/marked.ts']);
  expect(all.text).not.toContain('walrusKey');
  const lowered = await ask({ highestLevel: 'public' });
  expect(lowered.chunks).toEqual([]);
  await server.stop();
});
