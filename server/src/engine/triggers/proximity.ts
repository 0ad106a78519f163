import { merged, type KeywordHits } from './keywordHits.ts';
import type { CompoundRule } from './rule.ts';
import type { TextScopes } from './textScopes.ts';

/** Ranks of the hits of a compound rule, rising: one list a group, and those that hold it back. */
export interface CompoundHits {
  readonly groups: readonly Int32Array[];
  readonly none: Int32Array;
}

export interface ProximityResult {
  /** Ranks of the hits that stand together as the rule asks, each once, rising; empty when none do. */
  readonly hits: Int32Array;
  /** Where nothing was found: a keyword of `none` that stood where all groups did. */
  readonly heldBackBy?: number;
}

type Places = Pick<KeywordHits, 'starts' | 'ends'>;

/** Finds the places where every group has a hit within the rule's distance and nothing of `none` stands. */
export function hitsWithin(
  within: CompoundRule['within'],
  hits: CompoundHits,
  { places, scopes }: { readonly places: Places; readonly scopes: TextScopes },
): ProximityResult {
  if (hits.groups.some((group) => group.length === 0)) return result([], []);
  if (within.unit === 'words') return withinWords(within.count, hits, { places, scopes });
  if (within.unit === 'document') {
    return hits.none.length > 0 ? result([], hits.none) : result(hits.groups, []);
  }
  const offsets = borderOffsets([...hits.groups, hits.none], places);
  const numbers = within.unit === 'line' ? scopes.lineNumbers(offsets) : scopes.sentenceNumbers(offsets);
  return withinSegments(hits, places, (offset) => numbers[lowerBound(offsets, offset)]!);
}

/** Offsets of the first and the last unit of all hits, rising. */
function borderOffsets(lists: readonly Int32Array[], { starts, ends }: Places): Int32Array {
  const offsets = new Int32Array(2 * lists.reduce((sum, list) => sum + list.length, 0));
  let length = 0;
  for (const list of lists) {
    for (const hit of list) {
      offsets[length++] = starts[hit]!;
      offsets[length++] = ends[hit]! - 1;
    }
  }
  return offsets.sort();
}

/** A hit that crosses a border (a phrase over a line break) belongs to the segments on both sides. */
function withinSegments(
  { groups, none }: CompoundHits,
  { starts, ends }: Places,
  segmentAt: (offset: number) => number,
): ProximityResult {
  const met = new Map<number, number>();
  const meet = (segment: number, group: number) => {
    if ((met.get(segment) ?? 0) === group) met.set(segment, group + 1);
  };
  const first = (hit: number) => segmentAt(starts[hit]!);
  const last = (hit: number) => segmentAt(ends[hit]! - 1);
  groups.forEach((group, number) => {
    for (const hit of group) {
      meet(first(hit), number);
      meet(last(hit), number);
    }
  });
  const forbidden = new Map<number, number>();
  for (const hit of none) for (const segment of [first(hit), last(hit)]) forbidden.set(segment, hit);
  const complete = (segment: number) => met.get(segment) === groups.length;
  const free = (segment: number) => complete(segment) && !forbidden.has(segment);
  const kept = groups.map((group) => group.filter((hit) => free(first(hit)) || free(last(hit))));
  const barriers = [...met.keys()].filter((segment) => complete(segment)).map((segment) => forbidden.get(segment));
  return result(
    kept,
    barriers.filter((hit) => hit !== undefined),
  );
}

/**
 * Hits stand within N words when the first words of the first and of the last are at most N words apart, as with the
 * W/n operator of full-text search: neighbours are within 1. A keyword of `none` holds back where it would be within
 * N words of all of them.
 */
function withinWords(
  count: number,
  { groups, none }: CompoundHits,
  { places: { starts }, scopes }: { readonly places: Places; readonly scopes: TextScopes },
): ProximityResult {
  const all = merged([...groups, none]);
  const words = scopes.wordNumbers(
    all.map((hit) => starts[hit]!),
    count,
  );
  const wordOf = (hit: number) => words[lowerBound(all, hit)]!;
  const forbidden = none.map(wordOf);
  const events = eventsOf(groups);
  const kept: number[] = [];
  const heldBack: number[] = [];
  let keptUpTo = 0;
  for (const { left, right } of smallestClusters(events, groups.length)) {
    const first = wordOf(events.hits[left]!);
    const last = wordOf(events.hits[right]!);
    if (last - first > count) continue;
    const barrier = lowerBound(forbidden, last - count);
    if ((forbidden[barrier] ?? Infinity) <= first + count) heldBack.push(none[barrier]!);
    else {
      // Clusters overlap; taking each event once keeps the whole linear.
      for (let at = Math.max(keptUpTo, left); at <= right; at++) {
        if (kept.at(-1) !== events.hits[at]) kept.push(events.hits[at]!);
      }
      keptUpTo = right + 1;
    }
  }
  return result([Int32Array.from(kept)], heldBack);
}

/** Hits with the number of their group, by rising rank; a hit that stands in several groups is several events. */
interface Events {
  readonly hits: Int32Array;
  readonly groups: Int32Array;
}

function eventsOf(groups: readonly Int32Array[]): Events {
  const keys = new Float64Array(groups.reduce((sum, group) => sum + group.length, 0));
  let length = 0;
  groups.forEach((group, number) => {
    for (const hit of group) keys[length++] = hit * groups.length + number;
  });
  keys.sort();
  return {
    hits: Int32Array.from(keys, (key) => Math.floor(key / groups.length)),
    groups: Int32Array.from(keys, (key) => key % groups.length),
  };
}

/** For each place where all groups have come by, the shortest run of events that holds one of each. */
function* smallestClusters(
  events: Events,
  groupCount: number,
): Generator<{ readonly left: number; readonly right: number }> {
  const counts = new Int32Array(groupCount);
  let present = 0;
  let left = 0;
  for (let right = 0; right < events.groups.length; right++) {
    const group = events.groups[right]!;
    if (counts[group]!++ === 0) present++;
    while (counts[events.groups[left]!]! > 1) counts[events.groups[left++]!]! -= 1;
    if (present === groupCount) yield { left, right };
  }
}

/** Index of the first of the rising numbers that is at least `least`. */
function lowerBound(rising: Int32Array, least: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function result(kept: readonly Int32Array[], heldBack: ArrayLike<number>): ProximityResult {
  const hits = merged(kept);
  const barrier = hits.length === 0 ? heldBack[0] : undefined;
  return { hits, ...(barrier === undefined ? {} : { heldBackBy: barrier }) };
}
