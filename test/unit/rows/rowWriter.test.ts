import { describe, expect, test } from 'vitest';
import type { RequestRow, RowBatch, RowSink } from '../../../server/src/cache/requestRow.ts';
import { createRowWriter, type RowWriterOptions } from '../../../server/src/rows/rowWriter.ts';
import { fakeClock } from '../cache/fakeClock.ts';

const row = (id: string): RequestRow => ({
  id,
  atMs: 0,
  surface: 'lsp',
  cache: 'none',
  latencyMs: 1,
  stages: {},
  tokensIn: 1,
  tokensOut: 1,
});

/** A sink that does as `answer` says, and what it was given. */
function setUp(options: Partial<RowWriterOptions> = {}) {
  const clock = fakeClock();
  const batches: RowBatch[] = [];
  const told: string[] = [];
  const state = { answer: async (): Promise<void> => {}, closed: false };
  const sink: RowSink = {
    write: async (batch) => {
      batches.push(batch);
      await state.answer();
    },
    close: async () => {
      state.closed = true;
    },
  };
  const writer = createRowWriter({
    sink,
    clock,
    intervalMs: 100,
    deadlineMs: 50,
    onChange: (change) => told.push(change),
    ...options,
  });
  const ids = () => batches.map(({ rows }) => rows.map(({ id }) => id));
  /** Lets an interval pass, and what it began end. */
  const pass = async (ms = 100) => {
    clock.pass(ms);
    await new Promise(setImmediate);
  };
  return { clock, writer, state, batches, told, ids, pass };
}

const failing = async (): Promise<void> => {
  throw new Error('down');
};

describe('rows', () => {
  test('are written together, after the interval, in their order', async () => {
    const { writer, ids, pass, batches, clock } = setUp();
    for (const id of ['a', 'b', 'c']) writer.add(row(id));
    writer.used('key');
    writer.used('key');
    expect(ids()).toEqual([]);
    await pass();
    expect(ids()).toEqual([['a', 'b', 'c']]);
    expect([...batches[0]!.uses]).toEqual([['key', 2]]);
    expect(writer.stats()).toEqual({ written: 3, dropped: 0, waiting: 0, breaker: 'closed' });
    expect(clock.waiting).toBe(0);
    writer.add(row('d'));
    await pass();
    expect(ids()[1]).toEqual(['d']);
  });

  test('that are too many are dropped and counted', async () => {
    const { writer, ids, pass, batches } = setUp({ mostWaiting: 2 });
    for (const id of ['a', 'b', 'c', 'd']) {
      writer.add(row(id));
      writer.used(id);
    }
    await pass();
    expect(ids()).toEqual([['a', 'b']]);
    expect([...batches[0]!.uses.keys()]).toEqual(['a', 'b']);
    expect(writer.stats()).toMatchObject({ written: 2, dropped: 2 });
  });

  test('wait while the sink fails, which is asked ever less often, and come whole when it is back', async () => {
    const { writer, ids, pass, state, told } = setUp();
    state.answer = failing;
    writer.add(row('a'));
    for (let turn = 0; turn < 8; turn++) await pass();
    // After 100 ms, then 100, 200 and 400 later.
    expect(ids()).toEqual([['a'], ['a'], ['a'], ['a']]);
    writer.add(row('b'));
    state.answer = async () => {};
    for (let turn = 0; turn < 9; turn++) await pass();
    expect(ids().at(-1)).toEqual(['a', 'b']);
    expect(told).toEqual(['open', 'closed']);
    expect(writer.stats()).toEqual({ written: 2, dropped: 0, waiting: 0, breaker: 'closed' });
  });

  test('that no sink will ever take go at last', async () => {
    const { writer, pass, state } = setUp();
    state.answer = failing;
    writer.add(row('a'));
    for (let turn = 0; turn < 30; turn++) await pass(300_000);
    expect(writer.stats()).toMatchObject({ dropped: 1, waiting: 0 });
  });

  test('a sink that does not answer costs its deadline', async () => {
    const { writer, pass, state, told } = setUp();
    state.answer = () => new Promise(() => {});
    writer.add(row('a'));
    await pass();
    await pass(50);
    expect(told).toEqual(['open']);
    expect(writer.stats()).toMatchObject({ waiting: 1, breaker: 'open' });
  });

  test('the last are written when it closes, later ones are not', async () => {
    const { writer, ids, state, clock } = setUp();
    writer.add(row('a'));
    await writer.close();
    writer.add(row('b'));
    await writer.close();
    expect(ids()).toEqual([['a']]);
    expect(state.closed).toBe(true);
    expect(clock.waiting).toBe(0);
    expect(writer.stats()).toMatchObject({ written: 1, dropped: 1 });
  });

  test('what a closing writer cannot write is counted', async () => {
    const { writer, state } = setUp();
    state.answer = failing;
    writer.add(row('a'));
    await writer.close();
    expect(writer.stats()).toMatchObject({ written: 0, dropped: 1, waiting: 0 });
  });
});
