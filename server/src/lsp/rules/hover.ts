import type { RuleMatches } from '../../../../shared/src/protocol.ts';
import type { Span } from '../../engine/text/span.ts';
import type { AnyRule, KeywordField, RulePlace } from '../../engine/triggers/rule.ts';
import type { KnownAgent } from '../../workspace/agents.ts';
import { escapeMarkdown } from '../convert.ts';
import { keyAt } from './ruleKeyPath.ts';
import { FIRING_FIELDS, isCounted, rulePartAt } from './rulePart.ts';
import type { RulesView } from './rulesView.ts';
import { yamlContextAt } from './yamlContext.ts';

export interface RulesHover {
  /** Markdown; what comes from the workspace is escaped. */
  readonly markdown: string;
  readonly span: Span;
  /** The rule, and the keyword of it, whose matches would be told too. */
  readonly counted?: { readonly rule: string; readonly keyword?: string };
}

const MOST_FILES = 5;

/** What to say of an offset of a rules file; where something is counted, `describeMatches` says the rest. */
export function hoverAt(view: RulesView, offset: number, agents: readonly KnownAgent[]): RulesHover | undefined {
  const part = rulePartAt(view, offset);
  if (part?.kind === 'agent') return { markdown: describeAgent(part.name, agents), span: part.span };
  if (part?.kind === 'rule' || part?.kind === 'mention') {
    const { place, span } = part;
    return {
      markdown: describeRule(view, place),
      span,
      ...(isCounted(view, place) ? { counted: { rule: place.name } } : {}),
    };
  }
  if (part?.kind === 'keyword') {
    const { place, keyword, field, span } = part;
    const markdown = `“${escapeMarkdown(keyword)}”: ${FIELDS[field]} of **${escapeMarkdown(place.name)}**`;
    const counts = isCounted(view, place) && FIRING_FIELDS.has(field);
    return { markdown, span, ...(counts ? { counted: { rule: place.name, keyword } } : {}) };
  }
  return hoverOfKey(view.source, offset);
}

const FIELDS: Readonly<Record<KeywordField, string>> = {
  keywords: 'a keyword',
  pattern: 'a part of the pattern',
  all: 'one of all that must stand together',
  any: 'one of those of which any must stand there',
  none: 'a keyword that holds back hits',
  patterns: 'a pattern that silences',
  unless_contains: 'a keyword that lifts the silence',
  examples: 'an example',
  near_misses: 'a near miss',
};

function hoverOfKey(source: string, offset: number): RulesHover | undefined {
  const context = yamlContextAt(source, offset);
  if (!context || context.position !== 'key' || context.span.start === context.span.end) return undefined;
  const text = source.slice(context.span.start, context.span.end);
  const key = keyAt([...context.path, text]);
  if (!key) return undefined;
  const values = key.values ? `\n\nValues: ${key.values.map((value) => `\`${value}\``).join(', ')}` : '';
  return { markdown: `**${escapeMarkdown(key.key)}**\n\n${key.description}${values}`, span: context.span };
}

function describeAgent(name: string, agents: readonly KnownAgent[]): string {
  const head = `Agent **${escapeMarkdown(name)}**`;
  const known = agents.find((agent) => agent.name === name);
  if (known) return known.description === '' ? head : `${head}\n\n${escapeMarkdown(known.description)}`;
  return `${head}\n\nNo file of the workspace defines it.`;
}

function describeRule(view: RulesView, place: RulePlace): string {
  const rule = view.ruleAt(place);
  const head = `**${escapeMarkdown(place.name)}** · ${KINDS[place.section]}`;
  return [head, ...(rule ? detailsOf(rule) : ['It cannot be read as it is.'])].join('\n\n');
}

const KINDS: Readonly<Record<RulePlace['section'], string>> = {
  immediate_triggers: 'fires on any one of its keywords',
  compound_triggers: 'fires on several keywords together',
  context_triggers: 'fires on the document itself',
  negative_triggers: 'silences hits of other rules',
  priority_rules: 'orders what fired',
};

function detailsOf(rule: AnyRule): readonly string[] {
  if (!('kind' in rule)) return [];
  const description = rule.description === undefined ? [] : [escapeMarkdown(rule.description)];
  if (rule.kind === 'negative') {
    const silenced = rule.triggers.length === 0 ? 'all rules' : rule.triggers.map(escapeMarkdown).join(', ');
    return [...description, `Silences ${silenced} (scope: ${rule.scope})`];
  }
  const joint = rule.kind === 'compound' && rule.mode === 'parallel' ? ', ' : ' → ';
  return [...description, `Agents: ${rule.agents.map(escapeMarkdown).join(joint) || 'none'}`];
}

/** How often what was asked for stands in the workspace, and where most. */
export function describeMatches(matches: RuleMatches | undefined): string {
  if (!matches) return 'Save the file to have it counted in the workspace.';
  const { kind, files, count } = matches;
  const isWhole = kind === 'context';
  if (count === 0) return isWhole ? 'It fires in no file of the workspace.' : 'It fires nowhere in the workspace.';
  const top = files.slice(0, MOST_FILES).map((file) => {
    return `- ${escapeMarkdown(file.path)}${isWhole ? '' : ` (${file.count})`}`;
  });
  const rest = files.length > MOST_FILES ? [`- and ${files.length - MOST_FILES} more`] : [];
  const places = isWhole ? '' : `${plural(count, 'place')} of `;
  return [`It fires in ${places}${plural(files.length, 'file')}:`, '', ...top, ...rest].join('\n');
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
