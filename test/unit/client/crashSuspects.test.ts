import { expect, test } from 'vitest';
import { CrashSuspects } from '../../../client/src/crashSuspects.ts';

type Event = readonly [atS: number, what: 'told' | 'closed', uri: string] | readonly [atS: number, what: 'crash'];

test.each<[string, readonly Event[], readonly string[]]>([
  [
    'one crash',
    [
      [0, 'told', 'a'],
      [1, 'crash'],
    ],
    [],
  ],
  [
    'open at two crashes',
    [
      [0, 'told', 'a'],
      [1, 'crash'],
      [2, 'told', 'a'],
      [3, 'crash'],
    ],
    ['a'],
  ],
  [
    'another than before',
    [
      [0, 'told', 'a'],
      [1, 'crash'],
      [2, 'told', 'b'],
      [3, 'crash'],
    ],
    [],
  ],
  [
    'of all that were opened again, the one that was edited before',
    [
      [0, 'told', 'a'],
      [0, 'told', 'b'],
      [60, 'told', 'a'],
      [61, 'crash'],
      [62, 'told', 'a'],
      [62, 'told', 'b'],
      [63, 'crash'],
    ],
    ['a'],
  ],
  [
    'told of long before',
    [
      [0, 'told', 'a'],
      [11, 'crash'],
      [12, 'told', 'a'],
      [23, 'crash'],
    ],
    [],
  ],
  [
    'crashes far apart',
    [
      [0, 'told', 'a'],
      [1, 'crash'],
      [200, 'told', 'a'],
      [201, 'crash'],
    ],
    [],
  ],
  [
    'closed in between',
    [
      [0, 'told', 'a'],
      [1, 'crash'],
      [2, 'told', 'a'],
      [3, 'closed', 'a'],
      [4, 'crash'],
    ],
    [],
  ],
  [
    'not in a row',
    [
      [0, 'told', 'a'],
      [1, 'crash'],
      [2, 'told', 'b'],
      [3, 'crash'],
      [4, 'told', 'a'],
      [5, 'crash'],
    ],
    [],
  ],
])('%s', (_name, events, expected) => {
  const suspects = new CrashSuspects();
  for (const [atS, what, uri = ''] of events) {
    if (what === 'told') suspects.told(uri, atS * 1000);
    else if (what === 'closed') suspects.closed(uri);
    else suspects.crashed(atS * 1000);
  }
  expect(['a', 'b'].filter((uri) => suspects.isQuarantined(uri))).toEqual(expected);
  suspects.forget();
  expect(['a', 'b'].filter((uri) => suspects.isQuarantined(uri))).toEqual([]);
});
