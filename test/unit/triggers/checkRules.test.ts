import { describe, expect, test } from 'vitest';
import type { CheckOptions } from '../../../server/src/engine/triggers/checkContext.ts';
import { checkRules } from '../../../server/src/engine/triggers/checkRules.ts';
import { DEFAULT_TRIGGERS } from '../../../server/src/engine/triggers/defaultRules.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { mark, unmark } from './run.ts';

/** A rules file in which the expected problems stand in brackets, and what they say. */
type Row = readonly [sample: string, problems: readonly string[]];

function check(sample: string, problems: readonly string[], options: CheckOptions = {}): void {
  const source = unmark(sample);
  const parsed = parseRules(source);
  expect(parsed.problems).toEqual([]);
  const found = checkRules(parsed, options);
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual(problems);
  expect(mark(source, found)).toBe(sample);
}

const immediate = (...rules: readonly string[]) => `immediate_triggers: { ${rules.join(', ')} }`;
const compound = (body: string) => `compound_triggers: { both: { agents: [a], ${body} } }`;
const SILENCED = 'can never fire: negative rules without unless_contains silence all that it asks for';

describe('keywords', () => {
  const rows: readonly Row[] = [
    [
      immediate('r: { keywords: [crash, [Crash Dump, ⟦CRASH⟧]], agents: [a] }'),
      ['duplicate: “CRASH” stands twice in keywords of r: leave one out'],
    ],
    [immediate('r: { keywords: [a crash, a  crash loop], agents: [a] }'), []],
    [compound('all: [[deploy, ship], [deploy, release]]'), []],
    [
      immediate('one: { keywords: [crash, leak], agents: [a] }', '⟦two⟧: { keywords: [leak, Crash], agents: [b] }'),
      ['duplicate-rule: two has the same keywords as one: make one rule of them'],
    ],
    [
      `${compound('all: [x1, y1]').slice(0, -1)}, ⟦again⟧: { pattern: X1 + Y1, agents: [b] }, line: { all: [x1, y1], within: line, agents: [b] } }`,
      ['duplicate-rule: again has the same keywords as both: make one rule of them'],
    ],
    [
      immediate('r: { keywords: [⟦io⟧, ⟦Test⟧, ⟦the⟧, 修复, c++], agents: [a] }'),
      [
        'over-broad: “io” is too short: it stands in names and abbreviations of any kind: take a longer phrase, or ask for a second keyword in a compound rule',
        'over-broad: “Test” is a word of nearly every program: take a longer phrase, or ask for a second keyword in a compound rule',
        'over-broad: “the” is a word of nearly every English sentence: take a longer phrase, or ask for a second keyword in a compound rule',
      ],
    ],
    [compound('all: [code, test]'), []],
    [
      'negative_triggers: { far: { patterns: [⟦code⟧, what is] }, near: { patterns: [code], scope: match } }',
      ['over-broad: “code” is a word of nearly every program: take a longer phrase'],
    ],
    [
      compound('any: [⟦code⟧, review]'),
      [
        'over-broad: “code” is a word of nearly every program: take a longer phrase, or ask for a second keyword in a compound rule',
      ],
    ],
  ];
  test.each(rows)('%s', (sample, problems) => check(sample, problems));
});

describe('reach', () => {
  const bugs = 'bugs: { keywords: [crash, memory leak], agents: [a, b] }';
  const negative = (body: string) => `negative_triggers: { calm: { ${body} } }`;
  const rows: readonly Row[] = [
    [`${immediate(`⟦bugs⟧${bugs.slice(4)}`)}\n${negative('patterns: [crash, leak]')}`, [`dead: bugs ${SILENCED}`]],
    [`${immediate(bugs)}\n${negative('patterns: [crash]')}`, []],
    [`${immediate(bugs)}\n${negative('patterns: [crash, leak], unless_contains: [fix]')}`, []],
    [
      `${immediate(bugs, 'other: { keywords: [slow], agents: [c] }')}\n${negative('patterns: [crash, leak], triggers: [other]')}`,
      [],
    ],
    [
      `${immediate(`⟦bugs⟧${bugs.slice(4)}`)}\n${negative('patterns: [crash, leak], triggers: [immediate_triggers.bugs, ⟦nobody⟧]')}`,
      [`dead: bugs ${SILENCED}`, 'unknown-rule: calm: no rule “nobody”'],
    ],
    [
      `${compound('all: [[crash], slow]').replace('both', '⟦both⟧')}\n${negative('patterns: [crash]')}`,
      [`dead: both ${SILENCED}`],
    ],
    [
      compound('all: [fast crash, slow], none: [crash]').replace('both', '⟦both⟧'),
      ['dead: both can never fire: its own none stands in what it asks for'],
    ],
    [
      `${immediate(bugs)}\nnegative_triggers: { ⟦calm⟧: { patterns: [how to fix], unless_contains: [fix] } }`,
      ['dead: calm never holds: an unless_contains keyword stands in each of its patterns'],
    ],
    [
      `${immediate(bugs)}\nnegative_triggers: { ⟦calm⟧: { patterns: [how to], exclude_agents: [A] } }`,
      ['dead: calm excludes only agents that no rule calls: check how they are spelt'],
    ],
    [
      immediate(bugs, '⟦less⟧: { keywords: [crash dump, huge memory leak], agents: [b] }'),
      ['shadowed: less adds nothing to bugs, which fires wherever it does and calls the same agents'],
    ],
    [immediate(bugs, 'less: { keywords: [crash dump], agents: [c] }'), []],
    [immediate(bugs, 'less: { keywords: [crash dump], agents: [b], color: red }'), []],
    [immediate(bugs, 'less: { keywords: [crash dump, slow], agents: [b] }'), []],
    [
      `${immediate(bugs, 'less: { keywords: [crash dump], agents: [b] }')}\npriority_rules: [{ condition: less, priority: 1 }]`,
      [],
    ],
  ];
  test.each(rows)('%s', (sample, problems) => check(sample, problems));
});

