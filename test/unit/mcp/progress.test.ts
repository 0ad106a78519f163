import { expect, test } from 'vitest';
import { risingProgress, type ProgressNote } from '../../../server/src/mcp/progress.ts';

test('progress only rises, and packing, which cannot be counted, is left out', () => {
  const sent: ProgressNote[] = [];
  const report = risingProgress((note) => void sent.push(note));
  for (const done of [0, 5, 3, 5, 9]) report({ stage: 'indexing', done, total: 10 });
  report({ stage: 'packing', done: 0, total: 1 });
  expect(sent).toEqual([5, 9].map((progress) => ({ progress, total: 10, message: 'indexing files' })));
});
