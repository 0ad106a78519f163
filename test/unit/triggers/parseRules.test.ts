import { describe, expect, test } from 'vitest';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { mark, unmark } from './run.ts';

/** Parses a sample in which the expected problems stand in brackets, and gives their messages. */
function problemsOf(sample: string): string[] {
  const source = unmark(sample);
  const { problems } = parseRules(source);
  expect(mark(source, problems)).toBe(sample);
  return problems.map(({ severity, message }) => `${severity}: ${message}`);
}

describe('problems stand at their places', () => {
  const ok = 'keywords: [k], agents: [a]';
  const rows: readonly (readonly [sample: string, problems: readonly string[]])[] = [
    ['', []],
    ['# nothing yet\n', []],
    ['immediate_triggers:\ncompound_triggers: {}\npriority_rules: []\n', []],
    ['⟦text⟧', ['error: A rules file must be a mapping (NAME: …)']],
    [
      '⟦learning⟧: 1',
      [
        'warning: A rules file: unknown key “learning”, known are immediate_triggers, compound_triggers, context_triggers, negative_triggers, priority_rules',
      ],
    ],
    ['immediate_triggers: ⟦[a]⟧', ['error: immediate_triggers must be a mapping (NAME: …)']],
    [`immediate_triggers: { ⟦r⟧: { agents: [a] } }`, ['error: r has no keywords: it can never fire']],
    [`immediate_triggers: { ⟦r⟧: { keywords: [k] } }`, ['warning: r calls no agents']],
    [
      `immediate_triggers: { r: { ${ok}, ⟦colour⟧: red } }`,
      ['warning: r: unknown key “colour”, known are keywords, agents, color, description, examples, near_misses'],
    ],
    [
      `immediate_triggers: { r: { ${ok}, ⟦color⟧: mauve } }`,
      ['warning: Colours are red, orange, yellow, green, cyan, blue, purple, pink, gray'],
    ],
    [`immediate_triggers: { r: { ${ok} }, ⟦r⟧: { ${ok} } }`, ['warning: “r” stands here twice: the last one counts']],
    [
      'immediate_triggers: { r: { keywords: [k, ⟦{ x: y }⟧], agents: [a] } }',
      ['error: r.keywords must be texts: put it in quotes'],
    ],
    ['immediate_triggers: { r: { keywords: [k, ⟦"\\u202eevil"⟧], agents: [a] } }', ['error: “�evil…” is not text']],
    [
      'compound_triggers: { ⟦c⟧: { none: [x], agents: [a] } }',
      ['error: c asks for no keyword: give it a pattern, all or any'],
    ],
    [
      'compound_triggers: { c: { all: [x], agents: [a], ⟦within⟧: soon } }',
      ['error: within is document, line, sentence or a number of words (8 words)'],
    ],
    [
      'compound_triggers: { c: { all: [x], agents: [a], ⟦parallel⟧: true, sequential: true } }',
      ['warning: Both parallel and sequential: read as sequential'],
    ],
    ['context_triggers: { file_extensions: { ⟦.ts⟧: [] } }', ['warning: .ts calls no agents']],
    [
      'context_triggers: { content_patterns: { ⟦"(a"⟧: [x], b: [y] } }',
      ['error: The pattern is no regular expression: Invalid regular expression: /(a/: Unterminated group'],
    ],
    ['negative_triggers: { ⟦n⟧: { scope: line } }', ['error: n has no patterns: it silences nothing']],
    ['negative_triggers: { n: { patterns: [p], ⟦scope⟧: word } }', ['error: scope is match, line or document']],
    [
      'context_triggers: { content_patterns: { ⟦"a(?=b)"⟧: [x] } }',
      ['error: The pattern cannot be run: leave out the look-around “(?=”, “(?!”, “(?<=” or “(?<!”'],
    ],
    [
      'context_triggers: { content_patterns: { ⟦(a)\\1⟧: [x], "\\\\(?=|[(?=]|(?i)x|(?P<n>y)": [x] } }',
      ['error: The pattern cannot be run: leave out the back-reference, and write what it repeats once more'],
    ],
    [
      'priority_rules: [ ⟦x⟧ ]',
      ['error: A priority rule must be a mapping (NAME: …)', 'error: A priority rule needs a condition and a priority'],
    ],
    [
      'priority_rules: [ { condition: c, priority: ⟦soon⟧ } ]',
      ['error: A priority is a number, the higher the sooner, or a list of agents'],
    ],
  ];
  test.each(rows)('%j', (sample, problems) => {
    expect(problemsOf(sample)).toEqual(problems);
  });
});

