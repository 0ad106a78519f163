import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../../server/src/cache/breaker.ts';
import { fakeClock } from './fakeClock.ts';

/** Steps: `ok` and `fail` are calls (`no`: that must not be let in), a number is milliseconds that pass. */
function check(steps: readonly ('ok' | 'fail' | 'no' | number)[], state: string, told: readonly string[]): void {
  const clock = fakeClock();
  const heard: string[] = [];
  const breaker = createBreaker({
    clock,
    threshold: 3,
    coolDownMs: 100,
    longestCoolDownMs: 300,
    onChange: (now) => heard.push(now),
  });
  for (const [index, step] of steps.entries()) {
    if (typeof step === 'number') clock.pass(step);
    else {
      const permit = breaker.enter();
      expect(permit !== undefined, `step ${index}`).toBe(step !== 'no');
      if (step === 'ok') permit?.succeed();
      if (step === 'fail') permit?.fail();
    }
  }
  expect(breaker.state).toBe(state);
  expect(heard).toEqual(told);
}

describe('breaker', () => {
  it.each<[string, Parameters<typeof check>]>([
    ['is closed at first', [['ok', 'ok'], 'closed', []]],
    ['bears less than its threshold', [['fail', 'fail'], 'closed', []]],
    ['counts failures in a row only', [['fail', 'fail', 'ok', 'fail', 'fail'], 'closed', []]],
    ['opens at its threshold', [['fail', 'fail', 'fail', 'no', 99, 'no'], 'open', ['open']]],
    [
      'closes when the probe succeeds',
      [['fail', 'fail', 'fail', 100, 'ok', 'ok', 'fail'], 'closed', ['open', 'closed']],
    ],
    [
      'opens again when the probe fails, for twice as long',
      [['fail', 'fail', 'fail', 100, 'fail', 199, 'no', 1, 'ok'], 'closed', ['open', 'closed']],
    ],
    [
      'waits no longer than the longest',
      [['fail', 'fail', 'fail', 100, 'fail', 200, 'fail', 299, 'no', 1, 'fail', 300, 'fail'], 'open', ['open']],
    ],
    [
      'starts anew after it has closed',
      [
        ['fail', 'fail', 'fail', 100, 'fail', 200, 'ok', 'fail', 'fail', 'fail', 100, 'ok'],
        'closed',
        ['open', 'closed', 'open', 'closed'],
      ],
    ],
  ])('%s', (_name, row) => {
    check(...row);
  });

  function opened() {
    const clock = fakeClock();
    const breaker = createBreaker({ clock, threshold: 1, coolDownMs: 100 });
    const late = breaker.enter();
    breaker.enter()?.fail();
    return { clock, breaker, late };
  }

  it('lets one probe in at a time', () => {
    const { clock, breaker } = opened();
    clock.pass(100);
    const probe = breaker.enter();
    expect([breaker.state, breaker.enter(), breaker.enter()]).toEqual(['halfOpen', undefined, undefined]);
    probe?.succeed();
    expect(breaker.state).toBe('closed');
  });

  it('does not hear calls that began before it changed', () => {
    const { clock, breaker, late } = opened();
    late?.succeed();
    expect(breaker.state).toBe('open');
    clock.pass(100);
    breaker.enter();
    late?.fail();
    expect(breaker.state).toBe('halfOpen');
  });
});
