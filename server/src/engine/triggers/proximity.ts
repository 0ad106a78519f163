import type { KeywordHit } from './keywordHits.ts';
import type { CompoundRule } from './rule.ts';
import type { TextScopes } from './textScopes.ts';

/** Hits of a compound rule: one list a group, and those that hold it back. */
export interface CompoundHits {
  readonly groups: readonly (readonly KeywordHit[])[];
  readonly none: readonly KeywordHit[];
}

export interface ProximityResult {
  /** The hits that stand together as the rule asks, each once, by rising start; empty when none do. */
  readonly hits: readonly KeywordHit[];
  /** Where nothing was found: a keyword of `none` that stood where all groups did. */
  readonly heldBackBy?: KeywordHit;
}

/** Finds the places where every group has a hit within the rule's distance and nothing of `none` stands. */
export function hitsWithin(within: CompoundRule['within'], hits: CompoundHits, scopes: TextScopes): ProximityResult {
  if (within.unit === 'words') return withinWords(within.count, hits, scopes);
  if (within.unit === 'document') return withinSegments(hits, () => 0);
  return withinSegments(
    hits,
    within.unit === 'line' ? (offset) => scopes.lineAt(offset) : (offset) => scopes.sentenceAt(offset),
  );
}

/** A hit that crosses a border (a phrase over a line break) belongs to the segments on both sides. */
function withinSegments({ groups, none }: CompoundHits, segmentAt: (offset: number) => number): ProximityResult {
  const segments = new Map<number, { readonly met: Set<number>; readonly hits: Set<KeywordHit> }>();
  const segmentsOf = (hit: KeywordHit) => new Set([segmentAt(hit.start), segmentAt(hit.end - 1)]);
  groups.forEach((group, number) => {
    for (const hit of group) {
      for (const id of segmentsOf(hit)) {
        const segment = segments.get(id) ?? { met: new Set(), hits: new Set() };
        segments.set(id, segment);
        segment.met.add(number);
        segment.hits.add(hit);
      }
    }
  });
  const forbidden = new Map(none.flatMap((hit) => [...segmentsOf(hit)].map((id) => [id, hit])));
  const complete = [...segments].filter(([, { met }]) => met.size === groups.length);
  const kept = complete.filter(([id]) => !forbidden.has(id)).flatMap(([, segment]) => [...segment.hits]);
  return result(
    kept,
    complete.map(([id]) => forbidden.get(id)),
  );
}

interface Event {
  readonly hit: KeywordHit;
  readonly group: number;
  readonly word: number;
}

/**
 * Hits stand within N words when the first words of the first and of the last are at most N words apart, as with the
 * W/n operator of full-text search: neighbours are within 1. A keyword of `none` holds back where it would be within
 * N words of all of them.
 */
function withinWords(count: number, { groups, none }: CompoundHits, scopes: TextScopes): ProximityResult {
  const events = groups
    .flatMap((group, number) => group.map((hit): Event => ({ hit, group: number, word: scopes.wordAt(hit.start) })))
    .sort((a, b) => a.hit.start - b.hit.start || a.hit.end - b.hit.end);
  const forbidden = none.map((hit) => scopes.wordAt(hit.start));
  const kept: KeywordHit[] = [];
  const heldBack: (KeywordHit | undefined)[] = [];
  let keptUpTo = 0;
  for (const { left, right } of smallestClusters(events, groups.length)) {
    const first = events[left]?.word ?? 0;
    const last = events[right]?.word ?? 0;
    if (last - first > count) continue;
    const barrier = firstAtLeast(forbidden, last - count);
    if ((forbidden[barrier] ?? Infinity) <= first + count) heldBack.push(none[barrier]);
    else {
      // Clusters overlap; taking each event once keeps the whole linear.
      for (const { hit } of events.slice(Math.max(keptUpTo, left), right + 1)) kept.push(hit);
      keptUpTo = right + 1;
    }
  }
  return result(kept, heldBack);
}

function firstAtLeast(rising: readonly number[], least: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For each place where all groups have come by, the shortest run of events that holds one of each. */
function* smallestClusters(
  events: readonly Event[],
  groupCount: number,
): Generator<{ readonly left: number; readonly right: number }> {
  const counts = new Map<number, number>();
  let left = 0;
  for (let right = 0; right < events.length; right++) {
    const group = events[right]?.group ?? 0;
    counts.set(group, (counts.get(group) ?? 0) + 1);
    let leftmost = events[left]?.group ?? 0;
    while ((counts.get(leftmost) ?? 0) > 1) {
      counts.set(leftmost, (counts.get(leftmost) ?? 0) - 1);
      leftmost = events[++left]?.group ?? 0;
    }
    if (counts.size === groupCount) yield { left, right };
  }
}

function result(kept: readonly KeywordHit[], heldBack: readonly (KeywordHit | undefined)[]): ProximityResult {
  const hits = [...new Set(kept)].sort((a, b) => a.start - b.start || a.end - b.end);
  const barrier = hits.length === 0 ? heldBack.find((hit) => hit !== undefined) : undefined;
  return { hits, ...(barrier ? { heldBackBy: barrier } : {}) };
}
