import { expect, test } from 'vitest';
import { brokenFrames } from '../torture/brokenFrames.ts';
import { SHORT_FORM } from '../torture/shortForm.ts';

test('broken frames: sound requests are answered, or the server ends; it is never deaf', async () => {
  const { failures } = await brokenFrames(SHORT_FORM);
  expect(failures).toEqual([]);
}, 180_000);
