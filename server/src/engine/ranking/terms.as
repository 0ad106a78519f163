// The loop of the index builder in AssemblyScript; `server/build/compileKernel.mjs` compiles it and `termKernel.ts` calls
// it. It reads identifiers, remembers what each is split into, and collects the postings of each term, packed as they
// come. Addresses are bytes, a text is UTF-16 units. Everything but the text is handed out from one end of the memory and
// never moved, so that records point at each other; only the tables of buckets are made anew when they double.

/** Reads a unit of another kind than ASCII's, and notes it in the table. */
@external("env", "kindOf") declare function kindBeyondAscii(unit: u32): u32;
/** Hash of the stem of the piece of the text at `[start, end)`, or -1 for a word that is not indexed. */
@external("env", "pieceHash") declare function pieceHash(start: usize, end: usize): f64;
/** Splits what is not all ASCII: writes the hashes of its words to `HASHES_AT`; their number << 1 | whether it is an identifier. */
@external("env", "splitOther") declare function splitOther(start: usize, end: usize): u32;

/** Kind of each UTF-16 unit (u8), as `terms.ts` tells them. */
export const KINDS_AT: usize = 0x1000;
export const HASHES_AT: usize = 0x11000;
const FIRST_FREE: usize = 0x12000;
const FIRST_PIECE_BITS: u32 = 9;

const UPPER: u32 = 1;
const LOWER: u32 = 2;
const DIGIT: u32 = 3;
const UNDERSCORE: u32 = 4;
const UNKNOWN: u32 = 255;

const FNV_BASIS: u32 = 0x811c9dc5;
const FNV_PRIME: u32 = 0x01000193;
/** In bytes. */
const LONGEST_IDENTIFIER: usize = 128;
const MOST_COUNT: u32 = 255;
/** Five bytes for the chunk, two for the count. */
const LONGEST_POSTING: usize = 7;

/** A term: key, next of its bucket, newest posting (chunk + 1 << 8 | count), where the earlier ones are packed, or 0. */
const TERM: usize = 16;
const NEXT: usize = 4;
const NEWEST: usize = 8;
const EARLIER: usize = 12;
const COUNT_BITS: u32 = 8;

/** Earlier postings: chunk of the last of them, address behind it, last block, first block. Most terms have none. */
const PACKED: usize = 16;
const WRITTEN: usize = 4;
const LAST_BLOCK: usize = 8;
const FIRST_BLOCK: usize = 12;

/** A block of packed postings: next block, end of its room (once it is full: of what is in it), bytes. */
const BLOCK: usize = 8;
const BLOCK_END: usize = 4;
const FIRST_ROOM: usize = 8;
const MOST_ROOM: usize = 1024;

/** An identifier: two hashes, next of its bucket, newest chunk + 1, how often it stands there, next one of that chunk, words | terms << 16, addresses of its terms. */
const IDENTIFIER: usize = 28;
const SECOND: usize = 4;
const LINK: usize = 8;
const SEEN_IN: usize = 12;
const SEEN: usize = 16;
const FOLLOWING: usize = 20;
const SIZES: usize = 24;

/** A piece of identifiers: two hashes, next of its bucket, hash of its stem, whether it is indexed. */
const PIECE: usize = 20;
const STEM: usize = 12;
const INDEXED: usize = 16;

let top: usize = 0;
let chunk: u32 = 0;
/** Buckets by the upper bits of the key, sorted each: in order, they give the terms in the order of their keys. */
let terms: usize = 0;
let termBits: u32 = 0;
let termCount: u32 = 0;
let identifiers: usize = 0;
let identifierMask: u32 = 0;
let identifierCount: u32 = 0;
let pieces: usize = 0;
let pieceMask: u32 = 0;
let pieceCount: u32 = 0;
/** Head of the list of the identifiers of the chunk at hand. */
let seen: usize = 0;
let packedBytes: usize = 0;
/** What `split` found: the hashes of so many words, and whether the whole is indexed as spelled. */
let hashCount: u32 = 0;
let isIdentifier: u32 = 0;

/** Room for so many bytes, 4-aligned, of unknown content. */
export function allocate(bytes: usize): usize {
  const at = top;
  top += (bytes + 3) & ~3;
  const missing = <isize>(top - (<usize>memory.size() << 16));
  if (missing > 0) {
    const pages = <i32>((missing + 0xffff) >>> 16);
    // By an eighth, so that growing stays rare.
    if (memory.grow(pages + (memory.size() >> 3)) < 0 && memory.grow(pages) < 0) unreachable();
  }
  return at;
}

