import { Alphabet } from './alphabet.ts';
import type { Keyword } from './keyword.ts';
import { edgeKey, ROOT, Trie } from './trie.ts';
import { needsBoundary } from './wordBoundary.ts';

/** What must be checked at a hit of a keyword. */
export const BOUNDED_START = 1;
export const BOUNDED_END = 2;
/** The keyword holds white space, so that its length in the text varies. */
export const SPACED = 4;

/**
 * A complete Aho-Corasick automaton (Aho and Corasick, CACM 18(6), 1975) with all failure transitions worked out, made
 * to be read by `scan` alone. States are numbered breadth first, since texts are mostly near the root, but those with
 * hits last, so that one comparison tells them.
 */
export interface Automaton {
  readonly alphabet: Alphabet;
  /** `table[state * stride + symbol]` is the next state. */
  readonly table: StateTable;
  /** The first state with hits. */
  readonly firstMatch: number;
  /** The first state with a hit that may end within a word; below it, a letter that follows rules all hits out. */
  readonly firstUnboundedMatch: number;
  /** Cells a row. */
  readonly stride: number;
  /**
   * By state: length, in symbols, of the longest keyword prefix that the text just read ends with. A run of white space
   * counts once, a unit that is spelt with two symbols twice; more than 65,535 count as that.
   */
  readonly depths: Uint16Array;
  /** Keywords of state `firstMatch + m`: `keywordIds` from `keywordStarts[m]` to `keywordStarts[m + 1]`. */
  readonly keywordStarts: Int32Array;
  readonly keywordIds: Int32Array;
  /** The `m` of the match state whose keywords end here too, or -1. */
  readonly shorterMatch: Int32Array;
  /** By keyword: its length in units, a run of white space counted as one. */
  readonly lengths: Int32Array;
  /** By keyword: `BOUNDED_START`, `BOUNDED_END`, `SPACED`. */
  readonly checks: Uint8Array;
  /** Memory of the tables. */
  readonly bytes: number;
}

/** Half the size, and so more of it in the processor's caches, as long as the states' numbers allow. */
type StateTable = Uint16Array | Uint32Array;

/**
 * Builds the automaton of all keywords; a hit names a keyword by its index in `keywords`. White space at either end of
 * a keyword is dropped; a keyword that is empty or holds half a surrogate pair is never found. Memory grows with
 * (total length of the keywords) × (distinct folded characters); callers with untrusted keywords bound their number.
 */
export function buildAutomaton(keywords: readonly Keyword[]): Automaton {
  const texts = keywords.map(({ text }) => (LONE_SURROGATE.test(text) ? '' : text.trim().replace(/\s+/g, ' ')));
  const alphabet = new Alphabet(texts);
  const trie = new Trie(alphabet);
  texts.forEach((text, keyword) => {
    if (text !== '') trie.insert(text, keyword);
  });
  const order = trie.breadthFirst();
  const failures = failureLinks(trie, order);
  const checks = Uint8Array.from(texts, (text, keyword) => checksOf(text, keywords[keyword]?.wordBounded ?? false));
  const numbering = numberStates(trie, order, { failures, checks });
  const stride = alphabet.symbolCount;
  const space = alphabet.codes[SPACE] as number;
  const parts = {
    table: fillTable(trie, order, { failures, numbers: numbering.numbers, stride, space }),
    ...collectMatches(trie, order, failures, numbering),
    depths: depthsByState(trie, numbering.numbers),
    lengths: Int32Array.from(texts, (text) => text.length),
    checks,
  };
  return {
    alphabet,
    ...parts,
    stride,
    firstMatch: numbering.firstMatch,
    firstUnboundedMatch: numbering.firstUnboundedMatch,
    bytes: Object.values(parts).reduce((sum, part) => sum + part.byteLength, alphabet.codes.byteLength),
  };
}

const SPACE = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;

function checksOf(text: string, wordBounded: boolean): number {
  const characters = wordBounded ? Array.from(text) : [];
  const first = characters[0] ?? '';
  const last = characters.at(-1) ?? '';
  return (
    (needsBoundary(first) ? BOUNDED_START : 0) |
    (needsBoundary(last) ? BOUNDED_END : 0) |
    (text.includes(' ') ? SPACED : 0)
  );
}

