import { totalBytes } from '../corpus/files.ts';
import { keywordsOf } from '../corpus/keywords.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row } from '../figures.ts';
import { best, interleave, speed, timed } from '../runner.ts';
import { checkSameHits, digest, ourAutomaton, ourScanner, peerScanners, type Scanner } from '../scanners.ts';

const ROW = 'scan-10k';

/** As scan-1k with ten times the keywords, most of them words that the corpus is full of. */
export const scan10k: Row = async ({ log }) => {
  const files = await loadCorpus(log);
  const keywords = keywordsOf(files, 10_000);
  const winnow = ourScanner(ourAutomaton(keywords));
  const peers = await peerScanners(keywords);
  log('checking that all give the same hits');
  const hits = checkSameHits(files, keywords, winnow, peers);
  log('timing');
  const over = (scanner: Scanner) => () => timed(() => digest(files, scanner));
  const times = await interleave<string>({
    Winnow: over(winnow),
    ...Object.fromEntries(Object.entries(peers).map(([name, scanner]) => [name, over(scanner)])),
  });
  const building = await interleave({ Winnow: () => timed(() => ourAutomaton(keywords)) });
  const { Winnow: ours, ...theirs } = Object.fromEntries(
    Object.entries(times).map(([name, runs]) => [name, speed(totalBytes(files), runs)]),
  );
  const [bestName, bestSpeed] = best(theirs, 'more');
  const shared = { row: ROW, unit: 'MB/s', value: ours!, better: 'more' } as const;
  return {
    figures: [
      figure({
        ...shared,
        metric: 'value',
        peer: `${bestName} (best of npm)`,
        peerValue: bestSpeed,
        reach: '≥ 7× best of npm',
        meets: (_, ratio) => ratio >= 7,
      }),
      ...Object.entries(theirs)
        .filter(([name]) => name !== bestName)
        .map(([name, runs]) => figure({ ...shared, metric: `against ${name}`, peer: name, peerValue: runs })),
      figure({ row: ROW, metric: 'build', unit: 'ms', value: building.Winnow, better: 'less' }),
    ],
    notes: [
      `${keywords.length} keywords of the corpus (1,000 frequent, 4,000 middling, 3,000 rare words, 2,000 phrases); otherwise as scan-1k.`,
      `Checked before timing: the same ${hits} hits from all; one hit every ${(totalBytes(files) / hits).toFixed(0)} bytes, so that much of the time is hits.`,
      '`build` is the time to make the automaton, as at each save of the rules.',
    ],
  };
};
