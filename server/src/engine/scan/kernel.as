// The scan's inner loops in AssemblyScript; `server/build/compileKernel.mjs` compiles them and `kernel.ts` lays out the
// memory and calls them. Addresses are bytes, a text is UTF-16 units. Rows are padded to a power of two, so that a step
// is a shift, an addition and a load, and so that most of a row, symbols being sorted by frequency, is one cache line.

const UNIT: usize = 2;
const LANES: i32 = 8;
/** A match as a lane notes it: state, address of its last unit. */
const NOTE: usize = 8;
/** A hit: keyword, start, end, in units of the text; or, to be judged by the caller, -1 - keyword, 0, end. */
const HIT: usize = 12;
/** What is known of one keyword of a match: keyword, length and checks, address of the next entry or 0. */
const ENTRY: usize = 12;

/** Kind of a unit outside ASCII. */
const WIDE: usize = 4;
/** What the table of boundaries says: no word begins or ends here, one may, or ASCII does not tell. */
const NO: u32 = 0;
const UNSURE: u32 = 2;

const BOUNDED_START: u32 = 1;
const BOUNDED_END: u32 = 2;
const SPACED: u32 = 4;

/**
 * Where the code of each unit (u16) and the table stand: known here, so that no step has to add them. The caller's work
 * space lies before them. A code is the offset in a row of the unit's symbol or, from `firstPair` on, `firstPair` + the
 * number of a unit that is spelt with two symbols.
 */
export const CODES_AT: usize = 0x30000;
export const TABLE_AT: usize = 0x50000;

let kinds: usize = 0;
let boundaries: usize = 0;
let entries: usize = 0;
/** A row has `1 << rowBits` bytes; its cells are of two bytes, or of four where there are too many states. */
let rowBits: usize = 0;
let wideCells: bool = false;
let firstMatch: usize = 0;
/** Below it, all hits end with a word. */
let firstUnbounded: usize = 0;
let firstPair: u32 = 0;
let firstLead: u32 = 0;
let firstTrail: u32 = 0;
let trailBits: u32 = 0;
/** Where the text begins that may be looked at. */
let firstReadable: usize = 0;
/** Offset in the text of the unit at address 0. */
let origin: i32 = 0;
/** Whether a hit of the block is to be judged by the caller. */
let anyUnsure: u32 = 0;
let firstHit: usize = 0;
/** The last place where a hit may be written. */
let lastHit: usize = 0;
let endState: usize = 0;

/**
 * Where things stand: the kind of each ASCII unit (u8); by the kinds of the units before, at and behind a place (three
 * bits each) what it is to words (u8); the entries, those of the match states first.
 */
export function useTables(kindsAt: usize, boundariesAt: usize, entriesAt: usize): void {
  kinds = kindsAt;
  boundaries = boundariesAt;
  entries = entriesAt;
}

export function useStates(bits: usize, wide: bool, firstMatchState: usize, firstUnboundedMatch: usize): void {
  rowBits = bits;
  wideCells = wide;
  firstMatch = firstMatchState;
  firstUnbounded = firstUnboundedMatch;
}

/** Hits are written from `first` to `last`, the place of the last one. */
export function useHits(first: usize, last: usize): void {
  firstHit = first;
  lastHit = last;
}

/** How units are spelt that take two symbols. Without such units `pair` is 65,536. */
export function usePairs(pair: u32, lead: u32, trail: u32, bits: u32): void {
  firstPair = pair;
  firstLead = lead;
  firstTrail = trail;
  trailBits = bits;
}

/** The state behind the last block. */
export function stateBehind(): usize {
  return endState;
}

/** Whether a hit of the last block is to be judged by the caller. */
export function unsure(): bool {
  return anyUnsure != 0;
}

/**
 * Scans a block of `units` units from `at` on, which is `offset` in the text, beginning in `state`; two more units behind
 * it and those from `readable` on may be looked at. Lanes note their matches from `scratch` on. Returns where the hits
 * end; behind the place of the last one, there was no room for all.
 */
