import { otherCaseLow } from './caseFolding.ts';
import type { Alphabet } from './alphabet.ts';

export const ROOT = 0;
const NONE = -1;

/**
 * The keywords as a trie over the symbols of an {@link Alphabet}; node 0 is the root. Nodes keep their children in a
 * linked list: the trie lives only until the automaton is built, so it should be small rather than quick.
 */
export class Trie {
  readonly parents: number[] = [NONE];
  /** Symbol on the edge into each node. */
  readonly symbols: number[] = [0];
  readonly depths: number[] = [0];
  /** Keywords that end at a node. */
  readonly keywordsAt = new Map<number, number[]>();
  /** Further edges, `node * 65536 + symbol` → child, for the other case of letters outside the BMP. */
  readonly extraEdges = new Map<number, number>();
  readonly #firstChild: number[] = [NONE];
  readonly #nextSibling: number[] = [NONE];
  readonly #alphabet: Alphabet;

  constructor(alphabet: Alphabet) {
    this.#alphabet = alphabet;
  }

  get size(): number {
    return this.parents.length;
  }

  /** Adds a keyword whose runs of white space are single spaces. */
  insert(text: string, keyword: number): void {
    let node = ROOT;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const other = at > 0 ? otherCaseLow(text.charCodeAt(at - 1), unit) : undefined;
      // Of two cases the smaller unit is spelt out and the larger one gets an extra edge, whichever the keyword has.
      const next = this.#walk(node, this.#alphabet.spelling(other === undefined ? unit : Math.min(unit, other)));
      if (other !== undefined) this.#addExtraEdge(node, this.#alphabet.spelling(Math.max(unit, other)), next);
      node = next;
    }
    const there = this.keywordsAt.get(node);
    if (there) there.push(keyword);
    else this.keywordsAt.set(node, [keyword]);
  }

  /** The child of `node` over `symbol`, or -1. */
  child(node: number, symbol: number): number {
    let child = this.#firstChild[node] as number;
    while (child !== NONE && this.symbols[child] !== symbol) child = this.#nextSibling[child] as number;
    if (child === NONE && this.extraEdges.size > 0) return this.extraEdges.get(edgeKey(node, symbol)) ?? NONE;
    return child;
  }

  /** All nodes, the nearest to the root first. */
  breadthFirst(): number[] {
    const order: number[] = [ROOT];
    for (let at = 0; at < order.length; at++) {
      let child = this.#firstChild[order[at] as number] as number;
      for (; child !== NONE; child = this.#nextSibling[child] as number) order.push(child);
    }
    return order;
  }

  #walk(node: number, spelling: readonly number[]): number {
    return spelling.reduce((from, symbol) => this.#childOrNew(from, symbol), node);
  }

  #addExtraEdge(node: number, spelling: readonly number[], to: number): void {
    const from = this.#walk(node, spelling.slice(0, -1));
    this.extraEdges.set(edgeKey(from, spelling.at(-1) ?? 0), to);
  }

  #childOrNew(node: number, symbol: number): number {
    const known = this.child(node, symbol);
    if (known !== NONE) return known;
    const child = this.size;
    this.parents.push(node);
    this.symbols.push(symbol);
    this.depths.push((this.depths[node] as number) + 1);
    this.#firstChild.push(NONE);
    this.#nextSibling.push(this.#firstChild[node] as number);
    this.#firstChild[node] = child;
    return child;
  }
}

export function edgeKey(node: number, symbol: number): number {
  return node * 65_536 + symbol;
}
