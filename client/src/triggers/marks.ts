import type { Range, TriggerHitInfo, TriggersResult } from '../../../shared/src/protocol.ts';
import { triggerColorOf, type TriggerColor } from './triggerColors.ts';

/** A minified file has everything on one visible line: more marks than this help nobody. */
const MOST_MARKS = 5000;

/**
 * The ranges to mark, by colour. Where several rules hit the same words there is one mark: of the rule with the highest
 * priority among those that name a colour.
 */
export function marksByColor({
  hits,
  fired,
}: Pick<TriggersResult, 'hits' | 'fired'>): ReadonlyMap<TriggerColor, readonly Range[]> {
  const order = new Map(fired.toReversed().map(({ rule }, at) => [rule, fired.length - at]));
  const rank = ({ rule, color }: TriggerHitInfo): number =>
    (order.get(rule) ?? fired.length + 1) + (color === undefined ? fired.length + 1 : 0);
  const best = new Map<string, TriggerHitInfo>();
  for (const hit of hits) {
    const place = placeOf(hit.range);
    const known = best.get(place);
    if (known === undefined ? best.size < MOST_MARKS : rank(hit) < rank(known)) best.set(place, hit);
  }
  const marks = new Map<TriggerColor, Range[]>();
  for (const { color, range } of best.values()) {
    const name = triggerColorOf(color);
    const ranges = marks.get(name);
    if (ranges === undefined) marks.set(name, [range]);
    else ranges.push(range);
  }
  return marks;
}

const placeOf = ({ start, end }: Range): string => `${start.line}:${start.character}-${end.line}:${end.character}`;
