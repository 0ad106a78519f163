import { expect, test } from 'vitest';
import { OpenDocuments } from '../../../server/src/workspace/documents.ts';

const URI = 'file:///a.ts';
const range = (...[fromLine, from, toLine, to]: [number, number, number, number]) => ({
  start: { line: fromLine, character: from },
  end: { line: toLine, character: to },
});

test.each([
  [
    'in order',
    [
      { range: range(0, 1, 0, 1), text: 'x' },
      { range: range(0, 2, 0, 2), text: 'y' },
    ],
    'axyb\ncd',
  ],
  ['past the end', [{ range: range(7, 0, 9, 3), text: '!' }], 'ab\ncd!'],
  ['from its end to its start', [{ range: range(1, 1, 0, 1), text: '-' }], 'a-d'],
  ['whole, then in part', [{ text: 'new\n' }, { range: range(1, 0, 1, 0), text: 'z' }], 'new\nz'],
])('edits are applied %s, and each is told', (_, changes, after) => {
  const documents = new OpenDocuments();
  documents.open(URI, 'typescript', 1, 'ab\ncd');
  let followed = 'ab\ncd';
  documents.onEdit((uri, edit) => {
    const now = documents.get(uri)?.text.toString() ?? '';
    followed = edit ? followed.slice(0, edit.start) + edit.text + followed.slice(edit.end) : now;
    expect(followed).toBe(now);
  });
  documents.change(URI, 2, changes);
  expect(documents.get(URI)).toMatchObject({ version: 2, languageId: 'typescript' });
  expect(documents.get(URI)?.text.toString()).toBe(after);
  expect(followed).toBe(after);
  expect(documents.takeEdited().map(({ uri }) => uri)).toEqual([URI]);
  expect(documents.takeEdited()).toEqual([]);
});

test('an edit of a document that is not open changes nothing', () => {
  const documents = new OpenDocuments();
  documents.change(URI, 2, [{ text: 'x' }]);
  expect(documents.get(URI)).toBeUndefined();
  expect(documents.uris()).toEqual([]);
});

test('of documents that were edited the one with the newest edit comes last', () => {
  const documents = new OpenDocuments();
  const uris = ['file:///a.ts', 'file:///A.ts'] as const;
  for (const uri of uris) documents.open(uri, 'typescript', 1, '');
  for (const uri of [uris[0], uris[1], uris[0]]) documents.change(uri, 2, [{ text: 'x' }]);
  expect(documents.takeEdited().map(({ uri }) => uri)).toEqual([uris[1], uris[0]]);
});
