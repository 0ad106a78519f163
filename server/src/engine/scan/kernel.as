// The scan's inner loops in AssemblyScript; `server/build/compileKernel.mjs` compiles them and `kernel.ts` lays out the
// memory and calls them. Addresses are bytes, a text is UTF-16 units. Rows are padded to a power of two, so that a step
// is a shift, an addition and a load, and so that most of a row, symbols being sorted by frequency, is one cache line.

const UNIT: usize = 2;
const LANES: usize = 12;
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
export const CODES_AT: usize = 0x60000;
export const TABLE_AT: usize = 0x80000;

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
  if (<usize>units < LANES) return scanStretch(at, end, state, firstHit);
  const laneUnits = units / <i32>LANES;
  if (wideCells) return scanLanes<u32>(at, end, laneUnits, state, scratch, rowBits, true);
  if (firstPair > 0xffff) {
    if (rowBits == 6) return scanLanes<u16>(at, end, laneUnits, state, scratch, 6, false);
    if (rowBits == 7) return scanLanes<u16>(at, end, laneUnits, state, scratch, 7, false);
    if (rowBits == 8) return scanLanes<u16>(at, end, laneUnits, state, scratch, 8, false);
  }
  return scanLanes<u16>(at, end, laneUnits, state, scratch, rowBits, true);
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

/** Of each lane, from address 0 on: where its next note goes and its last state. In memory: registers are for states. */
const LANE: usize = 8;
const LAST_STATE: usize = 4;

@inline
function note(state: usize, at: usize, lane: usize): void {
  const to = <usize>load<u32>(lane * LANE);
  store<u32>(to, <u32>state);
  store<u32>(to, <u32>at, 4);
  store<u32>(lane * LANE, <u32>(to + NOTE));
}

/** `bits` is a constant for the usual rows, so that a step does without a shift by a variable. */
@inline
function scanLanes<T>(
  at: usize,
  end: usize,
  laneUnits: i32,
  begin: usize,
  scratch: usize,
  bits: usize,
  paired: bool,
): usize {
  const match = firstMatch;
  const lane = <usize>laneUnits * UNIT;
  const room = <usize>laneUnits * NOTE;
  for (let n: usize = 0; n < LANES; n++) store<u32>(n * LANE, <u32>(scratch + n * room));
  let s0: usize = 0;
  let s1: usize = 0;
  let s2: usize = 0;
  let s3: usize = 0;
  let s4: usize = 0;
  let s5: usize = 0;
  let s6: usize = 0;
  let s7: usize = 0;
  let s8: usize = 0;
  let s9: usize = 0;
  let s10: usize = 0;
  let s11: usize = 0;
  for (let p = at, stop = at + lane; p < stop; p += UNIT) {
    let q = p;
    s0 = step<T>(bits, s0, q, paired);
    q += lane;
    s1 = step<T>(bits, s1, q, paired);
    q += lane;
    s2 = step<T>(bits, s2, q, paired);
    q += lane;
    s3 = step<T>(bits, s3, q, paired);
    q += lane;
    s4 = step<T>(bits, s4, q, paired);
    q += lane;
    s5 = step<T>(bits, s5, q, paired);
    q += lane;
    s6 = step<T>(bits, s6, q, paired);
    q += lane;
    s7 = step<T>(bits, s7, q, paired);
    q += lane;
    s8 = step<T>(bits, s8, q, paired);
    q += lane;
    s9 = step<T>(bits, s9, q, paired);
    q += lane;
    s10 = step<T>(bits, s10, q, paired);
    q += lane;
    s11 = step<T>(bits, s11, q, paired);
    if (s0 >= match) note(s0, p, 0);
    if (s1 >= match) note(s1, p + lane, 1);
    if (s2 >= match) note(s2, p + 2 * lane, 2);
    if (s3 >= match) note(s3, p + 3 * lane, 3);
    if (s4 >= match) note(s4, p + 4 * lane, 4);
    if (s5 >= match) note(s5, p + 5 * lane, 5);
    if (s6 >= match) note(s6, p + 6 * lane, 6);
    if (s7 >= match) note(s7, p + 7 * lane, 7);
    if (s8 >= match) note(s8, p + 8 * lane, 8);
    if (s9 >= match) note(s9, p + 9 * lane, 9);
    if (s10 >= match) note(s10, p + 10 * lane, 10);
    if (s11 >= match) note(s11, p + 11 * lane, 11);
  }
  store<u32>(0 * LANE + LAST_STATE, <u32>s0);
  store<u32>(1 * LANE + LAST_STATE, <u32>s1);
  store<u32>(2 * LANE + LAST_STATE, <u32>s2);
  store<u32>(3 * LANE + LAST_STATE, <u32>s3);
  store<u32>(4 * LANE + LAST_STATE, <u32>s4);
  store<u32>(5 * LANE + LAST_STATE, <u32>s5);
  store<u32>(6 * LANE + LAST_STATE, <u32>s6);
  store<u32>(7 * LANE + LAST_STATE, <u32>s7);
  store<u32>(8 * LANE + LAST_STATE, <u32>s8);
  store<u32>(9 * LANE + LAST_STATE, <u32>s9);
  store<u32>(10 * LANE + LAST_STATE, <u32>s10);
  store<u32>(11 * LANE + LAST_STATE, <u32>s11);
  endState = begin;
  let to = firstHit;
  for (let n: usize = 0; n < LANES; n++) {
    const from = at + n * lane;
    to = joinLane(from, lane, <usize>load<u32>(n * LANE, LAST_STATE), scratch + n * room, <usize>load<u32>(n * LANE), to);
  }
  return scanStretch(at + LANES * lane, end, endState, to);
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
