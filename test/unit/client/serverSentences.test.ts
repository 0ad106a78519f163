import { expect, test } from 'vitest';
import { translateSentence, type Translate } from '../../../client/src/serverSentences.ts';
import { reasonsFor } from '../../../server/src/engine/ranking/reasons.ts';
import { SIGNALS } from '../../../server/src/engine/ranking/weights.ts';
import { OUTCOMES } from '../../../server/src/metrics/names.ts';
import { Thresholds } from '../../../server/src/metrics/thresholds.ts';

/** Marks what was found in the table; the parts stand for themselves. */
const marked: Translate = (text, ...parts) =>
  `<${text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(parts[Number(at)]))}>`;
const say = (text: string) => translateSentence(text, marked);

test('every reason why a block is in', () => {
  for (const signal of SIGNALS) {
    const [reason = ''] = reasonsFor({ signals: { [signal]: 0.5 }, matched: ['walrus', 'tusk'] } as never);
    expect(say(reason)).toMatch(/^<.+> \(0\.50\)$/);
  }
});

test('every threshold', () => {
  let nowMs = 0;
  const told = new Thresholds({ now: () => nowMs, onChange: () => undefined });
  const figures = { rssBytes: 2e9, waiting: 600, answered: 100, slow: 50, failed: 50, threadRestarts: 9, edits: 200 };
  nowMs = 20_000;
  const exceeded = told.look({ ...figures, editMs: 90 });
  expect(exceeded).toHaveLength(6);
  for (const { message } of exceeded) expect(say(message)).toMatch(/^<.+>$/);
});

test('every way in which a question ends', () => {
  for (const outcome of OUTCOMES) expect(say(outcome)).toBe(`<${outcome}>`);
});

test.each([
  ['pinned; its path matches (0.31)', '<pinned>; <its path matches> (0.31)'],
  [
    'the budget was full; the next 2,000 tokens would bring it in',
    '<the budget was full>; <the next 2,000 tokens would bring it in>',
  ],
  [
    'below the line by 0.12: the lowest score that is in is 0.50',
    '<below the line by 0.12: the lowest score that is in is 0.50>',
  ],
  ['Move this github-token to API_TOKEN in .env', '<Move this github-token to API_TOKEN in .env>'],
  ['fires in 1,200 places', '<fires in 1,200 places>'],
  ['Why: keywords “bug”, “crash”', '<Why: <keywords “bug”, “crash”>>'],
  [
    'GitHub token (classified): a placeholder stands in its place in every pack.',
    '<GitHub token (classified): a placeholder stands in its place in every pack.>',
  ],
  ['the past of /a does not count: git fails', '<the past of /a does not count: git fails>'],
  ['the file is skipped: too large', '<the file is skipped: <too large>>'],
  ['what nobody said; too large', 'what nobody said; <too large>'],
  ['', ''],
  ['pinned; '.repeat(1000), 'pinned; '.repeat(1000)],
])('%s', (text, expected) => {
  expect(say(text)).toBe(expected);
});