export function scanBlock(
  readable: usize,
  at: usize,
  units: i32,
  offset: i32,
  state: usize,
  scratch: usize,
): usize {
  firstReadable = readable;
  origin = offset - <i32>(at >> 1);
  anyUnsure = 0;
  const end = at + <usize>units * UNIT;
  if (units < LANES) return scanStretch(at, end, state, firstHit);
  const paired = firstPair <= 0xffff;
  if (wideCells) return scanLanes<u32>(at, end, units / LANES, state, scratch, true);
  return paired
    ? scanLanes<u16>(at, end, units / LANES, state, scratch, true)
    : scanLanes<u16>(at, end, units / LANES, state, scratch, false);
}

@inline
function cell<T>(bits: usize, state: usize, symbol: usize): usize {
  const at = (state << bits) + symbol;
  return sizeof<T>() == 2 ? <usize>load<u16>(at, TABLE_AT) : <usize>load<u32>(at, TABLE_AT);
}

@inline
function step<T>(bits: usize, state: usize, at: usize, paired: bool): usize {
  const code = <u32>load<u16>(<usize>load<u16>(at) << 1, CODES_AT);
  if (paired && code >= firstPair) return pairStep<T>(state, code);
  return cell<T>(bits, state, <usize>code);
}

function pairStep<T>(state: usize, code: u32): usize {
  const pair = code - firstPair;
  const between = cell<T>(rowBits, state, <usize>(firstLead + (pair >> trailBits)) * sizeof<T>());
  return cell<T>(rowBits, between, <usize>(firstTrail + (pair & ((1 << trailBits) - 1))) * sizeof<T>());
}

/** One step for texts and tables of all kinds; the lanes' loop is the fast one. */
function slowStep(state: usize, at: usize): usize {
  return wideCells ? step<u32>(rowBits, state, at, true) : step<u16>(rowBits, state, at, true);
}

function scanStretch(from: usize, end: usize, begin: usize, out: usize): usize {
  let state = begin;
  let to = out;
  for (let at = from; at < end; at += UNIT) {
    state = slowStep(state, at);
    if (state >= firstMatch) to = settle(state, at, to);
  }
  endState = state;
  return to;
}

@inline
function note(state: usize, at: usize, to: usize): usize {
  store<u32>(to, <u32>state);
  store<u32>(to, <u32>at, 4);
  return to + NOTE;
}

@inline
function scanLanes<T>(at: usize, end: usize, laneUnits: i32, begin: usize, scratch: usize, paired: bool): usize {
  // In locals, or each step would load them again.
  const bits = rowBits;
  const match = firstMatch;
  const lane = <usize>laneUnits * UNIT;
  const room = <usize>laneUnits * NOTE;
  let s0 = begin;
  let s1: usize = 0;
  let s2: usize = 0;
  let s3: usize = 0;
  let s4: usize = 0;
  let s5: usize = 0;
  let s6: usize = 0;
  let s7: usize = 0;
  let n0 = scratch;
  let n1 = n0 + room;
  let n2 = n1 + room;
  let n3 = n2 + room;
  let n4 = n3 + room;
  let n5 = n4 + room;
  let n6 = n5 + room;
  let n7 = n6 + room;
  for (let p0 = at, stop = at + lane; p0 < stop; p0 += UNIT) {
    const p1 = p0 + lane;
    const p2 = p1 + lane;
    const p3 = p2 + lane;
    const p4 = p3 + lane;
    const p5 = p4 + lane;
    const p6 = p5 + lane;
    const p7 = p6 + lane;
    s0 = step<T>(bits, s0, p0, paired);
    s1 = step<T>(bits, s1, p1, paired);
    s2 = step<T>(bits, s2, p2, paired);
    s3 = step<T>(bits, s3, p3, paired);
    s4 = step<T>(bits, s4, p4, paired);
    s5 = step<T>(bits, s5, p5, paired);
    s6 = step<T>(bits, s6, p6, paired);
    s7 = step<T>(bits, s7, p7, paired);
    if (s0 >= match) n0 = note(s0, p0, n0);
    if (s1 >= match) n1 = note(s1, p1, n1);
    if (s2 >= match) n2 = note(s2, p2, n2);
    if (s3 >= match) n3 = note(s3, p3, n3);
    if (s4 >= match) n4 = note(s4, p4, n4);
    if (s5 >= match) n5 = note(s5, p5, n5);
    if (s6 >= match) n6 = note(s6, p6, n6);
    if (s7 >= match) n7 = note(s7, p7, n7);
  }
  let to = settleNotes(scratch, n0, at, firstHit);
  endState = s0;
  to = joinLane(at + 1 * lane, lane, s1, scratch + 1 * room, n1, to);
  to = joinLane(at + 2 * lane, lane, s2, scratch + 2 * room, n2, to);
  to = joinLane(at + 3 * lane, lane, s3, scratch + 3 * room, n3, to);
  to = joinLane(at + 4 * lane, lane, s4, scratch + 4 * room, n4, to);
  to = joinLane(at + 5 * lane, lane, s5, scratch + 5 * room, n5, to);
  to = joinLane(at + 6 * lane, lane, s6, scratch + 6 * room, n6, to);
  to = joinLane(at + 7 * lane, lane, s7, scratch + 7 * room, n7, to);
  return scanStretch(at + 8 * lane, end, endState, to);
}

