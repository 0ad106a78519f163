import { describe, expect, it } from 'vitest';
import { approximateBytes, createMemoryStore } from '../../../server/src/cache/memoryStore.ts';
import { fakeClock } from './fakeClock.ts';
import { samplePack, type SamplePack } from './samplePack.ts';

const MINUTE_MS = 60_000;

function store(bounds: { maxBytes?: number; maxEntries?: number; mostGrowth?: number }) {
  const clock = fakeClock();
  // lru-cache takes time 0 for "no time known".
  clock.pass(1);
  return { clock, memory: createMemoryStore<SamplePack>({ ...bounds, nowMs: () => clock.nowMs(), clockStepMs: 0 }) };
}

describe('memory store', () => {
  it('keeps the most recently used of at most so many', () => {
    const { memory } = store({ maxEntries: 2 });
    memory.set('a', samplePack('a'), MINUTE_MS);
    memory.set('b', samplePack('b'), MINUTE_MS);
    memory.get('a');
    memory.set('c', samplePack('c'), MINUTE_MS);
    expect(['a', 'b', 'c'].map((key) => memory.get(key)?.text)).toEqual(['a', undefined, 'c']);
    expect([memory.entries, memory.evictions]).toEqual([2, 1]);
  });

  it('keeps no more bytes than it may, and nothing that is larger by itself', () => {
    const { memory } = store({ maxBytes: 10_000 });
    for (let i = 0; i < 20; i++) memory.set(`k${i}`, samplePack('x'.repeat(1000)), MINUTE_MS);
    expect(memory.bytes).toBeLessThanOrEqual(10_000);
    expect(memory.entries).toBe(4);
    memory.set('huge', samplePack('x'.repeat(6000)), MINUTE_MS);
    expect([memory.get('huge'), memory.entries]).toEqual([undefined, 4]);
  });

  it('forgets when the time has come, and when told', () => {
    const { memory, clock } = store({});
    memory.set('a', samplePack('a'), 1000);
    clock.pass(999);
    expect(memory.get('a')?.text).toBe('a');
    clock.pass(2);
    expect(memory.get('a')).toBeUndefined();
    memory.set('b', samplePack('b'), 1000);
    memory.set('c', samplePack('c'), 1000);
    memory.forget(({ text }) => text === 'c');
    expect([memory.get('b')?.text, memory.get('c')]).toEqual(['b', undefined]);
    memory.clear();
    expect([memory.get('b'), memory.entries, memory.bytes]).toEqual([undefined, 0, 0]);
  });

  it('grows while what it let go is asked for again, as far as it may, and shrinks when that ends', () => {
    const { memory } = store({ maxEntries: 10, mostGrowth: 3 });
    const askInTurn = (keys: number, times: number) => {
      for (let turn = 0; turn < times; turn++) {
        const key = `k${turn % keys}`;
        if (!memory.get(key)) memory.set(key, samplePack(key), MINUTE_MS);
      }
    };
    askInTurn(16, 2000);
    expect(memory.entries).toBe(16);
    askInTurn(28, 3000);
    expect(memory.entries).toBe(28);
    askInTurn(5, 4000);
    memory.set('new', samplePack('new'), MINUTE_MS);
    expect(memory.entries).toBe(10);
  });

  it('counts sizes as it is told to', () => {
    const memory = createMemoryStore<SamplePack>({ maxBytes: 1000, sizeOf: () => 300, nowMs: () => 1 });
    for (const key of 'abcd') memory.set(key, samplePack(key), MINUTE_MS);
    expect([memory.entries, memory.bytes]).toEqual([3, 906]);
  });

  it.each<[unknown, number]>([
    ['', 16],
    ['four', 24],
    [12, 16],
    [null, 16],
    [[], 16],
    [['four', 1], 16 + 16 + 24 + 16 + 16],
    [{ a: { b: 'four' } }, 16 + 16 + 16 + 16 + 24],
  ])('guesses the size of %j', (value, bytes) => {
    expect(approximateBytes(value)).toBe(bytes);
  });
});
