import { expect, test } from 'vitest';
import { phrasesAround, silenceEdit } from '../../../server/src/lsp/rules/silence.ts';
import { applyEdits } from '../../../server/src/lsp/rules/textEdit.ts';
import { parseMarked } from '../../helpers/marked.ts';
import { viewOf } from './rulesText.ts';

test.each([
  ['in «slow» motion', ['slow motion', 'in slow']],
  ['«slow»  motion, then', ['slow  motion']],
  ['a very «slow».', ['very slow']],
  ['«slow»\nmotion', []],
  ['is_«slow»_now', []],
  [`«slow» ${'a'.repeat(50)}`, []],
])('phrases around the keyword of %j', (marked, phrases) => {
  const { text, spans } = parseMarked(marked);
  expect(phrasesAround(text, spans[0]!).map(({ start, end }) => text.slice(start, end))).toEqual(phrases);
});

const RULE = 'immediate_triggers:\n  slow: { keywords: [slow], agents: [x] }\n';
const NEW = '  not_slow:\n    patterns: [slow motion]\n    scope: match\n    triggers: [slow]\n';

/** Each row: a rules file, and the file in which “slow motion” is silent. */
const rows: readonly (readonly [name: string, source: string, after: string])[] = [
  ['no negative rules', RULE, `${RULE}\nnegative_triggers:\n${NEW}`],
  ['no line break at the end', RULE.trimEnd(), `${RULE}\nnegative_triggers:\n${NEW}`],
  [
    'others',
    `${RULE}negative_triggers: # those\n  not_slow: { patterns: [x] }\n`,
    `${RULE}negative_triggers: # those\n${NEW.replace('not_slow', 'not_slow_2')}  not_slow: { patterns: [x] }\n`,
  ],
  [
    'one that does just this',
    `${RULE}negative_triggers:\n  n: { patterns: [slow food], scope: match, triggers: [slow] }\n`,
    `${RULE}negative_triggers:\n  n: { patterns: [slow food, slow motion], scope: match, triggers: [slow] }\n`,
  ],
];

test.each(rows)('silence beside %s', (_, source, after) => {
  const edit = silenceEdit(viewOf(source), 'slow', 'slow  motion');
  expect(edit && applyEdits(source, [edit])).toBe(after);
});

test.each([
  ['negative rules in braces', `${RULE}negative_triggers: { n: { patterns: [x] } }\n`],
  ['a broken file', `${RULE}x: [\n`],
])('no edit of %s', (_, source) => {
  expect(silenceEdit(viewOf(source), 'slow', 'slow motion')).toBeUndefined();
});