function emptyBuckets(count: u32): usize {
  const at = allocate(count << 2);
  memory.fill(at, 0, count << 2);
  return at;
}

let wordSalt: u32 = 0;
let identifierSalt: u32 = 0;
let definitionSalt: u32 = 0;
let definitionWordSalt: u32 = 0;
let pathSalt: u32 = 0;

/** What sets the fields' keys apart. */
export function useSalts(word: u32, identifier: u32, definition: u32, definitionWord: u32, path: u32): void {
  wordSalt = word;
  identifierSalt = identifier;
  definitionSalt = definition;
  definitionWordSalt = definitionWord;
  pathSalt = path;
}

/** Forgets everything but the kinds of units and the salts; `bits` tells how many terms are expected. */
export function reset(bits: u32): void {
  top = FIRST_FREE;
  chunk = 0;
  termBits = bits;
  termCount = 0;
  terms = emptyBuckets(1 << bits);
  identifierMask = (1 << (bits - 1)) - 1;
  identifierCount = 0;
  identifiers = emptyBuckets(1 << (bits - 1));
  pieceMask = (1 << FIRST_PIECE_BITS) - 1;
  pieceCount = 0;
  pieces = emptyBuckets(1 << FIRST_PIECE_BITS);
  packedBytes = 0;
}

@inline
function kindOf(unit: u32): u32 {
  const kind = <u32>load<u8>(KINDS_AT + unit);
  return kind == UNKNOWN ? kindBeyondAscii(unit) : kind;
}

@inline
function keyOf(hash: u32, salt: u32): u32 {
  let key = hash ^ salt;
  key = (key ^ (key >>> 15)) * 0x85ebca6b;
  key ^= key >>> 13;
  return key == 0 ? 1 : key;
}

/** Keys are ordered as signed numbers. */
@inline
function bucketOf(key: u32): usize {
  return terms + (<usize>((key ^ 0x80000000) >>> (32 - termBits)) << 2);
}

/** The term of a key, a new one if it was not there. */
function intern(key: u32): usize {
  let link = bucketOf(key);
  let term = <usize>load<u32>(link);
  while (term != 0) {
    const other = load<u32>(term);
    if (other == key) return term;
    if (<i32>other > <i32>key) break;
    link = term + NEXT;
    term = load<u32>(link);
  }
  const created = allocate(TERM);
  store<u32>(created, key);
  store<u32>(created, <u32>term, NEXT);
  store<u32>(created, 0, NEWEST);
  store<u32>(created, 0, EARLIER);
  store<u32>(link, <u32>created);
  termCount++;
  if (termCount >> termBits) splitTermBuckets();
  return created;
}

/** Twice as many buckets: each is sorted, so its two halves are cut apart at one place. */
function splitTermBuckets(): void {
  const count = 1 << termBits;
  const old = terms;
  terms = allocate(count << 3);
  termBits++;
  const bit: u32 = 1 << (32 - termBits);
  for (let bucket = 0; bucket < count; bucket++) {
    let term = <usize>load<u32>(old + (bucket << 2));
    const low = terms + (bucket << 3);
    store<u32>(low, 0);
    let link = low;
    while (term != 0 && !(load<u32>(term) & bit)) {
      store<u32>(link, <u32>term);
      link = term + NEXT;
      term = load<u32>(link);
    }
    store<u32>(link, 0);
    store<u32>(low, <u32>term, 4);
  }
}

/** Notes that the chunk at hand holds a term `count` times more. */
function post(term: usize, count: u32): void {
  const newest = load<u32>(term, NEWEST);
  if (newest >>> COUNT_BITS == chunk + 1) {
    store<u32>(term, (newest & ~MOST_COUNT) | min(MOST_COUNT, (newest & MOST_COUNT) + count), NEWEST);
    return;
  }
  if (newest != 0) pack(term, newest);
  store<u32>(term, ((chunk + 1) << COUNT_BITS) | min(MOST_COUNT, count), NEWEST);
}

/** Packs a posting of a term behind those before. */
function pack(term: usize, posting: u32): void {
  let packed = <usize>load<u32>(term, EARLIER);
  if (packed == 0) {
    packed = allocate(PACKED);
    memory.fill(packed, 0, PACKED);
    store<u32>(term, <u32>packed, EARLIER);
  }
  const distance = distanceTo(posting, packed);
  const count = posting & MOST_COUNT;
  let bytes: usize = count > 127 ? 3 : count > 1 ? 2 : 1;
  for (let more = distance >>> 7; more != 0; more >>>= 7) bytes++;
  const end = write(roomFor(packed, bytes), distance, count);
  packedBytes += bytes;
  store<u32>(packed, (posting >>> COUNT_BITS) - 1);
  store<u32>(packed, <u32>end, WRITTEN);
}