/**
 * A lane began without knowing what stood before it. The lane before it runs on until both are in one state; up to there
 * its matches hold, from there on the lane's own.
 */
function joinLane(from: usize, lane: usize, laneEnd: usize, notes: usize, notesEnd: usize, out: usize): usize {
  const end = from + lane;
  let state = endState;
  let own: usize = 0;
  let to = out;
  let at = from;
  for (; at < end && state != own; at += UNIT) {
    state = slowStep(state, at);
    own = slowStep(own, at);
    if (state >= firstMatch) to = settle(state, at, to);
  }
  endState = state == own ? laneEnd : state;
  return settleNotes(notes, notesEnd, at, to);
}

function settleNotes(notes: usize, end: usize, from: usize, out: usize): usize {
  let to = out;
  for (let one = notes; one < end; one += NOTE) {
    const at = <usize>load<u32>(one, 4);
    if (at >= from) to = settle(<usize>load<u32>(one), at, to);
  }
  return to;
}

/** Writes the hits of a match, but those that a missing word boundary rules out. Few branches: texts are hard to guess. */
function settle(state: usize, at: usize, out: usize): usize {
  const end = at + UNIT;
  const ends = boundaryAt(end);
  // Most matches are the beginnings of longer words.
  if (ends == NO && state < firstUnbounded) return out;
  let to = out;
  let entry = entries + (state - firstMatch) * ENTRY;
  do {
    if (to > lastHit) return to;
    const keyword = load<i32>(entry);
    const about = load<u32>(entry, 4);
    const checks = about >> 24;
    const start = end - <usize>(about & 0xffffff) * UNIT;
    const atStart = select<u32>(UNSURE, boundaryAt(max(start, firstReadable + UNIT)), start <= firstReadable);
    // A run of white space may be longer in the text: where such a hit begins is not known here.
    const first = select<u32>(atStart, 1, (checks & (BOUNDED_START | SPACED)) == BOUNDED_START);
    const last = select<u32>(ends, 1, checks & BOUNDED_END);
    const doubt = (first | last | (checks >> 1)) & UNSURE;
    store<i32>(to, select<i32>(-1 - keyword, keyword, doubt));
    store<i32>(to, origin + <i32>(start >> 1), 4);
    store<i32>(to, origin + <i32>(end >> 1), 8);
    anyUnsure |= doubt;
    to += select<usize>(0, HIT, first == NO || last == NO);
    entry = <usize>load<u32>(entry, 8);
  } while (entry);
  return to;
}

@inline
function kindAt(at: usize): usize {
  const unit = <usize>load<u16>(at);
  return select<usize>(WIDE, <usize>load<u8>(kinds + (unit & 127)), unit > 127);
}

@inline
function boundaryAt(at: usize): u32 {
  return <u32>load<u8>(boundaries + ((kindAt(at - UNIT) << 6) | (kindAt(at) << 3) | kindAt(at + UNIT)));
}
