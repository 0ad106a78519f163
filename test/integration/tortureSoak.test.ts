import { expect, test } from 'vitest';
import { soak } from '../torture/soak.ts';
import { SHORT_FORM } from '../torture/shortForm.ts';

test('edits, questions and storms: no handle, listener or timer piles up', async () => {
  const { failures } = await soak(SHORT_FORM);
  expect(failures).toEqual([]);
}, 180_000);