test('what is wrong leaves the rest alone', () => {
  const { rules, problems } = parseRules(`immediate_triggers:
  broken: { agents: [a] }
  good: { keywords: [[a, 404], [b, [c]], a], agents: "x, y", description: why, color: Red }
  unclosed: { keywords: ["a }
priority_rules: 7
`);
  expect(problems.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(1);
  expect(rules.immediate[0]).toEqual({
    kind: 'immediate',
    name: 'good',
    keywords: ['a', '404', 'b', 'c'],
    agents: ['x', 'y'],
    description: 'why',
    color: 'red',
  });
});

describe('older files', () => {
  const compound = (body: string) => parseRules(`compound_triggers: { c: { ${body} } }`).rules.compound[0];
  test.each([
    ['pattern: a + b, agents: [x], parallel: true', { all: [['a'], ['b']], mode: 'parallel', agents: ['x'] }],
    ['pattern: [a, [b, c]], agents: [x], sequential: true', { all: [['a'], ['b', 'c']], mode: 'sequential' }],
    ['pattern: [a], agents: [x], parallel: false', { mode: 'sequential' }],
    ['pattern: [a], agents: [x], sequential: false', { mode: 'parallel' }],
    ['pattern: [a], sequential: [x, y]', { mode: 'sequential', agents: ['x', 'y'] }],
    ['pattern: [a], agents: z, parallel: [x, y]', { mode: 'parallel', agents: ['z', 'x', 'y'] }],
    ['pattern: a AND b | NOT, none: z, agents: [x]', { all: [['a'], ['b', 'NOT']], none: ['z'] }],
    ['all: [a], within: 8 words, agents: [x]', { within: { unit: 'words', count: 8 } }],
    ['all: [a], within: Sentence, agents: [x]', { within: { unit: 'sentence' } }],
  ])('%s', (body, expected) => {
    expect(compound(body)).toMatchObject(expected);
  });

  test('lists without brackets are read, and the offsets of problems stay those of the file', () => {
    const source = `immediate_triggers:
  slow:
    keywords:
      - "slow", "speed" # words
      - 'it''s', "a, \\"b\\""
    agents: [x]
    bogus: 1
`;
    const { rules, problems } = parseRules(source);
    expect(rules.immediate[0]?.keywords).toEqual(['slow', 'speed', "it's", 'a, "b"']);
    expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning']);
    expect(problems.map(({ start, end }) => source.slice(start, end))).toEqual(['"', "'", 'bogus']);
  });

  test('aliases stand for what they name', () => {
    const { rules, problems } = parseRules(
      'immediate_triggers: { one: { keywords: &k [a, b], agents: &x [y] }, two: { keywords: [*k, c], agents: *x } }',
    );
    expect(problems).toEqual([]);
    expect(rules.immediate[1]).toMatchObject({ keywords: ['a', 'b', 'c'], agents: ['y'] });
  });
});

describe('hostile files', () => {
  const rows: readonly (readonly [name: string, source: string, problem: string])[] = [
    ['too large', ' '.repeat(1_000_001), 'larger than 1 MB'],
    ['deep', `immediate_triggers: ${'['.repeat(15_000)}`, 'nested too deeply'],
    ['too much', '- k\n'.repeat(20_000), 'holds too much'],
    ['commas', `[${','.repeat(15_000)}`, 'This is no YAML'],
    ['closing brackets', ']'.repeat(15_000), 'This is no YAML'],
    ['quotes', '"'.repeat(15_000), 'This is no YAML'],
    ['aliases of nothing', '*a '.repeat(5000), 'This is no YAML'],
    ['anchors', '&a '.repeat(5000), 'This is no YAML'],
    ['directives', '%x\n'.repeat(5000), 'This is no YAML'],
    ['a list in itself', 'immediate_triggers: { r: { keywords: &a [*a], agents: [x] } }', 'nested too deeply'],
    [
      'a bomb of aliases',
      `${Array.from('abcdefg')
        .map((name, at) => `${name}: &${name} [${`*${'xabcdefg'[at]}, `.repeat(5)}k${at}]`)
        .join('\n')}\nimmediate_triggers: { r: { keywords: *g, agents: [x] } }`,
      'unknown key',
    ],
    [
      'too many keywords',
      `immediate_triggers:\n  r: { agents: [x], keywords: &k [${Array.from({ length: 1000 }, (_, at) => `k${at}`).join()}] }
${Array.from({ length: 20 }, (_, at) => `  r${at}: { agents: [x], keywords: *k }\n`).join('')}`,
      'More than 20000 keywords',
    ],
    ['a long keyword', `immediate_triggers: { r: { keywords: [${'k'.repeat(201)}], agents: [x] } }`, 'longer than 200'],
  ];
  test.each(rows)('%s', (_, source, problem) => {
    expect(
      parseRules(source)
        .problems.map(({ message }) => message)
        .join('\n'),
    ).toContain(problem);
  });
});

test('places: every rule, its keywords and its agents, each where it stands', () => {
  const sample = `priority_rules: [{ condition: ⟦debugging⟧, priority: [⟦a⟧] }]
immediate_triggers:
  ⟦debugging⟧:
    keywords: [⟦bug⟧, [⟦"memory leak"⟧, ⟦bug⟧]]
    agents: ⟦a⟧, ⟦b⟧
    examples: [⟦a bug⟧]
  ⟦dead⟧: {}
compound_triggers: { ⟦both⟧: { pattern: ⟦a⟧ + ⟦b⟧ | ⟦a⟧, none: ⟦c⟧, agents: [⟦x⟧] } }
context_triggers: { languages: { ⟦typescript|go⟧: { agents: ⟦web⟧, near_misses: ⟦python⟧ } } }
negative_triggers: { ⟦calm⟧: { patterns: ⟦how to⟧, unless_contains: ⟦fix⟧, triggers: [⟦debugging⟧] } }
`;
  const source = unmark(sample);
  const { places } = parseRules(source);
  const spans = places.flatMap(({ nameSpan, keywords, agents, triggers }) => [
    nameSpan,
    ...[...keywords, ...agents, ...triggers].map(({ span }) => span),
  ]);
  expect(mark(source, spans)).toBe(sample);
  expect(places.map(({ section, name }) => `${section}.${name}`)).toEqual([
    'priority_rules.debugging',
    'immediate_triggers.debugging',
    'immediate_triggers.dead',
    'compound_triggers.both',
    'context_triggers.typescript|go',
    'negative_triggers.calm',
  ]);
  expect(places[1]?.keywords.map(({ field, text }) => `${field} ${text}`)).toEqual([
    'keywords bug',
    'keywords memory leak',
    'keywords bug',
    'examples a bug',
  ]);
  expect(places.map(({ span }) => source.slice(span.start, span.end).split('\n').at(-1))).toEqual([
    '{ condition: debugging, priority: [a] }',
    '    examples: [a bug]',
    'dead: {}',
    'both: { pattern: a + b | a, none: c, agents: [x] }',
    'typescript|go: { agents: web, near_misses: python }',
    'calm: { patterns: how to, unless_contains: fix, triggers: [debugging] }',
  ]);
});
