import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  learn,
  MOST_FILES_OF_QUESTION,
  MOST_PRIORS,
  MOST_QUESTIONS,
  type Evidence,
  type Judgement,
} from '../../../server/src/engine/ranking/learn.ts';
import {
  FACTOR_RANGE,
  FEEDBACK_KINDS,
  learnedFor,
  MOST_PRIOR,
  NOTHING_LEARNED,
  type LearnedState,
} from '../../../server/src/engine/ranking/learned.ts';
import { SIGNALS } from '../../../server/src/engine/ranking/weights.ts';

const QUESTION = [1, 2, 3, 4, 5, 6];

function judge(state: LearnedState, kind: Judgement['kind'], path: string, words = QUESTION): LearnedState {
  return learn(state, { kind, words, paths: [path] });
}

function liftOf(state: LearnedState, path: string, words = QUESTION): number {
  return learnedFor(state, words)?.lifts.get(path) ?? 0;
}

test('nothing learned says nothing', () => {
  expect(learnedFor(NOTHING_LEARNED, QUESTION)).toBeUndefined();
});

test('verdicts lift and lower for like questions, hardly for others', () => {
  let state = judge(NOTHING_LEARNED, 'pin', 'wanted');
  state = judge(state, 'exclude', 'unwanted');
  const like = [1, 2, 3, 4, 7];
  const other = [8, 9, 10];
  expect(liftOf(state, 'wanted')).toBeGreaterThan(0.7);
  expect(liftOf(state, 'wanted', like)).toBeGreaterThan(0.3);
  expect(liftOf(state, 'unwanted', like)).toBeLessThan(-0.3);
  expect(liftOf(state, 'wanted', other)).toBe(0);
  expect(learnedFor(state, other)?.priors.get('wanted')).toBeCloseTo(0.02, 2);
  expect(liftOf(state, 'unjudged')).toBe(0);
});

test('the last verdict holds, a hint never undoes one, and what is known changes nothing', () => {
  const pinned = judge(NOTHING_LEARNED, 'pin', 'a');
  expect(judge(pinned, 'pin', 'a')).toBe(pinned);
  expect(judge(pinned, 'accept', 'a')).toBe(pinned);
  expect(judge(pinned, 'open', 'a')).toBe(pinned);
  expect(liftOf(judge(pinned, 'exclude', 'a'), 'a')).toBeLessThan(-0.7);
  expect(learn(NOTHING_LEARNED, { kind: 'pin', words: [], paths: ['a'] })).toBe(NOTHING_LEARNED);
});

test('signals that spoke for what was wanted gain, those for what stood above it lose, and only after a mistake', () => {
  const wanted: Evidence = { score: 1, signals: { path: 0.8, text: 0.2 } };
  const above: Evidence = { score: 2, signals: { text: 1.9, recent: 0.1 } };
  const pin: Judgement = { kind: 'pin', words: QUESTION, paths: ['a'], judged: wanted, others: [above] };
  const { signalFactors } = learn(NOTHING_LEARNED, pin);
  expect(signalFactors.path).toBeGreaterThan(1.01);
  expect(signalFactors.text).toBeLessThan(0.99);
  expect(learn(NOTHING_LEARNED, { ...pin, judged: above, others: [wanted] }).signalFactors).toEqual({});
  expect(learn(NOTHING_LEARNED, { ...pin, kind: 'accept' }).signalFactors).toEqual({});
  expect(learn(NOTHING_LEARNED, { ...pin, kind: 'exclude' }).signalFactors.path).toBeLessThan(0.99);
});

test('feedback is forgotten by further feedback', () => {
  let state = judge(NOTHING_LEARNED, 'pin', 'old');
  const before = liftOf(state, 'old');
  for (let at = 0; at < 60; at++) state = judge(state, 'pin', `new${at}`, [100 + at]);
  expect(liftOf(state, 'old')).toBeLessThan(before * 0.65);
  expect(state.filePriors.get('old') ?? 0).toBeLessThan(0.01);
});

const evidence = fc.record({
  score: fc.double({ min: 0, max: 5, noNaN: true }),
  signals: fc.dictionary(fc.constantFrom(...SIGNALS), fc.double({ min: 0.001, max: 2, noNaN: true })),
}) as fc.Arbitrary<Evidence>;
const judgement: fc.Arbitrary<Judgement> = fc.record({
  kind: fc.constantFrom(...FEEDBACK_KINDS),
  words: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }),
  paths: fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 3 }),
  judged: fc.option(evidence, { nil: undefined }),
  others: fc.array(evidence, { maxLength: 3 }),
});

test('whatever is judged, the state stays within its bounds', () => {
  fc.assert(
    fc.property(fc.array(judgement, { maxLength: 60 }), (judgements) => {
      const state = judgements.reduce(learn, NOTHING_LEARNED);
      for (const prior of state.filePriors.values()) expect(Math.abs(prior)).toBeLessThanOrEqual(MOST_PRIOR);
      for (const factor of Object.values(state.signalFactors)) {
        expect(factor).toBeGreaterThanOrEqual(FACTOR_RANGE.least);
        expect(factor).toBeLessThanOrEqual(FACTOR_RANGE.most);
      }
      for (const lift of learnedFor(state, [0, 1, 2])?.lifts.values() ?? [])
        expect(Math.abs(lift)).toBeLessThanOrEqual(2);
      expect(judgements.reduce(learn, NOTHING_LEARNED)).toEqual(state);
    }),
    { numRuns: 40 },
  );
});

test('questions, their files and priors are bounded in number', () => {
  const paths = Array.from({ length: MOST_PRIORS + 50 }, (_, at) => `f${at}`);
  let state = learn(NOTHING_LEARNED, { kind: 'pin', words: QUESTION, paths });
  expect(state.questions[0]?.files.size).toBe(MOST_FILES_OF_QUESTION);
  expect(state.filePriors.size).toBe(MOST_FILES_OF_QUESTION);
  for (let at = 0; at < MOST_QUESTIONS + 5; at++) state = judge(state, 'open', `g${at}`, [1000 + at]);
  expect(state.questions).toHaveLength(MOST_QUESTIONS);
  expect(state.filePriors.size).toBeLessThanOrEqual(MOST_PRIORS);
});

test('beyond the most files of a question the newest verdict holds: hints go before verdicts, and the older first', () => {
  const full = Array.from({ length: MOST_FILES_OF_QUESTION }, (_, at) => `file${at}`);
  let state = learn(NOTHING_LEARNED, { kind: 'pin', words: QUESTION, paths: full.slice(1) });
  state = learn(state, { kind: 'open', words: QUESTION, paths: ['hint'] });
  state = learn(state, { kind: 'pin', words: QUESTION, paths: ['one more'] });
  state = learn(state, { kind: 'exclude', words: QUESTION, paths: ['and another'] });
  const files = state.questions[0]?.files;
  expect(files?.size).toBe(MOST_FILES_OF_QUESTION);
  expect([files?.get('hint'), files?.get('file1'), files?.get('file2')]).toEqual([undefined, undefined, 'pin']);
  expect([files?.get('one more'), files?.get('and another')]).toEqual(['pin', 'exclude']);
  expect(learn(state, { kind: 'accept', words: QUESTION, paths: ['hint'] })).toBe(state);
});
