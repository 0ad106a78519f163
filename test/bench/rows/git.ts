import { execFileSync } from 'node:child_process';
import { GitHistory } from '../../../server/src/workspace/gitHistory.ts';
import { makeCommits } from '../commits.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row } from '../figures.ts';
import { withTemporaryFolder } from '../processes.ts';
import { interleave, summarize } from '../runner.ts';

const ROW = 'git';
const COMMITS = 10_000;
/** What the history looks at; git alone is asked for the same. */
const LOOKED_AT = 2000;
const RUNS = { quick: 7, full: 15 };
const REPEATED = 20;

/** The past of a repository of 10,000 commits: read for the first time, and when nothing, or one commit, is new. */
export const git: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  return withTemporaryFolder(async (folder) => {
    log(`making ${COMMITS} commits`);
    makeCommits(folder, files, COMMITS);
    const roots = [{ name: 'repository', folder }];
    const read = async (history: GitHistory) => {
      const start = performance.now();
      await history.look();
      await history.read();
      if (!history.current) throw new Error('the history of the repository was not read');
      return performance.now() - start;
    };
    log('reading its past');
    const runs = full ? RUNS.full : RUNS.quick;
    const alone = (most: number) => () => gitAlone(folder, most);
    const times = await interleave(
      { Winnow: () => read(new GitHistory(roots)), same: alone(LOOKED_AT), whole: alone(COMMITS) },
      { runs },
    );
    const known = new GitHistory(roots);
    await read(known);
    const unchanged: number[] = [];
    const oneNew: number[] = [];
    for (let run = 0; run < REPEATED; run++) {
      unchanged.push(await read(known));
      execFileSync('git', ['-C', folder, ...IDENTITY, 'commit', '--quiet', '--allow-empty', '-m', `Commit ${run}`]);
      oneNew.push(await read(known));
    }
    const time = { row: ROW, unit: 'ms', better: 'less' } as const;
    return {
      figures: [
        figure({
          ...time,
          metric: 'first',
          value: times.Winnow,
          peer: 'git log --name-only, the same commits',
          peerValue: times.same,
          reach: '≤ 1.3× git’s own time',
          meets: (_, ratio) => ratio >= 1 / 1.3,
        }),
        figure({
          ...time,
          metric: 'first, against the whole past',
          value: times.Winnow,
          peer: 'git log --name-only, all commits',
          peerValue: times.whole,
        }),
        figure({
          ...time,
          metric: 'repeated',
          value: summarize(unchanged),
          reach: '≤ 20 ms',
          meets: (value) => value <= 20,
        }),
        figure({ ...time, metric: 'one new commit', value: summarize(oneNew) }),
      ],
      notes: [
        `${COMMITS} commits over 2,000 files of the corpus; the history looks at the newest ${LOOKED_AT}. First: what is checked out, the log, and the index of its messages; git alone prints the same log and nobody reads it.`,
      ],
    };
  });
};

const IDENTITY = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org'];

function gitAlone(folder: string, most: number): number {
  const start = performance.now();
  execFileSync(
    'git',
    [
      '-C',
      folder,
      'log',
      '--no-merges',
      '--no-renames',
      '--name-only',
      '-z',
      '--format=%H%x1f%B',
      `--max-count=${most}`,
    ],
    { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return performance.now() - start;
}
