import * as z from 'zod/mini';
import {
  MOST_FILES_OF_QUESTION,
  MOST_PRIORS,
  MOST_QUESTIONS,
  MOST_WORDS_OF_QUESTION,
} from '../engine/ranking/learn.ts';
import { FACTOR_RANGE, FEEDBACK_KINDS, MOST_PRIOR, type LearnedState } from '../engine/ranking/learned.ts';
import { SIGNALS, type Signal } from '../engine/ranking/weights.ts';

/** Raised when the shape changes: what was kept before then counts as nothing. */
const FORMAT = 1;

const within = (least: number, most: number) => z.number().check(z.minimum(least), z.maximum(most));
const count = z.int().check(z.minimum(0));
const FEEDBACK_COUNTS = z.object({ pin: count, exclude: count, accept: count, open: count });
const STATE = z.object({
  format: z.literal(FORMAT),
  filePriors: z.array(z.tuple([z.string(), within(-MOST_PRIOR, MOST_PRIOR)])).check(z.maxLength(MOST_PRIORS)),
  signalFactors: z.record(z.string(), within(FACTOR_RANGE.least, FACTOR_RANGE.most)),
  questions: z
    .array(
      z.object({
        words: z.array(z.int()).check(z.maxLength(MOST_WORDS_OF_QUESTION)),
        files: z.array(z.tuple([z.string(), z.enum(FEEDBACK_KINDS)])).check(z.maxLength(MOST_FILES_OF_QUESTION)),
      }),
    )
    .check(z.maxLength(MOST_QUESTIONS)),
  counts: FEEDBACK_COUNTS,
});

/** One spelling for one state: its digest is part of cache keys. */
export function toJson({ filePriors, signalFactors, questions, counts }: LearnedState): string {
  const factors = SIGNALS.flatMap((signal) => (signalFactors[signal] ? [[signal, signalFactors[signal]]] : []));
  return JSON.stringify({
    format: FORMAT,
    filePriors: [...filePriors],
    signalFactors: Object.fromEntries(factors) as object,
    questions: questions.map(({ words, files }) => ({ words, files: [...files] })),
    counts,
  });
}

/** @throws what is no state within the bounds; signals that ranking no longer has are left out */
export function fromJson(json: string): LearnedState {
  const { filePriors, signalFactors, questions, counts } = STATE.parse(JSON.parse(json));
  const factors = Object.entries(signalFactors).filter(([signal]) => SIGNALS.includes(signal as Signal));
  return {
    filePriors: new Map(filePriors),
    signalFactors: Object.fromEntries(factors),
    questions: questions.map(({ words, files }) => ({ words, files: new Map(files) })),
    counts,
  };
}
