import { expect, test } from 'vitest';
import {
  parseChangedUris,
  parseDidChangeParams,
  parseDidOpenParams,
  parseDocumentUri,
} from '../../../server/src/lsp/documentParams.ts';
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

test.each([
  [{ text: 'x' }],
  [{ range: { start: at, end: { line: 2 ** 31, character: 0 } }, text: '' }],
  [{ range: { start: { line: -1, character: -1 }, end: at }, text: '' }],
])('textDocument/didChange takes %j', (change) => {
  const params = { textDocument: { ...textDocument, version: -1 }, contentChanges: [change] };
  expect(parseDidChangeParams(params)).toEqual(params);
});

test.each([
  [[{ text: 1 }], /contentChanges\.0\.text/],
  [[{ range: { start: at }, text: '' }], /range\.end/],
  [[{ range: { start: at, end: { line: 0.5, character: 0 } }, text: '' }], /line/],
  [{}, /contentChanges/],
])('textDocument/didChange refuses %j', (contentChanges, reason) => {
  expect(() => parseDidChangeParams({ textDocument: { ...textDocument, version: 1 }, contentChanges })).toThrow(reason);
});

test.each([
  [{ ...textDocument, languageId: '', version: 1 }, /text/],
  [{ languageId: '', version: 1, text: '' }, /uri/],
  [{ ...textDocument, languageId: '', version: '1', text: '' }, /version/],
])('textDocument/didOpen refuses %j', (document, reason) => {
  expect(() => parseDidOpenParams({ textDocument: document })).toThrow(reason);
});

test.each([
  [{ ...textDocument, languageId: '', version: Infinity, text: '' }, /version/],
  [null, /textDocument: expected an object/],
  [[], /uri/],
])('textDocument/didOpen refuses %j, too', (document, reason) => {
  expect(() => parseDidOpenParams({ textDocument: document })).toThrow(reason);
});

test.each([null, undefined, 1, {}, { textDocument: { uri: 1 } }])('textDocument/didClose refuses %j', (params) => {
  expect(() => parseDocumentUri(params)).toThrow(/^params/);
});

test('workspace/didChangeWatchedFiles', () => {
  expect(parseChangedUris({ changes: [{ uri: 'file:///a', type: 2 }] })).toEqual(['file:///a']);
  expect(() => parseChangedUris({ changes: [{ uri: 'file:///a' }, {}] })).toThrow(/changes\.1\.uri/);
  expect(() => parseChangedUris(undefined)).toThrow(/params/);
});
