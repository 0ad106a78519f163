import type { RankedChunk } from './rank.ts';
import { SIGNALS, type Signal } from './weights.ts';

/** Shown per chunk: more would not be read. */
const MOST_REASONS = 4;
const MOST_WORDS = 5;
/** A signal below this share of the strongest did not decide anything. */
const SMALLEST_SHARE = 0.1;

const PHRASES: Readonly<Record<Signal, string>> = {
  text: 'its text matches',
  cover: 'it holds many of the words of the question',
  file: 'the whole file matches',
  path: 'its path matches',
  title: 'it matches the first line of the question',
  identifiersInFile: 'its file uses an identifier of the question',
  definesName: 'it declares a name of the question',
  definesWords: 'what it declares matches',
  identifiers: 'it uses an identifier of the question',
  definitionsInFile: 'what its file declares matches',
  namedPath: 'the question names the file',
  pastCommits: 'past commits like the question changed its file',
  likestCommit: 'a commit much like the question changed its file',
  coChange: 'its file changed together with the best files',
  siblings: 'files beside it match',
  recent: 'its file changed often of late',
  namedLine: 'the question points at a line of it',
  feedback: 'its file was wanted before',
  trigger: 'it speaks of what the question triggered',
};

/** Why a chunk ranks where it does, strongest signal first, each with its weighted contribution. */
export function reasonsFor({ signals, matched }: RankedChunk): string[] {
  const strongest = strongestSignals(signals);
  const most = signals[strongest[0] ?? 'text'] ?? 0;
  return strongest
    .filter((signal) => signals[signal]! >= most * SMALLEST_SHARE)
    .slice(0, MOST_REASONS)
    .map((signal) => {
      const words = signal === 'text' ? `: ${matched.slice(0, MOST_WORDS).join(', ')}` : '';
      return `${PHRASES[signal]}${words} (${signals[signal]!.toFixed(2)})`;
    });
}

/** Signals of a chunk from strongest to weakest. */
function strongestSignals(signals: RankedChunk['signals']): readonly Signal[] {
  return SIGNALS.filter((signal) => (signals[signal] ?? 0) > 0).sort((a, b) => signals[b]! - signals[a]!);
}
