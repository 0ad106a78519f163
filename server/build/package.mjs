// `npm run package`: the VSIX. Files in it bear the time of the last commit, so that the same sources give the same bytes.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Seconds; where there is no repository, the first moment that a zip archive can tell. */
function commitTime() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '315532800';
  }
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const out = process.argv[2] ?? `winnow-${version}.vsix`;
const { status } = spawnSync('vsce', ['package', '--no-dependencies', '--out', out], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { SOURCE_DATE_EPOCH: commitTime(), ...process.env },
});
process.exit(status ?? 1);
