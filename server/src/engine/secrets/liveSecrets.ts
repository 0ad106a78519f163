import type { EditableText, TextEdit } from '../text/editableText.ts';
import type { Span } from '../text/span.ts';
import type { TextSource } from '../text/textBuffer.ts';
import { counts, findingOf, isWithinReach, reachOf, searchWindow, type Match, type Reach } from './candidates.ts';
import type { Finding } from './finding.ts';
import { LiveDisguises } from './liveDisguises.ts';
import { rulesByKeyword } from './keywords.ts';
import { resolveOverlaps } from './overlaps.ts';
import type { SecretRule } from './rule.ts';
import { SECRET_RULES } from './rules/index.ts';
import { announces, merge } from './windows.ts';

/** The hits of secret keywords in the text as it is now: `keyword` is an index of `SECRET_KEYWORDS`. */
export interface Anchors {
  forEachIn(from: number, to: number, visit: (keyword: number, start: number, end: number) => void): void;
}

/** A search that found something, or read on behind its window. The others are told from their anchors alone. */
interface Search {
  readonly rule: number;
  readonly window: Span;
  readonly seen: Span;
  readonly matches: readonly JudgedMatch[];
}

interface JudgedMatch extends Match {
  /** False on an allowed line and in a placeholder; undefined until it has been looked at. */
  readonly counts: boolean | undefined;
}

/** How far each keyword and each rule of a list reaches. */
interface Reaches {
  readonly rules: readonly Reach[];
  /** By keyword: how far it may announce a secret, whichever rule it belongs to. */
  readonly keywords: readonly Omit<Reach, 'context'>[];
  readonly mostBefore: number;
  readonly mostAfter: number;
}

const REACHES = new WeakMap<readonly SecretRule[], Reaches>();

function reachesOf(rules: readonly SecretRule[]): Reaches {
  const known = REACHES.get(rules);
  if (known) return known;
  const reaches = rules.map(reachOf);
  const keywords = rulesByKeyword(rules).map((announced) => ({
    before: Math.max(0, ...announced.map((rule) => (reaches[rule] as Reach).before)),
    after: Math.max(0, ...announced.map((rule) => (reaches[rule] as Reach).after)),
  }));
  const made = {
    rules: reaches,
    keywords,
    mostBefore: Math.max(...keywords.map(({ before }) => before)),
    mostAfter: Math.max(...keywords.map(({ after }) => after)),
  };
  REACHES.set(rules, made);
  return made;
}

const MOST_KEYWORD_UNITS = 100;
/** Longest placeholder: what stands so near to an edit may stand in one now, or no longer. */
const PLACEHOLDER_UNITS = 140;

/**
 * The secrets of a text that is being edited: always those that `detectSecrets` finds in the whole. An edit makes those
 * rules search again whose keywords, windows or looks around a match it touches, in the windows it touches.
 */
export class LiveSecrets {
  readonly #text: EditableText;
  readonly #anchors: Anchors;
  readonly #rules: readonly SecretRule[];
  readonly #byKeyword: readonly (readonly number[])[];
  readonly #reaches: Reaches;
  readonly #disguises: LiveDisguises;
  #searches: Search[] = [];
  #findings: readonly Finding[] | undefined;

