import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TOOLS_TOKENS } from '../../shared/src/toolList.ts';
import type { StatsResult } from '../../shared/src/protocol.ts';
import { startMcp } from '../helpers/mcpClient.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const BUILT = join(REPOSITORY, 'dist/cli.cjs');
const ENTRY = existsSync(BUILT) ? BUILT : join(REPOSITORY, 'server/src/cli.ts');

const home = temporaryFolder();
const workspace = temporaryFolder({
  'src/pay.ts': `export function pay(invoice: string): string {\n  return invoice;\n}\n${'// more about paying\n'.repeat(60)}`,
  'src/books.ts': 'export function post(): string {\n  return "books";\n}\n',
});
afterAll(() => {
  home.remove();
  workspace.remove();
});

const environment = { ...process.env, WINNOW_HOME: home.path };

function winnow(...args: readonly string[]) {
  return spawnSync(process.execPath, [ENTRY, ...args, '--workspace', workspace.path], {
    env: environment,
    encoding: 'utf8',
    input: Array.from({ length: 400 }, (_, at) => `step ${at} of 400 is done\n`).join(''),
  });
}

function savings(): NonNullable<StatsResult['savings']> {
  const { savings: told } = JSON.parse(winnow('stats', '--json').stdout) as StatsResult;
  if (!told) throw new Error('no ledger was kept');
  return told;
}

test('packs and outputs are counted, told and forgotten', () => {
  expect(winnow('stats').stdout).toMatch(/^savings +unknown: nothing was asked yet$/m);
  const asked = JSON.parse(winnow('optimize', '--query', 'how to pay?', '--json').stdout) as Record<string, number>;
  expect(asked['fileTokens']).toBeGreaterThanOrEqual(asked['rawTokens'] ?? Infinity);
  winnow('optimize', '--query', 'how to pay?', '--json');
  expect(winnow('compress').status).toBe(0);
  const { today } = savings();
  expect(today).toMatchObject({ questions: 2, cached: 1, outputs: 1, conversations: 0 });
  expect(today.packTokens).toBe(2 * (asked['tokens'] ?? 0));
  expect(today.lineTokens).toBe(2 * (asked['rawTokens'] ?? 0));
  expect(today.framingTokens).toBe(today.packTokens - today.lineTokens + today.compactionTokens);
  expect(today.outputTokens).toBeLessThan(today.outputRawTokens);
  expect(winnow('stats').stdout).toMatch(/^savings today +[\d,]+ tokens saved against whole files \(estimate\)/m);
  expect(winnow('stats', '--reset-ledger').stdout).toMatch(/^savings +unknown/m);
  expect(savings().since).toBeNull();
});

test('questions of several processes at once are all counted', async () => {
  const processes = Array.from({ length: 3 }, (_, at) =>
    spawn(process.execPath, [ENTRY, 'optimize', '--query', `books ${at}`, '--workspace', workspace.path], {
      env: environment,
      stdio: 'ignore',
    }),
  );
  await Promise.all(processes.map((one) => once(one, 'exit')));
  expect(savings().today.questions).toBe(3);
});

test('a conversation that was handed the tools is charged with them, used or not', async () => {
  const { conversations } = savings().today;
  for (const used of [false, true]) {
    const mcp = await startMcp({ home: home.path, workspace: workspace.path });
    await mcp.client.listTools();
    await mcp.client.listTools();
    if (used) await mcp.call('optimize', { query: 'how to pay?' });
    await mcp.stop();
  }
  const { today } = savings();
  expect(today.conversations).toBe(conversations + 2);
  expect(today.schemaTokens).toBe(today.conversations * TOOLS_TOKENS);
  expect(today.questions).toBe(4);
});
