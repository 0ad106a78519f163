import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BENCH_DIR } from './paths.ts';

export const HOOKS = join(BENCH_DIR, 'hooks.cjs');

/** A finished process. */
export interface Finished {
  readonly wallMs: number;
  /** Highest resident memory, of all its processes together. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Runs a Node program to its end in a fresh process. Throws when it fails. */
export function runNode(
  args: readonly string[],
  { cwd, env }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return withTemporaryFolder(async (folder) => {
    const peaks = join(folder, 'peaks');
    const start = performance.now();
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env, WINNOW_BENCH_PEAK: peaks, NODE_OPTIONS: `--require=${JSON.stringify(HOOKS)}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const wallMs = performance.now() - start;
    if (code !== 0) {
      const reason = Buffer.concat(stderr).toString().trim().split('\n').slice(-3).join(' / ');
      throw new Error(`${args[0]?.split('/').pop()} ended with ${code}: ${reason}`);
    }
    return { wallMs, peakBytes: sumOfPeaks(readFileSync(peaks, 'utf8')), stdout: Buffer.concat(stdout).toString() };
  });
}

function sumOfPeaks(lines: string): number {
  return lines
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
}

export async function withTemporaryFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-bench-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resident memory of a running process in bytes (Linux; NaN elsewhere). */
export function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
  } catch {
    return NaN;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
