import type { Span } from '../../engine/text/span.ts';
import { SECTION_KEYS } from '../../engine/triggers/ruleKeys.ts';
import type { KnownAgent } from '../../workspace/agents.ts';
import { isContextRule, keyAt, keysUnder, type ExplainedKey } from './ruleKeyPath.ts';
import { namesInRules, type NamedRule } from './ruleNames.ts';
import { yamlContextAt, type YamlContext } from './yamlContext.ts';
import { toYamlText } from './yamlText.ts';

/** Something that can be written at an offset. */
export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'rule' | 'agent';
  /** Beside the label. */
  readonly detail?: string;
  /** Plain text. */
  readonly documentation?: string;
  /** Replaces `span`. */
  readonly newText: string;
  readonly span: Span;
}

/** What can stand at an offset of a rules file, which may be half written. */
export function completionsAt(source: string, offset: number, agents: readonly KnownAgent[]): readonly Completion[] {
  const context = yamlContextAt(source, offset);
  if (!context) return [];
  const suggested = context.position === 'key' ? keySuggestions(context) : valueSuggestions(context, source, agents);
  return suggested.map((one) => ({ ...one, newText: fit(one.newText, one.kind, context, source), span: context.span }));
}

type Suggestion = Omit<Completion, 'span'>;

function keySuggestions({ path, siblings }: YamlContext): readonly Suggestion[] {
  // A value on the line after its key looks like a key.
  const value = keyAt(path);
  if (value?.values) return valuesOf(value);
  return keysUnder(path)
    .filter(({ key }) => !siblings.includes(key))
    .map((key) => ({
      label: key.key,
      kind: 'key' as const,
      documentation: key.description,
      ...(key.shape === undefined ? {} : { detail: SHAPES[key.shape] }),
      newText: key.shape === undefined || key.shape === 'rules' ? `${key.key}:` : `${key.key}: `,
    }));
}

const SHAPES: Readonly<Record<NonNullable<ExplainedKey['shape']>, string>> = {
  text: 'text',
  texts: 'list of texts',
  agents: 'list of agents',
  flag: 'true or false',
  pattern: 'pattern or lists of texts',
  within: 'distance',
  priority: 'number or list of agents',
  rules: 'mapping',
};

function valueSuggestions(context: YamlContext, source: string, agents: readonly KnownAgent[]): readonly Suggestion[] {
  const { path, inList } = context;
  if (inList && path.length === 1 && path[0] === 'priority_rules')
    return keySuggestions({ ...context, position: 'key' });
  const key = keyAt(path);
  if (isContextRule(path) || key?.shape === 'agents') return agentSuggestions(agents);
  if (key?.shape === 'priority') return inList ? agentSuggestions(agents) : valuesOf(key);
  const names = () => namesInRules(source);
  if (key?.key === 'triggers') return names().filter(canBeSilenced).map(ruleSuggestion);
  if (key?.key === 'condition') {
    const sections = SECTION_KEYS.slice(0, 3).map((section) => valueSuggestion(section.key, section.description));
    return [...names().filter(canBeSilenced).map(ruleSuggestion), ...sections, ...agentSuggestions(agents)];
  }
  return key ? valuesOf(key) : [];
}

function valuesOf({ values, description }: ExplainedKey): readonly Suggestion[] {
  return (values ?? []).map((value) => valueSuggestion(value, description));
}

function valueSuggestion(value: string, documentation: string): Suggestion {
  return { label: value, kind: 'value', documentation, newText: value };
}

function canBeSilenced({ section }: NamedRule): boolean {
  return section !== 'negative_triggers';
}

function ruleSuggestion({ name, section }: NamedRule): Suggestion {
  return { label: name, kind: 'rule', detail: section, newText: name };
}

function agentSuggestions(agents: readonly KnownAgent[]): readonly Suggestion[] {
  return agents.map(({ name, description }) => ({
    label: name,
    kind: 'agent',
    ...(description === '' ? {} : { documentation: description }),
    newText: name,
  }));
}

/** Quoted where that is needed; after a colon, which wants a space. */
function fit(text: string, kind: Completion['kind'], { span, quote, position }: YamlContext, source: string): string {
  const isPlain = kind === 'value' && quote === '';
  const written = kind === 'key' ? keyText(text, source, span) : isPlain ? text : toYamlText(text, quote);
  return position === 'value' && source[span.start - 1] === ':' ? ` ${written}` : written;
}

/** Without the colon where one stands already. */
function keyText(text: string, source: string, { end }: Span): string {
  return /^[ \t]*:/.test(source.slice(end, end + 10)) ? text.replace(/:\s*$/, '') : text;
}
