import { expect, test } from 'vitest';
import { Thresholds, type WatchedFigures } from '../../../server/src/metrics/thresholds.ts';

const WELL: WatchedFigures = {
  rssBytes: 3e8,
  waiting: 0,
  answered: 0,
  slow: 0,
  failed: 0,
  threadRestarts: 0,
  edits: 0,
  editMs: 0,
};

/** Looks at one state after the other, so many seconds apart: what is exceeded each time, and what was told. */
function watch(states: readonly Partial<WatchedFigures>[], secondsApart = 60) {
  let nowMs = 0;
  const told: string[] = [];
  const thresholds = new Thresholds({
    now: () => nowMs,
    onChange: (figure, message) => told.push(message ?? `${figure} well`),
  });
  const exceeded = states.map((state) => {
    nowMs += 1000 * secondsApart;
    return thresholds
      .look({ ...WELL, ...state })
      .map(({ figure }) => figure)
      .join();
  });
  return { exceeded, told };
}

const rows: readonly (readonly [string, readonly Partial<WatchedFigures>[], readonly string[], readonly string[]])[] = [
  ['nothing is wrong', [{}, { answered: 1000, edits: 1000, editMs: 3 }], ['', ''], []],
  [
    'memory, which has to fall well below',
    [{ rssBytes: 1.6e9 }, { rssBytes: 1.4e9 }, { rssBytes: 1.1e9 }, { rssBytes: 1.4e9 }],
    ['memory', 'memory', '', ''],
    [expect.stringContaining('1.6 GB'), 'memory well'],
  ],
  ['many wait', [{ waiting: 501 }, { waiting: 99 }], ['waiting', ''], [expect.stringContaining('501'), 'waiting well']],
  [
    'a tenth of the last questions is slow, of few none',
    [
      { answered: 10, slow: 10 },
      { answered: 30, slow: 10 },
      { answered: 400, slow: 10 },
    ],
    ['', 'slow', ''],
    [expect.stringContaining('33 %'), 'slow well'],
  ],
  [
    'questions fail',
    [
      { answered: 18, failed: 2 },
      { answered: 900, failed: 2 },
    ],
    ['failures', ''],
    [expect.stringContaining('10 %'), 'failures well'],
  ],
  ['a thread dies once', [{ threadRestarts: 1 }, { threadRestarts: 1 }], ['', ''], []],
  [
    'edits are slow, of few none',
    [
      { edits: 50, editMs: 90 },
      { edits: 150, editMs: 90 },
      { edits: 999, editMs: 30 },
    ],
    ['', 'keystrokes', ''],
    [expect.stringContaining('90 ms'), 'keystrokes well'],
  ],
];
test.each(rows)('%s', (_, states, exceeded, told) => {
  expect(watch(states)).toEqual({ exceeded, told });
});

test('what happened more than ten minutes ago counts no longer', () => {
  const restarts = [{}, { threadRestarts: 2 }, ...Array.from({ length: 12 }, () => ({ threadRestarts: 2 }))];
  const { exceeded, told } = watch(restarts);
  expect(exceeded.filter((one) => one === 'threads').length).toBe(10);
  expect(exceeded.at(-1)).toBe('');
  expect(told).toEqual([expect.stringContaining('died 2 times'), 'threads well']);
});
