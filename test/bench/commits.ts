import { spawnSync } from 'node:child_process';
import { queriesOf } from './corpus/queries.ts';
import type { CorpusFile } from './corpus/files.ts';

/** Files that change, and the lines of each that are kept: blobs of an ordinary size. */
const FILES = 2000;
const LINES = 60;
const MOST_CHANGED = 4;
const FIRST_SECOND = 1_700_000_000;

/**
 * Makes a bare repository in which `commits` commits, one after another, each change up to four of 2,000 files of the
 * corpus; messages are sentences of the corpus' comments. The same input gives the same commits.
 */
export function makeCommits(folder: string, files: readonly CorpusFile[], commits: number): void {
  const some = files.slice(0, FILES);
  const messages = queriesOf(files, Math.min(commits, 2000));
  const draw = drawer();
  const git = (args: readonly string[], input?: string) => {
    const { status, stderr } = spawnSync('git', ['-C', folder, ...args], {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  };
  git(['init', '--quiet', '--initial-branch=main']);
  const stream: string[] = [];
  for (let commit = 0; commit < commits; commit++) {
    const when = `Bench <bench@example.org> ${FIRST_SECOND + commit * 600} +0000`;
    const message = messages[draw() % messages.length]!;
    stream.push(`commit refs/heads/main\ncommitter ${when}\ndata ${Buffer.byteLength(message)}\n${message}\n`);
    for (let change = 1 + (draw() % MOST_CHANGED); change > 0; change--) {
      const { path, text } = some[draw() % some.length]!;
      const content = `${text.split('\n', LINES).join('\n')}\n// ${commit}\n`;
      stream.push(`M 100644 inline ${path}\ndata ${Buffer.byteLength(content)}\n${content}\n`);
    }
  }
  git(['fast-import', '--quiet', '--done'], `${stream.join('')}done\n`);
  git(['reset', '--quiet', '--hard']);
}

/** A linear congruential generator (Knuth's MMIX constants, upper bits). */
function drawer(): () => number {
  let state = 1n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 40n);
  };
}
