import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_TRIGGERS } from '../../../server/src/engine/triggers/defaultRules.ts';
import { AppliedRules } from '../../../server/src/workspace/appliedRules.ts';
import { RULES_PATH } from '../../../server/src/workspace/rulesFile.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const rule = (name: string) => `immediate_triggers:\n  ${name}: { keywords: [bug], agents: [x] }\n`;
const BROKEN = 'immediate_triggers: [\n';

/** Each row: the file's texts one after the other (undefined: it is not there), and the first rule that applies then. */
const rows: readonly (readonly [string, readonly (string | undefined)[], readonly string[]])[] = [
  ['a good file, and a better one', [rule('a'), rule('b')], ['a', 'b']],
  ['broken YAML keeps what was', [rule('a'), BROKEN, rule('c')], ['a', 'a kept', 'c']],
  ['twice broken', [rule('a'), BROKEN, `${BROKEN}x`], ['a', 'a kept', 'a kept']],
  ['broken from the start', [BROKEN, rule('a')], ['debugging kept', 'a']],
  ['not one rule that can be read', [rule('a'), 'immediate_triggers: 7\n'], ['a', 'a kept']],
  ['one rule of two can be read', [`${rule('a')}compound_triggers:\n  b: {}\n`], ['a']],
  ['empty by intent', [rule('a'), ''], ['a', '']],
  ['no file', [undefined, rule('a'), undefined], ['debugging', 'a', 'debugging']],
  ['a file that went while it was broken', [BROKEN, undefined], ['debugging kept', 'debugging']],
];

test.each(rows)('%s', (_, texts, expected) => {
  const folder = temporaryFolder({ [RULES_PATH]: '' });
  const path = join(folder.path, RULES_PATH);
  let rules: AppliedRules | undefined;
  const told = texts.map((text) => {
    if (text === undefined) rmSync(path, { force: true });
    else writeFileSync(path, text);
    if (rules) expect(rules.reload()).toBe(true);
    rules ??= new AppliedRules([{ name: 'w', folder: folder.path }], true);
    expect(rules.reload()).toBe(false);
    expect(rules.path).toBe(text === undefined ? undefined : path);
    return `${rules.parsed.rules.immediate[0]?.name ?? ''}${rules.kept ? ' kept' : ''}`;
  });
  folder.remove();
  expect(told).toEqual(expected);
});

test('a workspace that is not trusted has the shipped rules', () => {
  const folder = temporaryFolder({ [RULES_PATH]: rule('a') });
  const rules = new AppliedRules([{ name: 'w', folder: folder.path }], false);
  folder.remove();
  expect([rules.source, rules.path, rules.kept]).toEqual([DEFAULT_TRIGGERS, undefined, false]);
});
