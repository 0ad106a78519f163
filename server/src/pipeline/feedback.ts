import type { FeedbackParams, FeedbackResult, LearnedSummary } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { filesByPath, layoutOf } from '../engine/ranking/layout.ts';
import { learn, type Evidence } from '../engine/ranking/learn.ts';
import { learnedFor, type LearnedState } from '../engine/ranking/learned.ts';
import { parseQuery } from '../engine/ranking/query.ts';
import { rank, type RankedChunk } from '../engine/ranking/rank.ts';
import { SIGNALS } from '../engine/ranking/weights.ts';
import type { LearnedStore } from '../learning/learnedStore.ts';
import type { WorkspaceIndex } from '../workspace/workspaceIndex.ts';

export interface FeedbackContext {
  readonly index: Pick<WorkspaceIndex, 'parts' | 'history'>;
  readonly analyzer: Pick<Analyzer, 'redact'>;
  readonly learning: LearnedStore;
}

type JudgedChunk = NonNullable<FeedbackParams['chunks']>[number];

/** The best chunks of other files, which a judged chunk is compared with: about as many as a pack holds. */
const MOST_OTHERS = 20;

/** Takes in what a person said of files: how the question ranks them now says which signals were right. */
export async function takeFeedback(params: FeedbackParams, context: FeedbackContext): Promise<FeedbackResult> {
  const { index, analyzer, learning } = context;
  const { kind, query = '', chunks = [] } = params;
  if (kind === 'reset') return kept(await learning.reset());
  if (query.trim() === '')
    throw new UserError('params.query: feedback is about a question: give the one that was asked');
  const parts = index.parts();
  const known = filesByPath(layoutOf(parts));
  const judged = chunks.filter(({ path }) => known.has(path));
  if (judged.length === 0) return { recorded: false, reason: 'no file of the index was named' };
  const question = parseQuery(analyzer.redact(query.trim()));
  const words = [...question.words.keys()];
  const learned = learnedFor(learning.current().state, words);
  // Signals hold until the next ranking: evidence is taken from them before anything else runs.
  const ranked = judged.length === 1 ? rank({ parts, query: question, history: index.history, learned }) : [];
  const pathOf = ({ part, file }: RankedChunk) => parts[part]!.segment.files[file]!.path;
  const own = judged[0] && bestOf(ranked, parts, judged[0]);
  const others = ranked.filter((one) => pathOf(one) !== judged[0]?.path).slice(0, MOST_OTHERS);
  const judgement = {
    kind,
    words,
    paths: judged.map(({ path }) => path),
    judged: own && evidenceOf(own),
    others: others.map(evidenceOf),
  };
  return kept(await learning.update((state) => learn(state, judgement)));
}

function kept(recorded: boolean): FeedbackResult {
  return recorded ? { recorded } : { recorded, reason: 'what was learned could not be written: see the log' };
}

/** The best ranked chunk of the lines that were judged, else of their file. */
function bestOf(
  ranked: readonly RankedChunk[],
  parts: ReturnType<WorkspaceIndex['parts']>,
  { path, startLine = 1, endLine = Infinity }: JudgedChunk,
): RankedChunk | undefined {
  const ofFile = ranked.filter(({ part, file }) => parts[part]!.segment.files[file]!.path === path);
  const touches = ({ part, chunk }: RankedChunk) => {
    const { chunkStartLine, chunkEndLine } = parts[part]!.segment;
    return chunkStartLine[chunk]! <= endLine && chunkEndLine[chunk]! >= startLine;
  };
  return ofFile.find(touches) ?? ofFile[0];
}

function evidenceOf({ score, signals }: RankedChunk): Evidence {
  return { score, signals };
}

/** Files told of, the most lifted and lowered first. */
const MOST_TOLD_FILES = 50;

/** What was learned, in words for people; undefined while nothing was. */
export function summarizeLearned(
  { filePriors, signalFactors, questions, counts }: LearnedState,
  analyzer: Pick<Analyzer, 'redact'>,
): LearnedSummary | undefined {
  if (questions.length === 0) return undefined;
  const files = [...filePriors]
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]) || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_TOLD_FILES)
    .map(([path, lift]) => ({ path: analyzer.redact(path), lift: rounded(lift, 1000) }));
  const signals = SIGNALS.flatMap((signal) => {
    const percent = rounded(((signalFactors[signal] ?? 1) - 1) * 100, 10);
    return percent === 0 ? [] : [{ signal, percent }];
  });
  return { feedback: counts, questions: questions.length, files, signals };
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