/** By node: the node of its longest proper suffix that begins some keyword. */
function failureLinks(trie: Trie, order: readonly number[]): Int32Array {
  const failures = new Int32Array(trie.size);
  for (const node of order) {
    const parent = trie.parents[node] as number;
    if (parent <= ROOT) continue;
    const symbol = trie.symbols[node] as number;
    let suffix = failures[parent] as number;
    while (suffix !== ROOT && trie.child(suffix, symbol) < 0) suffix = failures[suffix] as number;
    failures[node] = Math.max(ROOT, trie.child(suffix, symbol));
  }
  return failures;
}

interface Numbering {
  /** State number of each node: breadth first, but nodes with hits last, those with an unbounded hit last of all. */
  readonly numbers: Int32Array;
  readonly firstMatch: number;
  readonly firstUnboundedMatch: number;
}

const SILENT = 0;
const BOUNDED = 1;
const UNBOUNDED = 2;

function numberStates(
  trie: Trie,
  order: readonly number[],
  { failures, checks }: { failures: Int32Array; checks: Uint8Array },
): Numbering {
  const kinds = new Uint8Array(trie.size);
  for (const node of order) {
    const own = trie.keywordsAt.get(node) ?? [];
    const unbounded = own.some((keyword) => !((checks[keyword] as number) & BOUNDED_END));
    const kind = unbounded ? UNBOUNDED : own.length > 0 ? BOUNDED : SILENT;
    kinds[node] = Math.max(kind, kinds[failures[node] as number] as number);
  }
  const numbers = new Int32Array(trie.size);
  let next = 0;
  const numberAll = (kind: number) => {
    for (const node of order) if (kinds[node] === kind) numbers[node] = next++;
    return next;
  };
  const firstMatch = numberAll(SILENT);
  const firstUnboundedMatch = numberAll(BOUNDED);
  numberAll(UNBOUNDED);
  return { numbers, firstMatch, firstUnboundedMatch };
}

/** A row is the row of the failure node, with the node's own edges over it. */
function fillTable(
  trie: Trie,
  order: readonly number[],
  { failures, numbers, stride, space }: { failures: Int32Array; numbers: Int32Array; stride: number; space: number },
): StateTable {
  const table = new (trie.size <= 0x10000 ? Uint16Array : Uint32Array)(trie.size * stride);
  const edges = edgesByNode(trie);
  for (const node of order) {
    const number = numbers[node] as number;
    const row = number * stride;
    const failure = (numbers[failures[node] as number] as number) * stride;
    if (row !== failure) table.copyWithin(row, failure, failure + stride);
    for (const [symbol, child] of edges(node)) table[row + symbol] = numbers[child] as number;
    // A run of white space is as good as one space: what follows the first changes nothing.
    if (space !== 0 && node !== ROOT && trie.symbols[node] === space) table[row + space] = number;
  }
  return table;
}

function depthsByState(trie: Trie, numbers: Int32Array): Uint16Array {
  const depths = new Uint16Array(trie.size);
  numbers.forEach((number, node) => (depths[number] = Math.min(trie.depths[node] as number, 0xffff)));
  return depths;
}

function edgesByNode(trie: Trie): (node: number) => readonly (readonly [symbol: number, child: number])[] {
  const edges = new Map<number, [number, number][]>();
  const add = (from: number, symbol: number, to: number) => {
    const there = edges.get(from);
    if (there) there.push([symbol, to]);
    else edges.set(from, [[symbol, to]]);
  };
  for (let node = 1; node < trie.size; node++) add(trie.parents[node] as number, trie.symbols[node] as number, node);
  for (const [key, to] of trie.extraEdges) add(Math.floor(key / edgeKey(1, 0)), key % edgeKey(1, 0), to);
  return (node) => edges.get(node) ?? [];
}

function collectMatches(trie: Trie, order: readonly number[], failures: Int32Array, numbering: Numbering) {
  const { numbers, firstMatch } = numbering;
  const nodes = order.filter((node) => (numbers[node] as number) >= firstMatch);
  nodes.sort((a, b) => (numbers[a] as number) - (numbers[b] as number));
  const lists = nodes.map((node) => trie.keywordsAt.get(node) ?? []);
  const keywordStarts = new Int32Array(nodes.length + 1);
  lists.forEach((list, match) => (keywordStarts[match + 1] = (keywordStarts[match] as number) + list.length));
  const shorterMatch = Int32Array.from(nodes, (node) =>
    Math.max(-1, (numbers[failures[node] as number] as number) - firstMatch),
  );
  return { keywordStarts, keywordIds: Int32Array.from(lists.flat()), shorterMatch };
}
