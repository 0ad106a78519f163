import { UserError } from '../../base/errors.ts';
import type { Span } from '../../engine/text/span.ts';
import { SECTION_KEYS } from '../../engine/triggers/ruleKeys.ts';
import type { RulePlace } from '../../engine/triggers/rule.ts';
import { mentions, rulePartAt } from './rulePart.ts';
import type { RulesView } from './rulesView.ts';
import type { TextEdit } from './textEdit.ts';
import { toYamlText } from './yamlText.ts';

const MOST_NAME_LENGTH = 200;

/** The name that would be renamed at an offset; `undefined` where there is none, or it is more than a name. */
export function renamableAt(
  view: RulesView,
  offset: number,
): { readonly place: RulePlace; readonly span: Span } | undefined {
  const part = rulePartAt(view, offset);
  if (part?.kind !== 'rule' && part?.kind !== 'mention') return undefined;
  // The key of a context rule is what it asks for.
  return part.place.section === 'context_triggers' ? undefined : { place: part.place, span: part.span };
}

/** A rule's new name at its key and wherever other rules name it. */
export function renameEdits(view: RulesView, offset: number, newName: string): readonly TextEdit[] {
  const found = renamableAt(view, offset);
  if (!found) throw new UserError('there is no rule here that could be renamed');
  const { place } = found;
  const name = newName.trim();
  if (name === place.name) return [];
  refuse(view, place, name);
  const uses = mentions(view).filter((mention) => mention.place === place);
  return [
    { span: place.nameSpan, newText: respelt(view, place.nameSpan, name) },
    ...uses.map(({ text, span }) => {
      const prefix = text.length > place.name.length ? text.slice(0, text.length - place.name.length) : '';
      return { span, newText: respelt(view, span, prefix + name) };
    }),
  ];
}

function refuse(view: RulesView, place: RulePlace, name: string): void {
  if (name === '' || name.length > MOST_NAME_LENGTH)
    throw new UserError(`give a name of 1 to ${MOST_NAME_LENGTH} characters`);
  if (/[\p{Cc}\p{Surrogate},\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name))
    throw new UserError('a name of a rule has no comma and no control character');
  if (SECTION_KEYS.some(({ key }) => key === name || name.startsWith(`${key}.`)))
    throw new UserError(`“${name}” is the name of a section: give another`);
  const named = view.places.filter(({ section }) => section !== 'priority_rules');
  if (named.some((other) => other.name.toLowerCase() === name.toLowerCase() && other !== place))
    throw new UserError(`there is a rule “${name}” already: give another name`);
  if (named.some((other) => other.name === place.name && other !== place))
    throw new UserError(`two rules are called “${place.name}”: rename this one by hand`);
}

/** In the quotes that the old name has. */
function respelt(view: RulesView, span: Span, name: string): string {
  const first = view.source[span.start];
  return toYamlText(name, first === '"' || first === "'" ? first : '');
}
