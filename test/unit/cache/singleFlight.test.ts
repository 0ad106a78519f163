import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../server/src/base/clock.ts';
import { DeadlineError, withDeadline } from '../../../server/src/base/deadline.ts';
import { singleFlight } from '../../../server/src/base/singleFlight.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';
import { fakeClock } from './fakeClock.ts';

describe('single flight', () => {
  it('does one work for a thousand who ask at once, and a new one for the next', async () => {
    const flight = singleFlight<number>();
    let works = 0;
    const work = async (): Promise<number> => {
      await Promise.resolve();
      return ++works;
    };
    const answers = await Promise.all(Array.from({ length: 1000 }, () => flight.run('k', work)));
    expect([works, new Set(answers)]).toEqual([1, new Set([1])]);
    expect([await flight.run('k', work), flight.size]).toEqual([2, 0]);
  });

  it('keeps keys apart', async () => {
    const flight = singleFlight<string>();
    expect(await Promise.all(['a', 'b'].map((key) => flight.run(key, async () => key)))).toEqual(['a', 'b']);
  });

  it('shares a failure and does not keep it, even one that is thrown at once', async () => {
    const flight = singleFlight<string>();
    const failing = (): Promise<string> => {
      throw new Error('no');
    };
    const results = await Promise.allSettled([flight.run('k', failing), flight.run('k', failing)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flight.run('k', async () => 'yes')).toBe('yes');
  });
});

describe('deadline', () => {
  it('gives the answer that comes in time, and leaves no timer behind', async () => {
    const clock = fakeClock();
    expect(await withDeadline(async () => 'in time', { deadlineMs: 50, clock })).toBe('in time');
    expect(clock.waiting).toBe(0);
  });

  it('gives up at its time, and does not hear a later failure', async () => {
    const clock = fakeClock();
    const work = Promise.withResolvers<never>();
    const answer = withDeadline(() => work.promise, { deadlineMs: 50, clock });
    clock.pass(50);
    await expect(answer).rejects.toThrow(DeadlineError);
    work.reject(new Error('too late'));
    await expect(answer).rejects.toThrow('50 ms');
    expect(clock.waiting).toBe(0);
  });

  it('hears an answer that came while the thread was busy', async () => {
    const folder = temporaryFolder({ before: '' });
    const [before, after] = [join(folder.path, 'before'), join(folder.path, 'after')];
    const answer = withDeadline(() => rename(before, after), { deadlineMs: 1, clock: systemClock });
    while (!existsSync(after));
    const endMs = performance.now() + 5;
    while (performance.now() < endMs);
    await expect(answer).resolves.toBeUndefined();
    folder.remove();
  });

  it('passes failures on, thrown ones too', async () => {
    const clock = fakeClock();
    const thrown = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(withDeadline(thrown, { deadlineMs: 50, clock })).rejects.toThrow('at once');
    expect(clock.waiting).toBe(0);
  });
});