/** What is written for the chunk of a posting: how far it is from the one before << 1 | whether a count follows. */
@inline
function distanceTo(posting: u32, packed: usize): u32 {
  const before = packed == 0 ? 0 : load<u32>(packed);
  return (((posting >>> COUNT_BITS) - 1 - before) << 1) | <u32>((posting & MOST_COUNT) > 1);
}

/** Writes a posting as `Segment.postings` describes; the address behind it. */
function write(start: usize, distance: u32, count: u32): usize {
  let at = start;
  let rest = distance;
  for (; rest > 127; rest >>>= 7) store<u8>(at++, (rest & 127) | 128);
  store<u8>(at++, rest);
  if (count > 1) {
    if (count > 127) store<u8>(at++, (count & 127) | 128);
    store<u8>(at++, count > 127 ? count >>> 7 : count);
  }
  return at;
}

/** Where so many bytes may be written: in the last block, or in a new one of twice its size. */
function roomFor(packed: usize, bytes: usize): usize {
  const last = <usize>load<u32>(packed, LAST_BLOCK);
  const at = <usize>load<u32>(packed, WRITTEN);
  let room = FIRST_ROOM;
  if (last != 0) {
    const end = <usize>load<u32>(last, BLOCK_END);
    if (at + bytes <= end) return at;
    room = min((end - last - BLOCK) << 1, MOST_ROOM);
    store<u32>(last, <u32>at, BLOCK_END);
  }
  const block = allocate(BLOCK + room);
  store<u32>(block, 0);
  store<u32>(block, <u32>(block + BLOCK + room), BLOCK_END);
  store<u32>(last == 0 ? packed + FIRST_BLOCK : last, <u32>block);
  store<u32>(packed, <u32>block, LAST_BLOCK);
  return block + BLOCK;
}

/** Posts a name that the chunk at hand declares, as a whole and by its words. */
export function addDefinition(start: usize, end: usize): void {
  let hash = FNV_BASIS;
  for (let at = start; at < end; at += 2) hash = (hash ^ <u32>load<u16>(at)) * FNV_PRIME;
  post(intern(keyOf(hash, definitionSalt)), 1);
  addWords(start, end, definitionWordSalt);
}

/** Posts the words of the path with the chunk at hand. */
export function addPath(start: usize, end: usize): void {
  addWords(start, end, pathSalt);
}

function addWords(start: usize, end: usize, salt: u32): void {
  let at = start;
  while (at < end) {
    const from = at;
    while (at < end && kindOf(<u32>load<u16>(at))) at += 2;
    if (at - from > 2 && at - from <= LONGEST_IDENTIFIER) {
      split(from, at);
      for (let n: usize = 0; n < hashCount; n++) post(intern(keyOf(load<u32>(HASHES_AT + (n << 2)), salt)), 1);
    }
    at += 2;
  }
}

/** The next chunk begins. */
export function endChunk(): void {
  chunk++;
}

/** Posts the terms of the text at `[start, end)` and ends the chunk at hand's text; the number of its words. */
export function addText(start: usize, end: usize): u32 {
  seen = 0;
  let at = start;
  while (at < end) {
    let unit = <u32>load<u16>(at);
    if (!kindOf(unit)) {
      at += 2;
      continue;
    }
    const from = at;
    // Two independent hashes (FNV-1a and a base-31 polynomial): together 64 bits.
    let first = FNV_BASIS;
    let second: u32 = 0;
    do {
      first = (first ^ unit) * FNV_PRIME;
      second = second * 31 + unit;
      at += 2;
      unit = at < end ? <u32>load<u16>(at) : 0;
    } while (kindOf(unit));
    const length = at - from;
    if (length < 4 || length > LONGEST_IDENTIFIER) continue;
    const known = entryIn(identifiers, identifierMask, first, second);
    see(known == 0 ? learn(first, second, from, at) : known);
  }
  return postSeen();
}

/** Where the list of a bucket begins, in a table of identifiers or of pieces. */
@inline
function bucketIn(buckets: usize, mask: u32, first: u32): usize {
  return buckets + (<usize>((first ^ (first >>> 15)) & mask) << 2);
}

