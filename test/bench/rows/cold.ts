import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row } from '../figures.ts';
import { built, CORPUS_DIR } from '../paths.ts';
import { peerFile } from '../peers.ts';
import { runNode, withTemporaryFolder, type Finished } from '../processes.ts';
import { interleave, summarize } from '../runner.ts';
import { homeVariables } from '../server.ts';

const ROW = 'cold';
const QUERY = 'Where is the maximum nesting depth of callbacks checked, and what is reported when it is exceeded?';
const BUDGET = 8000;

/** A fresh process over the whole corpus to a pack, nothing cached; then the same again, unchanged. */
export const cold: Row = async ({ log }) => {
  const files = await loadCorpus(log);
  const cli = built('cli.cjs');
  return withTemporaryFolder(async (folder) => {
    const runs: Record<'cold' | 'rerun' | 'reopen' | 'repomix', Finished[]> = {
      cold: [],
      rerun: [],
      reopen: [],
      repomix: [],
    };
    const rerunFrom = new Set<string>();
    let questions = 0;
    const winnow = async (kind: 'cold' | 'rerun' | 'reopen') => {
      const home = join(folder, kind);
      if (kind === 'cold') rmSync(home, { recursive: true, force: true });
      mkdirSync(home, { recursive: true });
      const asked = kind === 'reopen' ? `${QUERY} Question ${questions++}.` : QUERY;
      const args = [cli, 'optimize', '--workspace', CORPUS_DIR, '--query', asked, '--budget', String(BUDGET), '--json'];
      const finished = await runNode(args, { cwd: home, env: homeVariables(home) });
      const result = JSON.parse(finished.stdout) as OptimizeResult;
      check(result, files.length);
      if (kind !== 'rerun' && result.cacheLevel !== 'none')
        throw new Error(`a ${kind} run was answered from ${result.cacheLevel}`);
      if (kind === 'rerun') rerunFrom.add(result.cacheLevel);
      runs[kind].push(finished);
      return finished.wallMs;
    };
    const repomix = async () => {
      const output = join(folder, 'repomix.xml');
      // Its default patterns would leave out what Winnow looks at: both see every file of the corpus.
      const options = ['--quiet', '--no-default-patterns', '--ignore', '.git/**', '--output', output];
      const finished = await runNode([peerFile('repomix', 'bin/repomix.cjs'), CORPUS_DIR, ...options], { cwd: folder });
      const seen = readFileSync(output, 'utf8').match(/^<file path="/gm)?.length ?? 0;
      // It leaves out files that its secret check suspects.
      if (seen < files.length * 0.99) throw new Error(`repomix packs ${seen} of ${files.length} files`);
      runs.repomix.push(finished);
      return finished.wallMs;
    };
    log('timing');
    const times = await interleave({
      cold: () => winnow('cold'),
      rerun: () => winnow('rerun'),
      reopen: () => winnow('reopen'),
      repomix,
    });
    const seconds = (kind: keyof typeof runs) => summarize(times[kind].values.map((ms) => ms / 1000));
    const peak = (kind: keyof typeof runs) => summarize(runs[kind].slice(1).map(({ peakBytes }) => peakBytes / 1e6));
    const shared = { row: ROW, better: 'less', peer: 'repomix' } as const;
    return {
      figures: [
        figure({
          ...shared,
          metric: 'value',
          unit: 's',
          value: seconds('cold'),
          peerValue: seconds('repomix'),
          reach: '≤ 2.0 s and ≥ 4.5× repomix',
          meets: (value, ratio) => value <= 2 && ratio >= 4.5,
        }),
        figure({
          ...shared,
          metric: 'rss',
          unit: 'MB',
          value: peak('cold'),
          peerValue: peak('repomix'),
          reach: '≤ 250 MB',
          meets: (value) => value <= 250,
        }),
        figure({
          ...shared,
          metric: 'rerun',
          unit: 's',
          value: seconds('rerun'),
          peerValue: seconds('repomix'),
          reach: '≤ 0.3 s',
          meets: (value) => value <= 0.3,
        }),
        figure({
          ...shared,
          metric: 'reopen',
          unit: 's',
          value: seconds('reopen'),
          peerValue: seconds('repomix'),
          reach: '≤ 0.3 s',
          meets: (value) => value <= 0.3,
        }),
      ],
      notes: [
        `From starting the process to its end, \`winnow optimize --json\` (budget ${BUDGET}) against \`repomix --quiet\` with default checks and no default ignore patterns, each in a fresh process.`,
        `Checked in every run: all ${files.length} files seen, the pack within its budget; in cold runs, no pack from a cache.`,
        `Cold: nothing of Winnow’s on disk; warm are the system’s file cache and the compiled code that Node keeps. Rerun: the same command again on the unchanged corpus, with what the run before has kept (pack from: ${[...rerunFrom].join(', ')}; the warm-up run writes it). Reopen: the same with another question each time, so that no pack is kept, only the index.`,
        'rss: the peak of each process, summed over the processes of a run.',
      ],
    };
  });
};

function check(result: OptimizeResult, files: number): void {
  if (result.filesSeen !== files) throw new Error(`winnow saw ${result.filesSeen} of ${files} files`);
  if (result.tokens > result.budget || result.tokens === 0) throw new Error(`a pack of ${result.tokens} tokens`);
}
