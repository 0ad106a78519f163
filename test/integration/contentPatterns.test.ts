import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ContentPatterns } from '../../server/src/pipeline/contentPatterns.ts';
import { REPOSITORY } from '../helpers/repository.ts';

const ENTRY = join(REPOSITORY, 'server/src/pipeline/worker.ts');

// The engine takes linear time, so only a large pattern on a long text overruns; this one needs seconds.
const SLOW = 'a[ab]{300}(c|d)';
const LONG = `const ${randomLetters(400_000)} useState`;

/** A linear congruential generator: a text without a period, the same each time. */
function randomLetters(count: number): string {
  let seed = 1;
  return Array.from({ length: count }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed & 0x10000 ? 'a' : 'b';
  }).join('');
}

const opened: ContentPatterns[] = [];
function open(...patterns: readonly string[]): ContentPatterns {
  const content = new ContentPatterns(patterns, ENTRY);
  opened.push(content);
  return content;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((content) => content.close()));
});

test('patterns are matched on a thread of their own; faults are told by pattern', async () => {
  const content = open('SELECT|INSERT', 'nothing', '(a)\\1');
  const { matched, undecided } = await content.matching('SELECT 1');
  expect([...matched]).toEqual(['SELECT|INSERT']);
  expect([...undecided]).toEqual([['(a)\\1', 'invalid escape sequence: `\\1`']]);
  expect([...(await content.faults()).keys()]).toEqual(['(a)\\1']);
});

test('a pattern that overruns its deadline has no answer; those after it have theirs', async () => {
  const content = open('const', SLOW, 'useState', '(a+)+$');
  const { matched, undecided } = await content.matching(LONG, { deadlineMs: 250 });
  expect([...matched]).toEqual(['const', 'useState']);
  expect([...undecided]).toEqual([[SLOW, 'timed out after 250 ms']]);
});

test('a pattern that overruns again and again is no longer run', async () => {
  const content = open(SLOW);
  const reasons: (string | undefined)[] = [];
  for (let run = 0; run < 4; run++) {
    reasons.push((await content.matching(LONG, { deadlineMs: 60 })).undecided.get(SLOW));
  }
  expect(reasons).toEqual([
    'timed out after 60 ms',
    'timed out after 60 ms',
    'timed out after 60 ms',
    'timed out 3 times and is no longer run',
  ]);
});

test('calls wait for one another, an aborted one rejects, a closed one has no answers', async () => {
  const content = open('a', 'b');
  const [one, aborted, two] = await Promise.allSettled([
    content.matching('a'),
    content.matching('ab', { signal: AbortSignal.abort() }),
    content.matching('b'),
  ]);
  expect([one, two].map((call) => call.status === 'fulfilled' && [...call.value.matched])).toEqual([['a'], ['b']]);
  expect(aborted.status).toBe('rejected');
  await content.close();
  expect([...(await content.matching('a')).undecided.values()]).toEqual(['closed', 'closed']);
});

test('a thread that cannot be started leaves its patterns without an answer', async () => {
  const content = new ContentPatterns(['a', 'b'], '/nowhere/worker.cjs');
  const { matched, undecided } = await content.matching('a');
  expect(matched).toEqual(new Set());
  expect([...undecided.values()]).toEqual(['its thread failed', 'its thread failed']);
  await content.close();
});
