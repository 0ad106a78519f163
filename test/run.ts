import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './helpers/repository.ts';

/**
 * Everything that CI runs, in the order in which it is cheapest to learn of a fault. Ends with one plain line,
 * `N passed, N failed`, that counts every check and every test.
 */
const CHECKS: readonly (readonly [name: string, script: string])[] = [
  ['types', 'types'],
  ['lint', 'lint'],
  ['format', 'format:check'],
  ['unused code', 'unused'],
  ['package', 'package'],
];
const RESULTS = join(REPOSITORY, 'test-results');

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function run(args: readonly string[]): boolean {
  const { status } = spawnSync('npm', ['run', '--silent', ...args], { cwd: REPOSITORY, stdio: 'inherit' });
  return status === 0;
}

function check(name: string, script: string): Counts {
  const startedMs = performance.now();
  const ok = run([script]);
  console.log(`${ok ? '✓' : '✗'} ${name} (${Math.round(performance.now() - startedMs)} ms)`);
  return { passed: Number(ok), failed: Number(!ok), skipped: 0 };
}

function tests(project: string): Counts {
  const output = join(RESULTS, `${project}.json`);
  const ok = run([`test:${project}`, '--', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`]);
  try {
    const report = JSON.parse(readFileSync(output, 'utf8')) as Record<string, number>;
    const failed = report['numFailedTests'] ?? 0;
    // A file that cannot be loaded fails the run without failing a test.
    return {
      passed: report['numPassedTests'] ?? 0,
      failed: ok ? failed : Math.max(1, failed),
      skipped: report['numPendingTests'] ?? 0,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
const counts = [
  ...CHECKS.map(([name, script]) => check(name, script)),
  ...['unit', 'integration', 'editor'].map(tests),
];
const total = (key: keyof Counts) => counts.reduce((sum, one) => sum + one[key], 0);
const skipped = total('skipped');
console.log(`${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = total('failed') > 0 ? 1 : 0;
