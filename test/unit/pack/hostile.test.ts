import { expect, test } from 'vitest';
import { runCampaign } from '../../helpers/hostileCampaign.ts';

const FILES = 300;

test('300 hostile files: each is exactly one block of exactly its content, in every format', () => {
  expect(runCampaign(FILES, 1)).toEqual({
    whole: { markdown: FILES, xml: FILES, json: FILES, plain: FILES },
    breakOuts: [],
  });
});
