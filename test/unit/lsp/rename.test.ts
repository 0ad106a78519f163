import { expect, test } from 'vitest';
import { renamableAt, renameEdits } from '../../../server/src/lsp/rules/rename.ts';
import { applyEdits } from '../../../server/src/lsp/rules/textEdit.ts';
import { viewAtCursor, viewOf } from './rulesText.ts';

const FILE = `immediate_triggers:
  b‸ugs: { keywords: [bug], agents: [bugs] }
  'slow': { keywords: [slow], agents: [x] }
compound_triggers:
  "both ways": { all: [bug, slow], agents: [x] }
context_triggers:
  languages: { go: [x] }
negative_triggers:
  quiet: { patterns: [a bug], triggers: [immediate_triggers.bugs, "bugs, slow"] }
priority_rules:
  - { condition: bugs, priority: 1 }
  - { condition: 'immediate_triggers.bugs', priority: 2 }
  - { condition: bugs or slow, priority: 3 }
`;

test('a rule is renamed at its key and wherever it is named, in the quotes that stand there', () => {
  const { view, offset } = viewAtCursor(FILE);
  expect(applyEdits(view.source, renameEdits(view, offset, ' big bugs '))).toBe(
    view.source
      .replace('  bugs:', '  big bugs:')
      .replace('[immediate_triggers.bugs,', '[immediate_triggers.big bugs,')
      .replace('"bugs, slow"', '"big bugs, slow"')
      .replace('condition: bugs,', 'condition: big bugs,')
      .replace("'immediate_triggers.bugs'", "'immediate_triggers.big bugs'"),
  );
});

test.each([
  ['condition: bu‸gs, p', 'broken', 'condition: broken, p'],
  ["'sl‸ow':", "it's", "'it''s':"],
  ['"both‸ ways":', 'a: b', '"a: b":'],
  ['qui‸et:', 'a: b', '"a: b":'],
])('%s to %s', (marked, newName, after) => {
  const { view, offset } = viewAtCursor(FILE.replace('‸', '').replace(marked.replace('‸', ''), marked));
  const renamed = applyEdits(view.source, renameEdits(view, offset, newName));
  expect(renamed).toContain(after);
  expect(viewOf(renamed).problems.length).toBe(view.problems.length);
});

test.each([
  ['slow', /already/],
  ['Quiet', /already/],
  ['', /characters/],
  ['a,b', /comma/],
  ['a\u0000b', /control/],
  ['compound_triggers', /section/],
])('%j is refused', (newName, reason) => {
  const { view, offset } = viewAtCursor(FILE);
  expect(() => renameEdits(view, offset, newName)).toThrow(reason);
});

test.each(['keywords: [b‸ug]', 'agents: [bu‸gs]', 'g‸o: [x]', 'bugs or s‸low', 'prio‸rity_rules'])(
  'nothing to rename at %s',
  (marked) => {
    const { view, offset } = viewAtCursor(FILE.replace('‸', '').replace(marked.replace('‸', ''), marked));
    expect(renamableAt(view, offset)).toBeUndefined();
  },
);
