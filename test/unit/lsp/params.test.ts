import { expect, test } from 'vitest';
import { parseTriggerMatchesParams, parseTriggersParams } from '../../../server/src/lsp/params.ts';

const at = { line: 0, character: 1 };
const textDocument = { uri: 'file:///a' };

test.each([[{ textDocument }], [{ text: '' }], [{ textDocument, ranges: [{ start: at, end: at }] }]])(
  'winnow/triggers takes %j',
  (params) => {
    expect(parseTriggersParams(params)).toEqual(params);
  },
);

test.each([
  [{}, /either/],
  [{ textDocument, text: '' }, /either/],
  [{ text: 1 }, /text/],
  [{ text: '', ranges: [{ start: at }] }, /ranges\.0\.end/],
  [{ text: '', ranges: [{ start: { line: -1, character: 0 }, end: at }] }, /line/],
  [null, /Invalid/],
])('winnow/triggers refuses %j', (params, reason) => {
  expect(() => parseTriggersParams(params)).toThrow(reason);
});

test('winnow/triggerMatches', () => {
  expect(parseTriggerMatchesParams({ rule: 'a', rangesPerFile: 0, workDoneToken: 1 })).toEqual({
    rule: 'a',
    rangesPerFile: 0,
  });
  expect(() => parseTriggerMatchesParams({ rangesPerFile: -1 })).toThrow(/rangesPerFile/);
});
