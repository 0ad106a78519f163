import type { RuleMatches } from '../../../../shared/src/protocol.ts';
import type { RulePlace } from '../../engine/triggers/rule.ts';
import { plural } from './hover.ts';
import { isCounted } from './rulePart.ts';
import type { RulesView } from './rulesView.ts';

/** The rules over which a lens tells where they fire. */
export function rulesWithLens(view: RulesView): readonly RulePlace[] {
  return view.places.filter((place) => isCounted(view, place));
}

/** `undefined`: the rule is not among those that apply, as one that was not saved yet. */
export function lensTitle(matches: RuleMatches | undefined): string {
  if (!matches) return 'counted when saved';
  const { kind, count } = matches;
  if (count === 0) return 'fires nowhere in the workspace';
  return `fires in ${plural(count, kind === 'context' ? 'file' : 'place')}`;
}
