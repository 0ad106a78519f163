import { expect, test } from 'vitest';
import { files } from '../torture/files.ts';
import { SHORT_FORM } from '../torture/shortForm.ts';

test('hostile files and checkouts: all is read or told of, and the index is what a fresh one is', async () => {
  const { failures } = await files(SHORT_FORM);
  expect(failures).toEqual([]);
}, 180_000);
