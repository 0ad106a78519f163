// Line feeds of a stretch of bytes, 16 at a time, in AssemblyScript; `server/build/compileKernel.mjs` compiles it and
// `lineKernel.ts` calls it. Addresses and lengths are bytes.

/** Bytes that one turn of the loop counts, and turns after which a counter of 8 bits may be full. */
const TURN: usize = 128;
const TURNS: usize = 255;
const GROUP: usize = 64;

/**
 * How many line feeds there are. The caller names their byte: the engine would load a constant anew for each comparison,
 * which takes three times as long.
 */
export function count(at: usize, bytes: usize, lineFeed: i8): u32 {
  const feed = i8x16.splat(lineFeed);
  const end = at + bytes;
  const last = end - bytes % TURN;
  let total: u32 = 0;
  let p = at;
  while (p < last) {
    let a = i8x16.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let e = a;
    let f = a;
    let g = a;
    let h = a;
    for (const stop = min<usize>(last, p + TURN * TURNS); p < stop; p += TURN) {
      a = i8x16.sub(a, i8x16.eq(v128.load(p), feed));
      b = i8x16.sub(b, i8x16.eq(v128.load(p, 16), feed));
      c = i8x16.sub(c, i8x16.eq(v128.load(p, 32), feed));
      d = i8x16.sub(d, i8x16.eq(v128.load(p, 48), feed));
      e = i8x16.sub(e, i8x16.eq(v128.load(p, 64), feed));
      f = i8x16.sub(f, i8x16.eq(v128.load(p, 80), feed));
      g = i8x16.sub(g, i8x16.eq(v128.load(p, 96), feed));
      h = i8x16.sub(h, i8x16.eq(v128.load(p, 112), feed));
    }
    total += sum(a) + sum(b) + sum(c) + sum(d) + sum(e) + sum(f) + sum(g) + sum(h);
  }
  for (; p < end; p++) total += u32(load<i8>(p) == lineFeed);
  return total;
}

function sum(counters: v128): u32 {
  const fours = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counters));
  return (
    i32x4.extract_lane(fours, 0) +
    i32x4.extract_lane(fours, 1) +
    i32x4.extract_lane(fours, 2) +
    i32x4.extract_lane(fours, 3)
  );
}

/**
 * Writes the offset behind each line feed (u32) from `out` on, where the first byte's is `offset`, and returns where they
 * end; 12 bytes more are written over. Most groups of 64 bytes hold one to four, which are written without asking how many there are.
 */
export function starts(at: usize, bytes: usize, offset: u32, out: usize, lineFeed: i8): usize {
  const feed = i8x16.splat(lineFeed);
  const end = at + bytes;
  const last = end - bytes % GROUP;
  let to = out;
  let p = at;
  for (; p < last; p += GROUP) {
    let feeds = feedsOf(p, feed) | (feedsOf(p + 16, feed) << 16) | (feedsOf(p + 32, feed) << 32) | (feedsOf(p + 48, feed) << 48);
    if (!feeds) continue;
    const behind = <u32>(p - at) + offset + 1;
    const next = to + (<usize>popcnt(feeds) << 2);
    store<u32>(to, behind + <u32>ctz(feeds));
    feeds &= feeds - 1;
    store<u32>(to, behind + <u32>ctz(feeds), 4);
    feeds &= feeds - 1;
    store<u32>(to, behind + <u32>ctz(feeds), 8);
    feeds &= feeds - 1;
    store<u32>(to, behind + <u32>ctz(feeds), 12);
    feeds &= feeds - 1;
    for (to += 16; feeds; to += 4) {
      store<u32>(to, behind + <u32>ctz(feeds));
      feeds &= feeds - 1;
    }
    to = next;
  }
  for (; p < end; p++) {
    if (load<i8>(p) != lineFeed) continue;
    store<u32>(to, <u32>(p - at) + offset + 1);
    to += 4;
  }
  return to;
}

@inline
function feedsOf(at: usize, feed: v128): u64 {
  return <u64>i8x16.bitmask(i8x16.eq(v128.load(at), feed));
}
