/** What a regular expression is made of, as far as backtracking is concerned. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly ways: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly body: PatternNode; readonly least: number; readonly most: number }
  /** Lookarounds and anchors: they take no characters. */
  | { readonly kind: 'look'; readonly body: PatternNode };

/** A bit for each ASCII character, and one more for all others together. */
export type CharacterSet = bigint;

const ALL = (1n << 129n) - 1n;
const NOTHING: PatternNode = { kind: 'sequence', parts: [] };

/** Parses the source of a pattern without back references. Throws on what it does not know. */
export function parsePattern({ source, ignoreCase }: RegExp): PatternNode {
  const parser = new Parser(source, ignoreCase);
  return parser.choice();
}

class Parser {
  #at = 0;
  readonly #source: string;
  readonly #ignoreCase: boolean;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
  }

  choice(): PatternNode {
    const ways = [this.#sequence()];
    while (this.#take('|')) ways.push(this.#sequence());
    return ways.length === 1 ? (ways[0] as PatternNode) : { kind: 'choice', ways };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at)))
      parts.push(this.#quantified(this.#atom()));
    return { kind: 'sequence', parts };
  }

  #quantified(body: PatternNode): PatternNode {
    const rest = this.#source.slice(this.#at);
    const [text, sign, least, comma, most] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(rest) ?? [];
    if (text === undefined) return body;
    this.#at += text.length;
    if (sign !== undefined)
      return { kind: 'repeat', body, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
    const upper = most ? Number(most) : comma ? Infinity : Number(least);
    return { kind: 'repeat', body, least: Number(least), most: upper };
  }

  #atom(): PatternNode {
    if (this.#take('(')) return this.#group();
    if (this.#take('[')) return { kind: 'set', set: this.#class() };
    if (this.#take('^') || this.#take('$')) return { kind: 'look', body: NOTHING };
    if (this.#take('.')) return { kind: 'set', set: ALL & ~bit('\n') & ~bit('\r') };
    if (this.#source.startsWith('\\b', this.#at) || this.#source.startsWith('\\B', this.#at)) {
      this.#at += 2;
      return { kind: 'look', body: NOTHING };
    }
    return { kind: 'set', set: this.#folded(this.#character()) };
  }

  #group(): PatternNode {
    const opening = /^\?(?:<?[=!]|:|<\w+>)/.exec(this.#source.slice(this.#at))?.[0] ?? '';
    this.#at += opening.length;
    const body = this.choice();
    if (!this.#take(')')) throw new Error(`no end of a group in ${this.#source}`);
    return /[=!]$/.test(opening) ? { kind: 'look', body } : body;
  }

  #class(): CharacterSet {
    const negated = this.#take('^');
    let set = 0n;
    while (!this.#take(']')) {
      const from = this.#character();
      if (this.#source.charAt(this.#at) === '-' && this.#source.charAt(this.#at + 1) !== ']') {
        this.#at++;
        set |= range(from, this.#character());
      } else {
        set |= from;
      }
    }
    set = this.#folded(set);
    return negated ? ALL & ~set : set;
  }

  #character(): CharacterSet {
    const character = this.#source.charAt(this.#at++);
    if (character !== '\\') return bit(character);
    const escaped = this.#source.charAt(this.#at++);
    const known = ESCAPES[escaped];
    if (known !== undefined) return known;
    if (/[A-Za-z0-9]/.test(escaped)) throw new Error(`unknown escape \\${escaped} in ${this.#source}`);
    return bit(escaped);
  }

  #folded(set: CharacterSet): CharacterSet {
    if (!this.#ignoreCase) return set;
    const upper = range(bit('A'), bit('Z'));
    const lower = range(bit('a'), bit('z'));
    return set | ((set & upper) << 32n) | ((set & lower) >> 32n);
  }

  #take(character: string): boolean {
    if (this.#source.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }
}

function bit(character: string): CharacterSet {
  return 1n << BigInt(Math.min(128, character.charCodeAt(0)));
}

/** All characters from the one that is in the first set to the one that is in the second. */
function range(from: CharacterSet, to: CharacterSet): CharacterSet {
  return (to << 1n) - from;
}

const WORD = range(bit('a'), bit('z')) | range(bit('A'), bit('Z')) | range(bit('0'), bit('9')) | bit('_');
const SPACE = [...' \t\n\r\v\f\u00a0'].reduce((set, character) => set | bit(character), 0n);
const DIGIT = range(bit('0'), bit('9'));
const ESCAPES: Readonly<Record<string, CharacterSet>> = {
  w: WORD,
  W: ALL & ~WORD,
  s: SPACE,
  S: ALL & ~SPACE,
  d: DIGIT,
  D: ALL & ~DIGIT,
  n: bit('\n'),
  r: bit('\r'),
  t: bit('\t'),
};