  constructor(text: EditableText, anchors: Anchors, rules: readonly SecretRule[] = SECRET_RULES) {
    this.#rules = rules;
    this.#byKeyword = rulesByKeyword(rules);
    this.#reaches = reachesOf(rules);
    this.#text = text;
    this.#anchors = anchors;
    this.#disguises = new LiveDisguises(text, rules);
    const whole = text.toString();
    const windows = new Map<number, Span[]>();
    anchors.forEachIn(0, text.length, (keyword, start, end) => {
      for (const rule of this.#byKeyword[keyword] ?? []) {
        if (announces(this.#rules[rule] as SecretRule, whole, start))
          push(windows, rule, this.#windowOf(rule, start, end));
      }
    });
    for (const [rule, spans] of windows) for (const window of merge(spans)) this.#search(rule, window, whole);
    this.#judge(0, text.length);
  }

  /** Disjoint and sorted. */
  get findings(): readonly Finding[] {
    this.#findings ??= this.#resolve();
    return this.#findings;
  }

  /**
   * Takes in an edit that text and anchors went through; `gone` are anchors of the text before that may be there no
   * longer, as triples (keyword, start, end). Returns how many units were searched again.
   */
  edit(edit: TextEdit, gone: readonly number[]): number {
    const dirty = this.#dirtyRules(edit, gone);
    const changes = dirty.size > 0 || this.#searches.length > 0;
    if (changes) this.#searches = this.#searches.map((search) => moveSearch(search, edit));
    const disguisedBefore = this.#disguises.matches.length;
    let units = this.#disguises.edit(edit);
    for (const [rule, hull] of dirty) units += this.#searchAgain(rule, hull);
    if (changes) {
      this.#judge(edit.start, edit.start + edit.text.length);
      this.#findings = undefined;
    }
    if (disguisedBefore + this.#disguises.matches.length > 0) this.#findings = undefined;
    return units;
  }

  /** By rule: the stretch, in the text as it is now, where its searches count no longer. */
  #dirtyRules(edit: TextEdit, gone: readonly number[]): Map<number, Span> {
    const { start, end, text: inserted } = edit;
    const dirty = new Map<number, Span>();
    const add = (rule: number, span: Span) => {
      const known = dirty.get(rule);
      dirty.set(rule, known ? hullOf(known, span) : span);
    };
    for (const { rule, window, seen, matches } of this.#searches) {
      const { context } = this.#reaches.rules[rule] as Reach;
      const last = matches.at(-1)?.end ?? 0;
      if (seen.start - context <= end && Math.max(seen.end, last) + context >= start) add(rule, moveSpan(window, edit));
    }
    for (let at = 0; at < gone.length; at += 3) {
      for (const rule of this.#byKeyword[gone[at] as number] ?? [])
        add(rule, moveSpan(this.#windowOf(rule, gone[at + 1] as number, gone[at + 2] as number), edit));
    }
    const newEnd = start + inserted.length;
    this.#anchors.forEachIn(
      start - this.#reaches.mostAfter - MOST_KEYWORD_UNITS,
      newEnd + this.#reaches.mostBefore + 1,
      (keyword, from, to) => {
        const reach = this.#reaches.keywords[keyword] as { before: number; after: number };
        if (to + reach.after < start || from - reach.before > newEnd) return;
        for (const rule of this.#byKeyword[keyword] ?? []) {
          const { before, after } = this.#reaches.rules[rule] as Reach;
          if (to + after >= start && from - before <= newEnd) add(rule, this.#windowOf(rule, from, to));
        }
      },
    );
    return dirty;
  }

  /** Searches the windows of a rule anew that meet a stretch of text, or meet one that does. */
  #searchAgain(rule: number, hull: Span): number {
    let span = hull;
    for (let grown = true; grown;) {
      const before = span;
      for (const search of this.#searches)
        if (search.rule === rule && meets(search.window, span)) span = hullOf(span, search.window);
      for (const window of this.#windowsIn(rule, span)) span = hullOf(span, window);
      grown = span.start < before.start || span.end > before.end;
    }
    this.#searches = this.#searches.filter((search) => search.rule !== rule || !meets(search.window, span));
    let units = 0;
    for (const window of merge(this.#windowsIn(rule, span))) {
      this.#search(rule, window, this.#text);
      units += window.end - window.start;
    }
    return units;
  }

  /** Windows of a rule's anchors that meet a span. */
  #windowsIn(rule: number, span: Span): Span[] {
    const searched = this.#rules[rule] as SecretRule;
    const { window } = searched;
    const windows: Span[] = [];
    const from = span.start - window.after - MOST_KEYWORD_UNITS;
    this.#anchors.forEachIn(from, span.end + window.before + 1, (keyword, start, end) => {
      if (!this.#byKeyword[keyword]?.includes(rule) || !announces(searched, this.#text, start)) return;
      const found = this.#windowOf(rule, start, end);
      if (meets(found, span)) windows.push(found);
    });
    return windows;
  }

  #search(rule: number, window: Span, text: TextSource): void {
    const search = searchWindow(this.#rules[rule] as SecretRule, text, window);
    if (search.candidates.length === 0 && isWithinReach(search, window)) return;
    const matches = search.candidates.map(({ start, end, matchStart }) => ({
      start,
      end,
      matchStart,
      counts: undefined,
    }));
    this.#searches.push({ rule, window, seen: search.seen, matches });
  }

  /** Looks at the lines and neighbourhoods of the matches that are new or near to an edit. */
  #judge(from: number, to: number): void {
    const text = this.#text;
    const first = text.lineStart(text.lineAt(from)) - PLACEHOLDER_UNITS;
    const last = text.lineStart(text.lineAt(to) + 1) + PLACEHOLDER_UNITS;
    const judge = (match: JudgedMatch): JudgedMatch => {
      if (match.counts !== undefined && (match.start > last || match.end < first)) return match;
      return { ...match, counts: counts(text, match, () => this.#lineOf(match)) };
    };
    this.#searches = this.#searches.map((search) => ({ ...search, matches: search.matches.map(judge) }));
  }

  #resolve(): readonly Finding[] {
    const inOrder = this.#searches.toSorted((a, b) => a.rule - b.rule || a.window.start - b.window.start);
    const plain = inOrder.flatMap(({ rule, matches }) =>
      matches.filter((match) => match.counts).map((match) => findingOf(this.#rules[rule] as SecretRule, match)),
    );
    const disguised = this.#disguises.matches.filter((match) => counts(this.#text, match, () => this.#lineOf(match)));
    return resolveOverlaps([
      ...plain,
      ...disguised.map((match) => findingOf(this.#rules[match.rule] as SecretRule, match)),
    ]);
  }

  #windowOf(rule: number, start: number, end: number): Span {
    const { before, after } = (this.#rules[rule] as SecretRule).window;
    return { start: Math.max(0, start - before), end: end + after };
  }

  #lineOf({ start }: Match): string {
    const text = this.#text;
    const line = text.lineAt(start);
    return text.slice(text.lineStart(line), text.lineStart(line + 1));
  }
}

function push(windows: Map<number, Span[]>, rule: number, window: Span): void {
  const known = windows.get(rule);
  if (known) known.push(window);
  else windows.set(rule, [window]);
}

/** Windows that share a border are merged, so they meet. */
function meets(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function hullOf(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** Where a span of the text before an edit stands behind it; what the edit touches covers what was written. */
function moveSpan({ start, end }: Span, edit: TextEdit): Span {
  const by = edit.text.length - (edit.end - edit.start);
  return {
    start: start <= edit.start ? start : start >= edit.end ? start + by : edit.start,
    end: end <= edit.start ? end : end >= edit.end ? end + by : edit.start + edit.text.length,
  };
}

function moveSearch(search: Search, edit: TextEdit): Search {
  if (search.seen.end <= edit.start && search.window.end <= edit.start) return search;
  const matches = search.matches.map((match) => ({
    ...match,
    ...moveSpan(match, edit),
    matchStart: moveSpan({ start: match.matchStart, end: match.end }, edit).start,
  }));
  return { rule: search.rule, window: moveSpan(search.window, edit), seen: moveSpan(search.seen, edit), matches };
}
