import { isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import type { Span } from '../text/span.ts';
import type { PlacedText, RuleProblem, RuleProblemCode } from './rule.ts';
import { MAX_PROBLEMS, type RulesDocument } from './rulesDocument.ts';

/** Bounds on what one file may ask for; an alias makes much of little, so the file's size alone is no bound. */
const MAX_NODES = 50_000;
const MAX_NESTING = 8;
const MAX_TEXT_LENGTH = 200;
const MAX_PATTERN_LENGTH = 2000;

/** One key of a mapping and what stands under it. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  /** From the key to the end of the value. */
  readonly span: Span;
  readonly value: Node | undefined;
}

/** Reads values out of a rules document; what does not fit becomes a problem with its place. */
export class RuleReader {
  readonly #document: RulesDocument;
  readonly #problems: RuleProblem[];
  #nodesLeft = MAX_NODES;

  constructor(document: RulesDocument) {
    this.#document = document;
    this.#problems = [...document.problems];
  }

  get problems(): readonly RuleProblem[] {
    return this.#problems;
  }

  error(where: Node | Span, code: RuleProblemCode, message: string): void {
    this.#report(where, { code, message, severity: 'error' });
  }

  warn(where: Node | Span, code: RuleProblemCode, message: string): void {
    this.#report(where, { code, message, severity: 'warning' });
  }

  spanOf(node: Node): Span {
    return this.#document.spanOf(node);
  }

  /** Entries of a mapping whose keys are regular expressions. */
  patternEntries(value: Node | undefined, what: string): readonly Entry[] {
    return this.entries(value, what, MAX_PATTERN_LENGTH);
  }

  /** Entries of a mapping; nothing for an empty value, a problem and nothing for anything else. */
  entries(value: Node | undefined, what: string, maxKeyLength = MAX_TEXT_LENGTH): readonly Entry[] {
    const node = this.#document.resolve(value);
    if (!node || isEmpty(node)) return [];
    if (!isMap(node)) {
      this.error(node, 'value', `${what} must be a mapping (NAME: …)`);
      return [];
    }
    const entries = new Map<string, Entry>();
    for (const pair of node.items) {
      if (this.#nodesLeft-- <= 0) break;
      const keyNode = this.#document.resolve(pair.key);
      const key = textOf(keyNode)?.trim();
      if (!keyNode || !key || !this.#accepts(keyNode, key, maxKeyLength)) {
        this.error(keyNode ?? node, 'value', `${what} has a key that is no name`);
        continue;
      }
      const keySpan = this.#document.spanOf(keyNode);
      if (entries.has(key)) this.warn(keySpan, 'duplicate-key', `“${key}” stands here twice: the last one counts`);
      entries.set(key, {
        key,
        keySpan,
        span: this.#entrySpan(keySpan, pair.value),
        value: this.#document.resolve(pair.value),
      });
    }
    return [...entries.values()];
  }

  /** Entries of a mapping by key; keys that are not in `known` are warned of. */
  fields(value: Node | undefined, what: string, known: readonly string[]): ReadonlyMap<string, Entry> {
    const fields = new Map<string, Entry>();
    for (const entry of this.entries(value, what)) {
      if (known.includes(entry.key)) fields.set(entry.key, entry);
      else
        this.warn(entry.keySpan, 'unknown-key', `${what}: unknown key “${entry.key}”, known are ${known.join(', ')}`);
    }
    return fields;
  }

  items(value: Node | undefined, what: string): readonly Node[] {
    const node = this.#document.resolve(value);
    if (!node || isEmpty(node)) return [];
    if (!isSeq(node)) {
      this.error(node, 'value', `${what} must be a list`);
      return [];
    }
    const items = node.items.map((item) => this.#document.resolve(item)).filter((item) => item !== undefined);
    this.#nodesLeft -= items.length;
    return this.#nodesLeft < 0 ? [] : items;
  }

  /** All texts of a text or of a list, nested as it may be, in order. */
  texts(value: Node | undefined, what: string, maxLength = MAX_TEXT_LENGTH): readonly PlacedText[] {
    const texts: PlacedText[] = [];
    this.#collect(value, { what, maxLength, texts }, 0);
    return texts;
  }

  /** As {@link texts}, where one text may also be a list with commas: `a, b`. */
  names(value: Node | undefined, what: string): readonly PlacedText[] {
    return this.texts(value, what).flatMap((list) => {
      const names = list.text.split(',').map((name) => name.trim());
      return this.parts(
        list,
        names.filter((name) => name !== ''),
      );
    });
  }

  /** Where parts of a text stand, in order; a part that is spelt with escapes has the place of the whole. */
  parts({ span }: PlacedText, parts: readonly string[]): readonly PlacedText[] {
    const source = this.#document.source.slice(span.start, span.end);
    let from = 0;
    return parts.map((text) => {
      const at = source.indexOf(text, from);
      if (at < 0) return { text, span };
      from = at + text.length;
      return { text, span: { start: span.start + at, end: span.start + from } };
    });
  }

  text(value: Node | undefined): string | undefined {
    return textOf(this.#document.resolve(value))?.trim();
  }

  isList(value: Node | undefined): boolean {
    return isSeq(this.#document.resolve(value));
  }

  isMapping(value: Node | undefined): boolean {
    return isMap(this.#document.resolve(value));
  }

  /** Without the white space that follows a mapping or a list. */
  #entrySpan(keySpan: Span, value: unknown): Span {
    const end = isNode(value) ? this.spanOf(value).end : 0;
    const { length } = this.#document.source.slice(keySpan.start, end).trimEnd();
    return { start: keySpan.start, end: Math.max(keySpan.end, keySpan.start + length) };
  }

  #collect(value: unknown, into: Collection, depth: number): void {
    const node = this.#document.resolve(value);
    if (!node || this.#nodesLeft-- <= 0) return;
    if (isSeq(node) && depth < MAX_NESTING) {
      for (const item of node.items) this.#collect(item, into, depth + 1);
      return;
    }
    const text = textOf(node)?.trim();
    const { what } = into;
    if (text !== undefined && this.#accepts(node, text, into.maxLength)) {
      if (text !== '') into.texts.push({ text, span: this.spanOf(node) });
    } else if (text === undefined && !(isEmpty(node) && depth === 0)) {
      this.error(node, 'value', isSeq(node) ? `${what}: nested too deeply` : `${what} must be texts: put it in quotes`);
    }
  }

  #accepts(node: Node, text: string, maxLength: number): boolean {
    const fault =
      text.length > maxLength ? `longer than ${maxLength} characters` : UNSPEAKABLE.test(text) ? 'not text' : '';
    if (fault) this.error(node, 'value', `“${text.slice(0, 20).replace(UNSPEAKABLES, '�')}…” is ${fault}`);
    return fault === '';
  }

  #report(where: Node | Span, problem: Omit<RuleProblem, keyof Span>): void {
    if (this.#problems.length >= MAX_PROBLEMS) return;
    const { start, end } = 'start' in where ? where : this.spanOf(where);
    this.#problems.push({ start, end, ...problem });
  }
}

interface Collection {
  readonly what: string;
  readonly maxLength: number;
  readonly texts: PlacedText[];
}

// Names and keywords end up in reports and in packs: no control, no half of a surrogate pair, no bidi override.
const UNSPEAKABLE = /(?![\n\r\t])[\p{Cc}\p{Surrogate}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSPEAKABLES = new RegExp(UNSPEAKABLE, 'gu');

/** The text of a scalar as it is written, so that `404` and `1.10` are keywords too. */
function textOf(node: Node | undefined): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.source;
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && (node.value === null || node.value === '');
}
