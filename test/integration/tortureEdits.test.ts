import { expect, test } from 'vitest';
import { edits } from '../torture/edits.ts';
import { SHORT_FORM } from '../torture/shortForm.ts';

test('edits, saves, renames and crashes: the server knows what a fresh one knows', async () => {
  const { failures } = await edits(SHORT_FORM);
  expect(failures).toEqual([]);
}, 180_000);
