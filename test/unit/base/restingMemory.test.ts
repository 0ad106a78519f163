import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RestingMemory } from '../../../server/src/base/restingMemory.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counted() {
  let collections = 0;
  const memory = new RestingMemory({ collect: () => void collections++, now: () => Date.now() });
  return { memory, collections: () => collections };
}

test('collects once after work has rested', () => {
  const { memory, collections } = counted();
  memory.worked();
  vi.advanceTimersByTime(4999);
  expect(collections()).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(collections()).toBe(1);
});

test('goes on waiting while there is work', () => {
  const { memory, collections } = counted();
  for (let second = 0; second < 20; second++) {
    memory.worked();
    vi.advanceTimersByTime(1000);
  }
  expect(collections()).toBe(0);
  vi.advanceTimersByTime(5000);
  expect(collections()).toBe(1);
});

test('leaves no timer behind, and one while it waits', () => {
  const { memory } = counted();
  for (let n = 0; n < 100; n++) memory.worked();
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(5000);
  expect(vi.getTimerCount()).toBe(0);
});