describe('priorities', () => {
  const rules = `${immediate('bugs: { keywords: [crash], agents: [a, b] }', 'pace: { keywords: [slow], agents: [c] }')}\n`;
  const rows: readonly Row[] = [
    ['{ condition: bugs, priority: 1 }, { condition: crash, priority: 2 }, { condition: a, priority: 3 }', []],
    [
      '{ condition: ⟦bugz⟧, priority: 1 }',
      ['dead: “bugz” raises nothing: it is no rule, section, agent or keyword: check how it is spelt'],
    ],
    [
      '{ condition: ⟦immediate_triggers.bugz⟧, priority: 1 }',
      ['dead: “immediate_triggers.bugz” raises nothing: there is no rule “bugz” in that section'],
    ],
    [
      '{ condition: ⟦compound_triggers⟧, priority: 1 }',
      ['dead: “compound_triggers” raises nothing: there are no compound rules'],
    ],
    ['{ condition: outage or fire, priority: [c, nobody] }', []],
    ['{ condition: ⟦outage⟧, priority: [nobody] }', ['dead: “outage” raises nothing: no rule calls any of its agents']],
    [
      '{ condition: bugs, priority: 1 }, { condition: ⟦Bugs⟧, priority: 5 }',
      ['priority-conflict: “Bugs” has the priorities 1 and 5, of which 5 counts: leave one out'],
    ],
    [
      '{ condition: bugs, priority: 1 }, { condition: ⟦bugs⟧, priority: 1 }',
      ['duplicate: “bugs” stands here twice: leave one out'],
    ],
    [
      '{ condition: outage, priority: [a, b, c] }, { condition: fire, priority: [c, ⟦a⟧] }',
      ['priority-conflict: c before a here, after it under “outage”, which counts where both hold: order them alike'],
    ],
  ];
  test.each(rows)('%s', (sample, problems) => check(`${rules}priority_rules: [${sample}]`, problems));
});

describe('samples', () => {
  const bugs = (body: string) => immediate(`bugs: { keywords: [crash], agents: [a], ${body} }`);
  const calm = 'negative_triggers: { calm: { patterns: [how to], unless_contains: [fix] } }';
  const rows: readonly Row[] = [
    [bugs('examples: [it crash-loops, "Crash!"], near_misses: [crashing]'), []],
    [
      bugs('examples: [a crash, ⟦it crashes⟧]'),
      ['example: bugs does not fire on this example: none of its keywords stands in it'],
    ],
    [bugs('near_misses: [⟦a crash⟧]'), ['near-miss: bugs fires on this near miss: keyword “crash”']],
    [
      `${bugs('examples: [⟦how to crash⟧, how to fix a crash]')}\n${calm}`,
      ['example: bugs does not fire on this example: silenced by “calm” on line 1'],
    ],
    [
      compound('all: [slow, query], within: line, examples: [⟦"slow\\nquery"⟧, ⟦slow⟧]'),
      [
        'example: both does not fire on this example: its keywords stand here, but not within one line',
        'example: both does not fire on this example: “slow” stands here, but not “query”',
      ],
    ],
    [
      'negative_triggers: { calm: { patterns: [how to], unless_contains: [fix], examples: [how to, ⟦how to fix⟧, ⟦what⟧], near_misses: [⟦how to⟧, fix] } }',
      [
        'example: calm does not hold on this example: lifted by “fix”',
        'example: calm does not hold on this example: none of its patterns stands in it',
        'near-miss: calm holds on this near miss: a pattern stands in it',
      ],
    ],
    [
      'context_triggers: { file_extensions: { .ts: { agents: [a], examples: [x.ts, ⟦x.tsx⟧] } }, languages: { go: { agents: [a], near_misses: [golang, ⟦go⟧] } } }',
      [
        'example: .ts does not fire on this example: it does not match',
        'near-miss: go fires on this near miss: language go',
      ],
    ],
    ['context_triggers: { content_patterns: { a+: { agents: [a], examples: [b] } } }', []],
  ];
  test.each(rows)('%s', (sample, problems) => check(sample, problems));

  test('of content patterns, by the outcome that the caller brings', () => {
    const sample = 'context_triggers: { content_patterns: { a+: { agents: [a], examples: [a, ⟦b⟧] }, ⟦"[z"⟧: [a] } }';
    const contentOf = (text: string) => ({ matched: new Set(text === 'a' ? ['a+'] : []), undecided: new Map() });
    check(
      sample.replace('"[z"', 'z'),
      ['example: a+ does not fire on this example: it does not match', 'pattern: The pattern cannot be run: too large'],
      { contentOf, patternFaults: new Map([['z', 'too large']]) },
    );
  });
});

test('a problem that is about two places names the other', () => {
  const source = immediate('one: { keywords: [crash], agents: [a] }', 'two: { keywords: [crash], agents: [a] }');
  const [problem] = checkRules(parseRules(source));
  expect(source.slice(problem?.related?.start, problem?.related?.end)).toBe('one');
});

test('the shipped rules have no problem, and each firing rule has an example and a near miss', () => {
  const parsed = parseRules(DEFAULT_TRIGGERS);
  expect(checkRules(parsed)).toEqual([]);
  const { immediate: alone, compound: together, negative } = parsed.rules;
  for (const { examples, nearMisses } of [...alone, ...together, ...negative]) {
    expect(examples).toBeDefined();
    expect(nearMisses).toBeDefined();
  }
});
