import { parsePattern, type CharacterSet, type PatternNode } from './parsePattern.ts';

/**
 * How many ways a pattern may have to match one text from one place, from above and roughly: `Infinity` where rounds of
 * a repetition can be cut in many ways (exponential time), else the product of the repetitions that stand side by side
 * and take the same characters (polynomial time). After Weideman et al., "Analyzing Matching Time Behavior of
 * Backtracking Regular Expression Matchers", 2016.
 */
export function waysToMatch(pattern: RegExp): number {
  return walk(parsePattern(pattern), START).worst;
}

/** Repetitions before a place of the pattern that could end earlier or later, and what was seen so far. */
interface Chain {
  readonly open: readonly { readonly set: CharacterSet; readonly ways: number }[];
  readonly worst: number;
}

const START: Chain = { open: [], worst: 1 };

function walk(node: PatternNode, chain: Chain): Chain {
  switch (node.kind) {
    case 'set':
      return closing(chain, node.set);
    case 'sequence':
      return node.parts.reduce((before, part) => walk(part, before), chain);
    case 'choice': {
      const ends = node.ways.map((way) => walk(way, chain));
      const widest = ends.reduce((a, b) => (product(b) > product(a) ? b : a));
      return { open: widest.open, worst: Math.max(...ends.map(({ worst }) => worst)) };
    }
    case 'look':
      return { open: chain.open, worst: Math.max(chain.worst, walk(node.body, START).worst) };
    case 'repeat':
      return repeated(node, chain);
  }
}

/** A character that must stand here: only repetitions that take it too can still shift. */
function closing({ open, worst }: Chain, set: CharacterSet): Chain {
  return { open: open.filter((item) => (item.set & set) !== 0n), worst };
}

function repeated({ body, least, most }: PatternNode & { kind: 'repeat' }, chain: Chain): Chain {
  const set = soleSet(body);
  if (most === 1 || (set === undefined && least === most && most <= 4)) {
    const through = Array.from({ length: most }).reduce<Chain>((before) => walk(body, before), chain);
    if (least > 0) return through;
    return { open: [...longer(through, chain).open], worst: Math.max(through.worst, chain.worst) };
  }
  if (set === undefined && isAmbiguous(body)) return { open: [], worst: Infinity };
  // Rounds that cannot be cut in two ways are as many as the text says: the last one stands for all.
  const through = set === undefined ? walk(body, chain) : closing(chain, set);
  if (least === most) return through;
  const { open } = set === undefined && least === 0 ? longer(through, chain) : through;
  const next = { open: [...open, { set: set ?? everySet(body), ways: most - least + 1 }] };
  return { open: next.open, worst: Math.max(chain.worst, through.worst, product(next)) };
}

function longer(a: Chain, b: Chain): Chain {
  return product(a) >= product(b) ? a : b;
}

function product({ open }: Pick<Chain, 'open'>): number {
  return open.reduce((ways, item) => ways * item.ways, 1);
}

/** True when two rounds of the body can share characters in more than one way. */
function isAmbiguous(body: PatternNode): boolean {
  const { least, varies, first, last } = shapeOf(body);
  if (least === 0) return true;
  if (body.kind !== 'choice') return varies && (first & last) !== 0n;
  const ways = body.ways.map(shapeOf);
  const overlap = ways.some((way, index) => ways.slice(index + 1).some((other) => (way.first & other.first) !== 0n));
  return overlap || ways.some((way) => way.varies && (way.last & first) !== 0n);
}

interface Extent {
  /** Least number of characters. */
  readonly least: number;
  /** True when it may take more or fewer characters. */
  readonly varies: boolean;
  readonly first: CharacterSet;
  readonly last: CharacterSet;
}

function shapeOf(node: PatternNode): Extent {
  switch (node.kind) {
    case 'set':
      return { least: 1, varies: false, first: node.set, last: node.set };
    case 'look':
      return EMPTY;
    case 'choice': {
      const ways = node.ways.map(shapeOf);
      return {
        least: Math.min(...ways.map(({ least }) => least)),
        varies: ways.some(({ varies, least }) => varies || least !== ways[0]?.least),
        first: ways.reduce((set, way) => set | way.first, 0n),
        last: ways.reduce((set, way) => set | way.last, 0n),
      };
    }
    case 'repeat': {
      const shape = shapeOf(node.body);
      return { ...shape, least: shape.least * node.least, varies: shape.varies || node.least !== node.most };
    }
    case 'sequence':
      return node.parts.map(shapeOf).reduce(
        (a, b) => ({
          least: a.least + b.least,
          varies: a.varies || b.varies,
          first: a.least === 0 ? a.first | b.first : a.first,
          last: b.least === 0 ? a.last | b.last : b.last,
        }),
        EMPTY,
      );
  }
}

const EMPTY: Extent = { least: 0, varies: false, first: 0n, last: 0n };

/** The set of a body that takes exactly one character, lookarounds before it or not. */
function soleSet(node: PatternNode): CharacterSet | undefined {
  if (node.kind === 'set') return node.set;
  if (node.kind === 'choice') {
    const sets = node.ways.map(soleSet);
    return sets.every((set) => set !== undefined) ? sets.reduce((a, b) => a | b, 0n) : undefined;
  }
  if (node.kind !== 'sequence') return undefined;
  const taking = node.parts.filter(({ kind }) => kind !== 'look');
  return taking.length === 1 ? soleSet(taking[0] as PatternNode) : undefined;
}

/** Every character that may stand in it. */
function everySet(node: PatternNode): CharacterSet {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'look':
      return 0n;
    case 'repeat':
      return everySet(node.body);
    case 'choice':
      return node.ways.map(everySet).reduce((a, b) => a | b, 0n);
    case 'sequence':
      return node.parts.map(everySet).reduce((a, b) => a | b, 0n);
  }
}
