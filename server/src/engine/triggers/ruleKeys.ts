import { RULE_COLORS, type RuleSection } from './rule.ts';

/** One key of a rules file, as it is explained to its author. */
export interface RuleKey {
  readonly key: string;
  readonly description: string;
  /** The values that it may have, where they can be listed. */
  readonly values?: readonly string[];
  /** What a value looks like. */
  readonly shape: KeyShape;
}

/** `texts`: a text or a list of texts, nested as it may be. `agents`: the same, of names. */
export type KeyShape = 'text' | 'texts' | 'agents' | 'flag' | 'pattern' | 'within' | 'priority' | 'rules';

const AGENTS: RuleKey = { key: 'agents', shape: 'agents', description: 'The agents that are called, in this order.' };
const DESCRIPTION: RuleKey = {
  key: 'description',
  shape: 'text',
  description: 'What the rule is for; shown where its keywords are hovered over.',
};
const COLOR: RuleKey = {
  key: 'color',
  shape: 'text',
  description: 'The colour in which its keywords are shown.',
  values: RULE_COLORS,
};
const samples = (example: string, nearMiss: string): readonly RuleKey[] => [
  { key: 'examples', shape: 'texts', description: `${example}. Checked while you type.` },
  { key: 'near_misses', shape: 'texts', description: `${nearMiss}. Checked while you type.` },
];
const FIRING_SAMPLES = samples('Texts on which the rule must fire', 'Texts on which the rule must not fire');

/** The sections of a rules file, each optional. */
export const SECTION_KEYS: readonly (Pick<RuleKey, 'description'> & { readonly key: keyof typeof RULE_KEYS })[] = [
  { key: 'immediate_triggers', description: 'Rules that fire on any one of their keywords.' },
  { key: 'compound_triggers', description: 'Rules that fire on several keywords together.' },
  { key: 'context_triggers', description: 'Rules about the document itself: its extension, language or content.' },
  { key: 'negative_triggers', description: 'Rules that silence hits of other rules.' },
  { key: 'priority_rules', description: 'The order of what fired: the highest priority first.' },
];

/** The keys of a rule, by section; of `context_triggers` the kinds of rules (see `CONTEXT_RULE_KEYS`). */
export const RULE_KEYS: Readonly<Record<RuleSection | 'priority_rules', readonly RuleKey[]>> = {
  immediate_triggers: [
    { key: 'keywords', shape: 'texts', description: 'Words and phrases, also in nested lists. Any one of them fires.' },
    AGENTS,
    COLOR,
    DESCRIPTION,
    ...FIRING_SAMPLES,
  ],
  compound_triggers: [
    {
      key: 'pattern',
      shape: 'pattern',
      description: 'What must stand together: `a + b | c` asks for a and for one of b and c; a list asks for all.',
    },
    { key: 'all', shape: 'pattern', description: 'All of these; an inner list is met by any one of its texts.' },
    { key: 'any', shape: 'texts', description: 'At least one of these.' },
    { key: 'none', shape: 'texts', description: 'None of these may stand in the same place.' },
    {
      key: 'within',
      shape: 'within',
      description:
        'How near they must stand to one another: in one line, one sentence, a number of words, or anywhere.',
      values: ['document', 'line', 'sentence', '8 words'],
    },
    AGENTS,
    { key: 'parallel', shape: 'flag', description: 'The agents may work at the same time.', values: ['true', 'false'] },
    {
      key: 'sequential',
      shape: 'flag',
      description: 'The agents work one after the other.',
      values: ['true', 'false'],
    },
    COLOR,
    DESCRIPTION,
    ...FIRING_SAMPLES,
  ],
  context_triggers: [
    {
      key: 'file_extensions',
      shape: 'rules',
      description: 'By extension or whole file name: `".js|.ts": [agents]`, `Dockerfile: [agents]`.',
    },
    { key: 'languages', shape: 'rules', description: 'By language identifier: `"typescript|go": [agents]`.' },
    {
      key: 'content_patterns',
      shape: 'rules',
      description: 'By regular expression (RE2 syntax): `"CREATE (TABLE|INDEX)": [agents]`. Runs under a time bound.',
    },
  ],
  negative_triggers: [
    { key: 'patterns', shape: 'texts', description: 'Words and phrases that silence other rules.' },
    {
      key: 'unless_contains',
      shape: 'texts',
      description: 'Keywords that lift the silence where they stand in its scope.',
    },
    {
      key: 'scope',
      shape: 'text',
      description: 'What is silenced: hits that the pattern overlaps, those on its lines, or all of the document.',
      values: ['match', 'line', 'document'],
    },
    { key: 'triggers', shape: 'texts', description: 'The rules that it silences; all when left out.' },
    {
      key: 'exclude_agents',
      shape: 'agents',
      description: 'Silences no hit; takes these agents out of the result instead.',
    },
    DESCRIPTION,
    ...samples('Texts in which the rule must hold', 'Texts in which the rule must not hold'),
  ],
  priority_rules: [
    {
      key: 'condition',
      shape: 'text',
      description: 'A rule, `section.RULE`, a section, an agent, or a phrase that must stand in the text.',
    },
    {
      key: 'priority',
      shape: 'priority',
      description: 'A number, the higher the sooner, or a list of agents who then come first.',
      values: ['critical', 'high', 'medium', 'low'],
    },
    DESCRIPTION,
  ],
};

/** The keys of a context rule that is written as a mapping rather than as a list of agents. */
export const CONTEXT_RULE_KEYS: readonly RuleKey[] = [
  AGENTS,
  DESCRIPTION,
  ...samples(
    'File names, languages or contents on which the rule must fire',
    'File names, languages or contents on which the rule must not fire',
  ),
];

export function keyNames(keys: readonly { readonly key: string }[]): readonly string[] {
  return keys.map(({ key }) => key);
}