/** The entry with these hashes, or 0. */
@inline
function entryIn(buckets: usize, mask: u32, first: u32, second: u32): usize {
  let found = <usize>load<u32>(bucketIn(buckets, mask, first));
  while (found != 0 && (load<u32>(found) != first || load<u32>(found, SECOND) != second)) found = load<u32>(found, LINK);
  return found;
}

function addEntry(buckets: usize, mask: u32, entry: usize): void {
  const bucket = bucketIn(buckets, mask, load<u32>(entry));
  store<u32>(entry, load<u32>(bucket), LINK);
  store<u32>(bucket, <u32>entry);
}

/** The entries of a table in one of twice as many buckets. */
function doubled(old: usize, count: u32): usize {
  const buckets = emptyBuckets(count << 1);
  for (let bucket: u32 = 0; bucket < count; bucket++) {
    let entry = <usize>load<u32>(old + (bucket << 2));
    while (entry != 0) {
      const next = load<u32>(entry, LINK);
      addEntry(buckets, (count << 1) - 1, entry);
      entry = next;
    }
  }
  return buckets;
}

/** A chunk says its identifiers several times: they are counted first, and posted once. */
@inline
function see(identifier: usize): void {
  if (load<u32>(identifier, SEEN_IN) == chunk + 1) {
    store<u32>(identifier, load<u32>(identifier, SEEN) + 1, SEEN);
    return;
  }
  store<u32>(identifier, chunk + 1, SEEN_IN);
  store<u32>(identifier, 1, SEEN);
  store<u32>(identifier, <u32>seen, FOLLOWING);
  seen = identifier;
}

function postSeen(): u32 {
  let words: u32 = 0;
  for (let identifier = seen; identifier != 0; identifier = load<u32>(identifier, FOLLOWING)) {
    const count = load<u32>(identifier, SEEN);
    const sizes = load<u32>(identifier, SIZES);
    words += (sizes & 0xffff) * count;
    const last = identifier + IDENTIFIER + (<usize>(sizes >>> 16) << 2);
    for (let at = identifier + IDENTIFIER; at < last; at += 4) post(load<u32>(at), count);
  }
  return words;
}

/** An identifier that was not met before. */
function learn(first: u32, second: u32, start: usize, end: usize): usize {
  split(start, end);
  const all = hashCount + isIdentifier;
  const created = allocate(IDENTIFIER + (<usize>all << 2));
  store<u32>(created, first);
  store<u32>(created, second, SECOND);
  store<u32>(created, 0, SEEN_IN);
  store<u32>(created, hashCount | (all << 16), SIZES);
  const own = created + IDENTIFIER;
  for (let n: usize = 0; n < hashCount; n++) {
    store<u32>(own + (n << 2), <u32>intern(keyOf(load<u32>(HASHES_AT + (n << 2)), wordSalt)));
  }
  if (isIdentifier) store<u32>(own + (<usize>hashCount << 2), <u32>intern(keyOf(first, identifierSalt)));
  addEntry(identifiers, identifierMask, created);
  if (++identifierCount > identifierMask) {
    identifiers = doubled(identifiers, identifierMask + 1);
    identifierMask = (identifierMask << 1) | 1;
  }
  return created;
}

/** Splits the identifier at `[start, end)` as `visitIdentifier` of `terms.ts` does: the hashes of its words from `HASHES_AT` on. */
function split(start: usize, end: usize): void {
  if (splitAscii(start, end)) return;
  const found = splitOther(start, end);
  hashCount = found >>> 1;
  isIdentifier = found & 1;
}

function splitAscii(start: usize, end: usize): bool {
  hashCount = 0;
  let found: u32 = 0;
  let digitsOnly: u32 = 1;
  let pieceStart = start;
  let previous: u32 = 0;
  let lower = FNV_BASIS;
  for (let at = start; at < end; at += 2) {
    const unit = <u32>load<u16>(at);
    if (unit > 127) return false;
    const kind = <u32>load<u8>(KINDS_AT + unit);
    lower = (lower ^ lowered(unit, kind)) * FNV_PRIME;
    if (kind == UNDERSCORE) {
      found += endPiece(pieceStart, at);
      pieceStart = at + 2;
    } else {
      if (kind != DIGIT) digitsOnly = 0;
      if (at > pieceStart && startsPiece(at, end, kind, previous)) {
        found += endPiece(pieceStart, at);
        pieceStart = at;
      }
    }
    previous = kind;
  }
  found += endPiece(pieceStart, end);
  if (found > 1) noteHash(lower);
  isIdentifier = <u32>(end - start > 4) & (digitsOnly ^ 1);
  return true;
}

