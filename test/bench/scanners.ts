import { buildAutomaton, type Automaton } from '../../server/src/engine/scan/automaton.ts';
import { foldUnit } from '../../server/src/engine/scan/caseFolding.ts';
import { HitBuffer } from '../../server/src/engine/scan/hitBuffer.ts';
import { useTextWriter } from '../../server/src/engine/wasm.ts';
import { scan } from '../../server/src/engine/scan/scanner.ts';
import { isWordBoundary } from '../../server/src/engine/scan/wordBoundary.ts';
import { utf16Writer } from '../../server/src/base/utf16Writer.ts';
import type { CorpusFile } from './corpus/files.ts';
import { loadPeer } from './peers.ts';

/** Receives a hit: the keyword's index and its range in the text. */
export type OnHit = (keyword: number, start: number, end: number) => void;
export type Scanner = (text: string, onHit: OnHit) => void;
type Matcher = new (keywords: readonly string[]) => {
  matchInText(text: string): readonly { begin: number; end: number; keyword: string }[];
};
type Ahocorasick = new (keywords: readonly string[]) => {
  search(text: string): readonly (readonly [last: number, keywords: readonly string[]])[];
};

export function ourAutomaton(keywords: readonly string[]): Automaton {
  return buildAutomaton(keywords.map((text) => ({ text, wordBounded: true })));
}

export function ourScanner(automaton: Automaton): Scanner {
  useTextWriter(utf16Writer);
  const hits = new HitBuffer();
  return (text, onHit) => {
    hits.clear();
    scan(automaton, text, hits);
    for (let hit = 0; hit < hits.count; hit++) onHit(hits.keyword(hit), hits.start(hit), hits.end(hit));
  };
}

/** The npm packages, each as a way to make a scanner. Built one by one, their memory can be told. */
export async function peerMakers(): Promise<Readonly<Record<string, (keywords: readonly string[]) => Scanner>>> {
  const { default: Ahocorasick } = await loadPeer<{ default: Ahocorasick }>('ahocorasick');
  const matcherMaker = async (specifier: string) => {
    const { AhoCorasick } = await loadPeer<{ AhoCorasick: Matcher }>(specifier);
    return (keywords: readonly string[]) => matcherScanner(AhoCorasick, keywords);
  };
  return {
    ahocorasick: (keywords) => ahocorasickScanner(Ahocorasick, keywords),
    '@monyone/aho-corasick': await matcherMaker('@monyone/aho-corasick'),
    '@monyone/aho-corasick/fast': await matcherMaker('@monyone/aho-corasick/fast'),
  };
}

export async function peerScanners(keywords: readonly string[]): Promise<Record<string, Scanner>> {
  const makers = Object.entries(await peerMakers());
  return Object.fromEntries(makers.map(([name, make]) => [name, make(keywords)]));
}

function ahocorasickScanner(Ahocorasick: Ahocorasick, keywords: readonly string[]): Scanner {
  const indexOf = indexes(keywords);
  const matcher = new Ahocorasick(keywords);
  return (text, onHit) => {
    for (const [last, found] of matcher.search(fold(text))) {
      for (const keyword of found) {
        const start = last + 1 - keyword.length;
        if (isBounded(text, start, last + 1)) onHit(indexOf.get(keyword)!, start, last + 1);
      }
    }
  };
}

function matcherScanner(Matcher: Matcher, keywords: readonly string[]): Scanner {
  const indexOf = indexes(keywords);
  const matcher = new Matcher(keywords);
  return (text, onHit) => {
    for (const { begin, end, keyword } of matcher.matchInText(fold(text))) {
      if (isBounded(text, begin, end)) onHit(indexOf.get(keyword)!, begin, end);
    }
  };
}

/** The longest keyword at each position by a look-ahead; the shorter ones that it begins with are looked up. */
export function regexScanner(keywords: readonly string[]): Scanner {
  const indexOf = indexes(keywords);
  const longestFirst = keywords.toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?=(${longestFirst.join('|')}))`, 'g');
  const prefixes = new Map(keywords.map((keyword) => [keyword, keywords.filter((other) => keyword.startsWith(other))]));
  return (text, onHit) => {
    for (const match of fold(text).matchAll(pattern)) {
      for (const keyword of prefixes.get(match[1]!)!) {
        const end = match.index + keyword.length;
        if (isBounded(text, match.index, end)) onHit(indexOf.get(keyword)!, match.index, end);
      }
    }
  };
}

/** Reads every hit, so that no side can leave work undone. */
export function digest(files: readonly CorpusFile[], scanner: Scanner): number {
  let sum = 0;
  for (const { text } of files) {
    scanner(text, (keyword, start, end) => (sum = (Math.imul(sum, 31) + keyword + start * 7 + end) | 0));
  }
  return sum;
}

/**
 * Throws unless all scanners give the same hits for every file, in whatever order; returns how many. Ours alone finds
 * phrases across runs of white space and line breaks, which are left out.
 */
export function checkSameHits(
  files: readonly CorpusFile[],
  keywords: readonly string[],
  winnow: Scanner,
  peers: Readonly<Record<string, Scanner>>,
): number {
  let count = 0;
  for (const { path, text } of files) {
    const expected = sumOfHits((onHit) =>
      winnow(text, (keyword, start, end) => {
        const asSpelt = end - start === keywords[keyword]!.length && !/[^\S ]/.test(text.slice(start, end));
        if (asSpelt) onHit(keyword, start, end);
      }),
    );
    count += expected.count;
    for (const [name, scanner] of Object.entries(peers)) {
      const got = sumOfHits((onHit) => scanner(text, onHit));
      if (got.count !== expected.count || got.sum !== expected.sum)
        throw new Error(`${name} finds ${got.count} hits in ${path}, Winnow ${expected.count}, or others`);
    }
  }
  return count;
}

/** Count of hits and a sum of their hashes, in which order does not matter. */
function sumOfHits(run: (onHit: OnHit) => void): { readonly count: number; readonly sum: number } {
  let count = 0;
  let sum = 0;
  run((keyword, start, end) => {
    const mixed = Math.imul(
      Math.imul(Math.imul(keyword ^ 0x9e3779b9, 0x85ebca6b) ^ start, 0xc2b2ae35) ^ end,
      0x27d4eb2f,
    );
    sum = (sum + (mixed ^ (mixed >>> 15))) | 0;
    count++;
  });
  return { count, sum };
}

function indexes(keywords: readonly string[]): ReadonlyMap<string, number> {
  return new Map(keywords.map((keyword, index) => [keyword, index]));
}

/** Lower case of the same length, so that offsets hold. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, at) => String.fromCharCode(foldUnit(text.charCodeAt(at)))).join('');
}

function isBounded(text: string, start: number, end: number): boolean {
  return isWordBoundary(text, start) && isWordBoundary(text, end);
}
