import { expect, test } from 'vitest';
import { lspFuzz } from '../torture/lspFuzz.ts';
import { SHORT_FORM } from '../torture/shortForm.ts';

test('fuzzed messages: every request is answered, and nothing ends the server', async () => {
  const { failures } = await lspFuzz(SHORT_FORM);
  expect(failures).toEqual([]);
}, 180_000);
