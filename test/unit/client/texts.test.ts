import { expect, test } from 'vitest';
import { queryFromSelection } from '../../../client/src/commands/queryFromSelection.ts';
import { packTitle } from '../../../client/src/preview/packTitle.ts';
import { triggerColorContributions, triggerColorOf } from '../../../client/src/triggers/triggerColors.ts';

test.each([
  ['why is it slow?', 'markdown', 'Pack: why is it slow?.md'],
  ['a/b\\c\nd', 'xml', 'Pack: a b c d.xml'],
  ['\u202ehidden\u0007', 'json', 'Pack: hidden.json'],
  ['x'.repeat(60), 'plain', `Pack: ${'x'.repeat(47)}….txt`],
] as const)('the tab of %j as %s', (query, format, expected) => {
  expect(packTitle({ query, format }, 'Pack')).toBe(expected);
});

test('a title is never cut inside an emoji', () => {
  expect(packTitle({ query: '👩‍💻'.repeat(60), format: 'markdown' }, 'Pack')).toBe(`Pack: ${'👩‍💻'.repeat(47)}….md`);
});

test.each([
  ['  parse rules  ', 'parse rules'],
  ['', ''],
])('a selection %j becomes the question %j', (selection, expected) => {
  expect(queryFromSelection(selection)).toBe(expected);
});

test.each([
  ['red', 'red'],
  [' RED ', 'red'],
  ['grey', 'gray'],
  ['constructor', 'blue'],
  ['url(javascript:1)', 'blue'],
  [undefined, 'blue'],
])('the colour %s is shown as %s', (name, expected) => {
  expect(triggerColorOf(name)).toBe(expected);
});

test('every colour is contributed with all four themes', () => {
  for (const { id, defaults } of triggerColorContributions()) {
    expect(id).toMatch(/^winnow\.trigger\.[a-z]+(?:Background)?$/);
    expect(Object.keys(defaults)).toEqual(['dark', 'light', 'highContrast', 'highContrastLight']);
  }
});
