import { expect, test } from 'vitest';
import { BUCKET_BOUNDS_MS, Latency } from '../../../server/src/metrics/latency.ts';
import { STAGES, type Outcome } from '../../../server/src/metrics/names.ts';
import { questionStats } from '../../../server/src/metrics/questionStats.ts';
import { RequestMetrics, type MeasuredReply } from '../../../server/src/metrics/requestMetrics.ts';
import { BusyError, SupersededError, UserError } from '../../../server/src/base/errors.ts';
import { DeadlineError } from '../../../server/src/base/deadline.ts';

const REPLY: MeasuredReply = {
  stages: { crawl: 0.02, rank: 3, 'a name that is made up': 7 },
  cacheLevel: 'none',
  tokens: 1000,
  rawTokens: 1500,
  redactions: [{ rule: 'github-token' }, { rule: 'github-token' }, { rule: 'text of a workspace' }],
  heldBack: 2,
};

test('a reply is counted by names from fixed lists alone', async () => {
  let nowMs = 0;
  const metrics = new RequestMetrics(() => nowMs);
  await metrics.measure(() => {
    nowMs += 12;
    return Promise.resolve(REPLY);
  });
  const stats = questionStats(metrics, { waiting: 3, running: 1 });
  expect(stats).toMatchObject({
    outcomes: { answered: 1, failed: 0 },
    queue: { waiting: 3, running: 1 },
    tokensIn: 1500,
    tokensOut: 1000,
    redactionsByRule: { 'github-token': 2, other: 1 },
  });
  expect(Object.keys(stats.stages)).toEqual(['crawl', 'rank', 'other']);
  expect(stats.stages['rank']).toMatchObject({ count: 1, p50: 3 });
  expect(metrics.duration.summary()).toMatchObject({ last: 12 });
  expect(JSON.stringify(stats)).not.toMatch(/made up|workspace/);
});

const ENDINGS: readonly (readonly [Error, Outcome])[] = [
  [new DOMException('stopped', 'AbortError'), 'cancelled'],
  [new SupersededError(), 'superseded'],
  [new DeadlineError(5), 'late'],
  [new BusyError(5), 'busy'],
  [new UserError('no question'), 'invalid'],
  [new Error('a bug'), 'failed'],
  // As a thread hands it over: the class is lost, the name is not.
  [Object.assign(new Error('no question'), { name: 'UserError' }), 'invalid'],
];
test.each(ENDINGS)('%s counts as %s', async (error, outcome) => {
  const metrics = new RequestMetrics(() => 0);
  await expect(
    metrics.measure(async () => {
      throw error;
    }),
  ).rejects.toBe(error);
  expect(Object.entries(metrics.outcomes).filter(([, count]) => count > 0)).toEqual([[outcome, 1]]);
});

test('memory does not grow with what is counted', async () => {
  const metrics = new RequestMetrics(() => 0);
  for (let n = 0; n < 500; n++) {
    await metrics.measure(() =>
      Promise.resolve({ ...REPLY, stages: { [`stage ${n}`]: 1 }, redactions: [{ rule: `rule ${n}` }] }),
    );
  }
  expect([metrics.stages.size, [...metrics.redactions]]).toEqual([STAGES.length, [['other', 500]]]);
});

test('buckets count what is at or below their bounds', () => {
  const latency = new Latency();
  for (const ms of [0.05, 0.1, 0.2, 10, 10.1, 99_999]) latency.record(ms);
  const counts = new Map(BUCKET_BOUNDS_MS.map((bound, at) => [bound as number, latency.cumulativeCounts()[at]]));
  expect([counts.get(0.1), counts.get(0.25), counts.get(10), counts.get(25), counts.get(10_000)]).toEqual([
    2, 3, 4, 5, 5,
  ]);
  expect([latency.count, Math.round(latency.totalMs)]).toEqual([6, 100_019]);
});
