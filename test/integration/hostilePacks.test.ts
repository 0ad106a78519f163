import { expect, test } from 'vitest';
import { runCampaign } from '../helpers/hostileCampaign.ts';

const FILES = 10_000;

test('10,000 hostile files: each is exactly one block of exactly its content, in every format', () => {
  expect(runCampaign(FILES, 4)).toEqual({
    whole: { markdown: FILES, xml: FILES, json: FILES, plain: FILES },
    breakOuts: [],
  });
});
