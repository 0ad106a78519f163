import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LspClient } from '../../helpers/lspClient.ts';
import { figure, type Row } from '../figures.ts';
import { BENCH_DIR, STATE_DIR } from '../paths.ts';
import { pause, residentBytes, withTemporaryFolder } from '../processes.ts';
import { interleave, summarize } from '../runner.ts';
import { homeVariables, initializeParams, serverCommand } from '../server.ts';

const ROW = 'start';
const RUNS = 11;
const IDLE_AFTER_MS = 1000;
const MOST_ADDED_BYTES = 15e6;

/** Spawn to `initialize` answered, and resident memory when idle, beside a server that does nothing. */
export const start: Row = async ({ log }) =>
  withTemporaryFolder(async (home) => {
    const empty = await bundleEmptyServer();
    log('timing');
    const resident = { Winnow: [] as number[], empty: [] as number[] };
    const times = await interleave(
      {
        Winnow: () => startOnce(serverCommand(), home, resident.Winnow),
        empty: () => startOnce([empty, '--stdio'], home, resident.empty),
      },
      { runs: RUNS, warmups: 2 },
    );
    rmSync(empty, { force: true });
    const megabytes = (values: readonly number[]) => summarize(values.slice(2).map((bytes) => bytes / 1e6));
    const added = summarize(resident.Winnow.slice(2)).median - summarize(resident.empty.slice(2)).median;
    const shared = { row: ROW, better: 'less', peer: 'empty vscode-languageserver' } as const;
    return {
      figures: [
        figure({
          ...shared,
          metric: 'value',
          unit: 'ms',
          value: times.Winnow,
          peerValue: times.empty,
          reach: '≤ 1.25× the empty server',
          meets: (_, ratio) => ratio >= 1 / 1.25,
        }),
        figure({
          ...shared,
          metric: 'rss',
          unit: 'MB',
          value: megabytes(resident.Winnow),
          peerValue: megabytes(resident.empty),
          reach: '≤ 15 MB more than the empty server',
          meets: () => added <= MOST_ADDED_BYTES,
        }),
      ],
      notes: [
        `Medians of ${RUNS} starts each after two that do not count (they fill the compile cache that Winnow keeps). From spawning to the answer to \`initialize\`, without a workspace.`,
        'The empty server is `createConnection`, `onInitialize`, `listen` of vscode-languageserver, bundled and minified by esbuild as Winnow is, without a compile cache.',
        `rss: resident memory ${IDLE_AFTER_MS / 1000} s after \`initialized\`.`,
      ],
    };
  });

async function bundleEmptyServer(): Promise<string> {
  const { build } = await import('esbuild');
  const source = `
    import { createConnection, TextDocumentSyncKind } from 'vscode-languageserver/node';
    const connection = createConnection(process.stdin, process.stdout);
    connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
    connection.listen();`;
  const outfile = join(STATE_DIR, 'emptyServer.cjs');
  mkdirSync(STATE_DIR, { recursive: true });
  writeFileSync(outfile, '');
  await build({
    stdin: { contents: source, resolveDir: BENCH_DIR },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  return outfile;
}

async function startOnce(command: readonly string[], home: string, resident: number[]): Promise<number> {
  const begin = performance.now();
  const server = spawn(process.execPath, command, {
    cwd: home,
    env: { ...process.env, ...homeVariables(home) },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const client = LspClient.of(server);
  await client.request('initialize', initializeParams(null));
  const elapsed = performance.now() - begin;
  client.notify('initialized', {});
  await pause(IDLE_AFTER_MS);
  resident.push(residentBytes(server.pid!));
  const ended = once(server, 'exit');
  await client.request('shutdown');
  client.notify('exit');
  await Promise.race([ended, pause(2000)]);
  server.kill('SIGKILL');
  return elapsed;
}
