import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../../server/src/base/clock.ts';
import { RequestQueue, type Turn } from '../../../server/src/pipeline/requestQueue.ts';

const AGING_MS = 500;

/** A clock that is turned by hand; what is due runs as it passes. */
function handClock() {
  let nowMs = 0;
  const due = new Map<() => void, number>();
  const clock: Clock = {
    nowMs: () => nowMs,
    after: (delayMs, run) => {
      due.set(run, nowMs + delayMs);
      return () => void due.delete(run);
    },
  };
  const turn = (ms: number) => {
    nowMs += ms;
    for (const [run, atMs] of due) if (atMs <= nowMs && due.delete(run)) run();
  };
  return { clock, turn, due };
}

function queueOf({ mostRunning = 1, ...limits }: { mostRunning?: number; mostWaiting?: number } = {}) {
  const { clock, turn, due } = handClock();
  const waits: number[] = [];
  const room = { most: mostRunning };
  const queue = new RequestQueue({
    clock,
    mostRunning: () => room.most,
    mostWaiting: 10,
    agingMs: AGING_MS,
    onTurn: (waitedMs) => waits.push(waitedMs),
    ...limits,
  });
  const began: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<string>>();
  /** Asks under a name; the work ends when its gate is opened. */
  const ask = (name: string, request: Turn = {}) => {
    const answer = queue.run(request, () => {
      began.push(name);
      const gate = Promise.withResolvers<string>();
      gates.set(name, gate);
      return gate.promise;
    });
    answer.catch(() => {});
    return answer;
  };
  const finish = async (name: string) => {
    gates.get(name)!.resolve(name);
    await settled();
  };
  return { queue, ask, finish, began, waits, turn, due, room };
}

const settled = () => new Promise<void>((resolve) => void setImmediate(resolve));

test('as many are worked on as there is room for at the moment', async () => {
  const { ask, finish, began, queue, room } = queueOf();
  for (const name of ['a', 'b', 'c', 'd', 'e']) void ask(name);
  await settled();
  expect(began).toEqual(['a']);
  room.most = 3;
  await finish('a');
  expect(began).toEqual(['a', 'b', 'c', 'd']);
  room.most = 1;
  await finish('b');
  await finish('c');
  expect([queue.running, queue.waiting]).toEqual([1, 1]);
  await finish('d');
  expect(began).toEqual(['a', 'b', 'c', 'd', 'e']);
  await finish('e');
  expect([queue.running, queue.waiting]).toEqual([0, 0]);
});

test('priorities go first; of equal ones, who came first', async () => {
  const { ask, finish, began, queue } = queueOf();
  void ask('first');
  for (const [name, priority] of [
    ['c', 5],
    ['d', 5],
    ['b', 2],
    ['e', 10],
    ['a', 1],
  ] as const)
    void ask(name, { priority });
  expect([queue.running, queue.waiting]).toEqual([1, 5]);
  await settled();
  for (const name of ['first', 'a', 'b', 'c', 'd', 'e']) await finish(name);
  expect(began).toEqual(['first', 'a', 'b', 'c', 'd', 'e']);
  expect([queue.running, queue.waiting]).toEqual([0, 0]);
});

test('who waits ages: a step of priority is worth so many milliseconds', async () => {
  const { ask, finish, began, turn, waits } = queueOf();
  void ask('first');
  void ask('old', { priority: 5 });
  turn(3 * AGING_MS + 1);
  void ask('important', { priority: 2 });
  void ask('most important', { priority: 1 });
  await settled();
  for (const name of ['first', 'most important', 'old', 'important']) await finish(name);
  expect(began).toEqual(['first', 'most important', 'old', 'important']);
  expect(waits).toEqual([0, 0, 3 * AGING_MS + 1, 0]);
});

test('beyond what may wait, it is busy', async () => {
  const { ask, queue } = queueOf({ mostWaiting: 2 });
  for (const name of ['a', 'b', 'c']) void ask(name);
  await expect(ask('d')).rejects.toMatchObject({ name: 'BusyError', message: expect.stringContaining('2 questions') });
  expect([queue.running, queue.waiting]).toEqual([1, 2]);
});

test('the newest of a document wins, whether the older one waits or runs', async () => {
  const { ask, finish, began } = queueOf();
  const running = ask('running', { document: 'a.ts' });
  await settled();
  const waiting = ask('waiting', { document: 'a.ts' });
  await expect(running).rejects.toMatchObject({ name: 'SupersededError' });
  const newest = ask('newest', { document: 'a.ts' });
  await expect(waiting).rejects.toMatchObject({ name: 'SupersededError' });
  const other = ask('other', { document: 'b.ts' });
  await finish('running');
  await finish('newest');
  await finish('other');
  expect(await Promise.all([newest, other])).toEqual(['newest', 'other']);
  expect(began).toEqual(['running', 'newest', 'other']);
});

test('a deadline ends the wait; its timer goes with the request', async () => {
  const { ask, finish, turn, due, queue } = queueOf();
  const running = ask('running', { deadlineMs: 100 });
  const waiting = ask('waiting', { deadlineMs: 50 });
  await settled();
  turn(60);
  await expect(waiting).rejects.toMatchObject({ name: 'DeadlineError' });
  turn(60);
  await expect(running).rejects.toMatchObject({ name: 'DeadlineError' });
  const last = ask('last', { deadlineMs: 100 });
  await finish('running');
  await finish('last');
  await expect(last).resolves.toBe('last');
  expect([due.size, queue.running, queue.waiting]).toEqual([0, 0, 0]);
});

test('work that nobody waits for any more keeps its place until it ends', async () => {
  const { ask, finish, began, queue } = queueOf();
  const cancel = new AbortController();
  const abandoned = ask('abandoned', { signal: cancel.signal });
  await settled();
  void ask('next');
  cancel.abort();
  await expect(abandoned).rejects.toMatchObject({ name: 'AbortError' });
  expect([began, queue.running, queue.waiting]).toEqual([['abandoned'], 1, 1]);
  await finish('abandoned');
  expect(began).toEqual(['abandoned', 'next']);
});

test('who cancels leaves the queue at once, and a cancelled one never begins', async () => {
  const { ask, finish, began, queue } = queueOf();
  const cancel = new AbortController();
  void ask('running');
  const waiting = ask('waiting', { signal: cancel.signal, document: 'a.ts' });
  cancel.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(queue.waiting).toBe(0);
  await expect(ask('late', { signal: cancel.signal })).rejects.toMatchObject({ name: 'AbortError' });
  await settled();
  await finish('running');
  expect(began).toEqual(['running']);
});

test('property: order is that of a slow reference, and nobody is lost', async () => {
  const arrivals = fc.array(fc.record({ priority: fc.integer({ min: 1, max: 10 }), gapMs: fc.nat(2000) }), {
    minLength: 1,
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(arrivals, async (requests) => {
      const { ask, finish, began, turn } = queueOf({ mostWaiting: 30 });
      void ask('first');
      let atMs = 0;
      const expected = requests.map(({ priority, gapMs }, at) => {
        turn(gapMs);
        atMs += gapMs;
        void ask(String(at), { priority });
        return { name: String(at), rank: atMs + priority * AGING_MS };
      });
      await settled();
      await finish('first');
      for (let at = 1; at <= requests.length; at++) await finish(began[at]!);
      expect(began.slice(1)).toEqual(expected.toSorted((a, b) => a.rank - b.rank).map(({ name }) => name));
    }),
    { numRuns: 30 },
  );
});
