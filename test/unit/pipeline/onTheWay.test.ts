import { expect, test } from 'vitest';
import { OnTheWay } from '../../../server/src/pipeline/onTheWay.ts';

test.each([
  ['none yet', [], 8],
  ['some from memory', ['memory', 'memory'], 10],
  ['many from memory', Array.from({ length: 100 }, () => 'memory' as const), 32],
  ['one that was made', ['memory', 'memory', 'none'], 8],
  ['one from the disk', ['memory', 'sqlite'], 8],
  ['one from memory after it', ['memory', 'none', 'memory'], 9],
] as const)('answers: %s', (_name, answers, most) => {
  const onTheWay = new OnTheWay();
  for (const from of answers) onTheWay.answered(from);
  expect(onTheWay.most).toBe(most);
});