@inline
function noteHash(hash: u32): void {
  store<u32>(HASHES_AT + (<usize>hashCount << 2), hash);
  hashCount++;
}

@inline
function lowered(unit: u32, kind: u32): u32 {
  return kind == UPPER ? unit | 32 : unit;
}

/** camelCase humps ("parseRules", "HTTPServer" before the S) and borders between letters and digits. */
@inline
function startsPiece(at: usize, end: usize, kind: u32, previous: u32): bool {
  if (kind == DIGIT || previous == DIGIT) return kind != previous;
  if (kind != UPPER) return false;
  if (previous != UPPER) return true;
  return at + 2 < end && kindOf(<u32>load<u16>(at + 2)) == LOWER;
}

/** Whether there is a piece at `[start, end)`; notes its hash if it is a word. */
function endPiece(start: usize, end: usize): u32 {
  if (end <= start) return 0;
  if (end - start > 2) {
    const piece = pieceOf(start, end);
    if (load<u32>(piece, INDEXED)) noteHash(load<u32>(piece, STEM));
  }
  return 1;
}

/** Pieces stand in many identifiers: what the caller says of one is remembered. */
function pieceOf(start: usize, end: usize): usize {
  let first = FNV_BASIS;
  let second: u32 = 0;
  for (let at = start; at < end; at += 2) {
    const unit = <u32>load<u16>(at);
    const small = lowered(unit, <u32>load<u8>(KINDS_AT + unit));
    first = (first ^ small) * FNV_PRIME;
    second = second * 31 + small;
  }
  const known = entryIn(pieces, pieceMask, first, second);
  if (known != 0) return known;
  const hash = pieceHash(start, end);
  const created = allocate(PIECE);
  store<u32>(created, first);
  store<u32>(created, second, SECOND);
  store<u32>(created, hash < 0 ? 0 : <u32>hash, STEM);
  store<u32>(created, <u32>(hash >= 0), INDEXED);
  addEntry(pieces, pieceMask, created);
  if (++pieceCount > pieceMask) {
    pieces = doubled(pieces, pieceMask + 1);
    pieceMask = (pieceMask << 1) | 1;
  }
  return created;
}

/** Where `finish` has put the packed postings, behind their offsets and the keys, and how many bytes they take. */
let postings: usize = 0;
let postingsEnd: usize = 0;

export function termsFound(): u32 {
  return termCount;
}

export function postingsAt(): usize {
  return postings;
}

export function postingsBytes(): usize {
  return postingsEnd - postings;
}

/** The terms' keys in ascending order (i32 each), then the offsets of their postings and the last one's end (u32 each). */
export function finish(): usize {
  const keysAt = allocate(<usize>termCount << 2);
  const offsetsAt = allocate((<usize>termCount + 1) << 2);
  postings = allocate(packedBytes + <usize>termCount * LONGEST_POSTING);
  let out = postings;
  let rank: usize = 0;
  const lastBucket = terms + (<usize>1 << (termBits + 2));
  for (let bucket = terms; bucket < lastBucket; bucket += 4) {
    for (let term = <usize>load<u32>(bucket); term != 0; term = load<u32>(term, NEXT)) {
      store<u32>(keysAt + (rank << 2), load<u32>(term));
      store<u32>(offsetsAt + (rank << 2), <u32>(out - postings));
      rank++;
      const packed = <usize>load<u32>(term, EARLIER);
      const newest = load<u32>(term, NEWEST);
      if (packed != 0) out = copyBlocks(packed, out);
      out = write(out, distanceTo(newest, packed), newest & MOST_COUNT);
    }
  }
  store<u32>(offsetsAt + (rank << 2), <u32>(out - postings));
  postingsEnd = out;
  return keysAt;
}

function copyBlocks(packed: usize, start: usize): usize {
  let out = start;
  const last = <usize>load<u32>(packed, LAST_BLOCK);
  for (let block = <usize>load<u32>(packed, FIRST_BLOCK); block != 0; block = load<u32>(block)) {
    const bytes = <usize>load<u32>(block == last ? packed + WRITTEN : block + BLOCK_END) - block - BLOCK;
    memory.copy(out, block + BLOCK, bytes);
    out += bytes;
  }
  return out;
}
