import { expect, test } from 'vitest';
import { idOfResult, parseTask } from '../../../server/src/cli/batchTask.ts';

test.each([
  ['{"id":"a","query":"q"}', { id: 'a', workspace: undefined, question: { query: 'q' } }],
  [
    '{"id":7,"query":"q","workspace":"w","budget":500,"model":"gpt-4"}',
    { id: 7, workspace: 'w', question: { query: 'q', budget: 500, model: 'gpt-4' } },
  ],
  [
    '{"id":"a","query":"q","include":["x"],"unknown":1}',
    { id: 'a', workspace: undefined, question: { query: 'q', include: ['x'] } },
  ],
  ['nonsense', { id: null, error: expect.stringMatching(/^line 3 is not JSON/) }],
  ['"text"', { id: null, error: 'line 3: is not an object' }],
  ['null', { id: null, error: 'line 3: is not an object' }],
  ['{"query":"q"}', { id: null, error: 'line 3: id must be a text or a number' }],
  ['{"id":"c"}', { id: 'c', error: 'line 3: query must be a text' }],
  ['{"id":"c","query":"q","budget":"many"}', { id: 'c', error: 'line 3: budget must be a whole number' }],
])('%s', (text, task) => {
  expect(parseTask({ number: 3, text })).toEqual(task);
});

test('a line that is too long is an error of its own', () => {
  expect(parseTask({ number: 9, tooLong: true })).toMatchObject({
    id: null,
    error: expect.stringContaining('line 9') as string,
  });
});

test.each([
  ['{"id":"a","tokens":1}', 'a'],
  ['{"id":0,"error":"e"}', 0],
  ['{"id":null,"error":"e"}', undefined],
  ['{"id":"a","tok', undefined],
  ['', undefined],
])('the id of %j', (text, id) => {
  expect(idOfResult(text)).toBe(id);
});
