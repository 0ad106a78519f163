import type { Chunk } from './chunks/chunk.ts';
import { LiveChunks } from './chunks/liveChunks.ts';
import { HEAD_UNITS, languageOf } from './chunks/languages.ts';
import { notAllowed, type AllowSecret } from './allowedSecrets.ts';
import type { Automaton } from './scan/automaton.ts';
import { LiveHits } from './scan/liveHits.ts';
import type { Finding } from './secrets/finding.ts';
import { LiveRedaction } from './secrets/liveRedaction.ts';
import { LiveSecrets, type Anchors } from './secrets/liveSecrets.ts';
import type { KeyedDigest, RedactedFinding } from './secrets/redact.ts';
import type { SecretRule } from './secrets/rule.ts';
import type { EditableText, TextEdit } from './text/editableText.ts';
import type { Span } from './text/span.ts';
import { LiveTokens } from './tokens/liveTokens.ts';
import type { CompiledRules } from './triggers/compileRules.ts';
import { evaluate, type ContentMatches } from './triggers/evaluate.ts';
import type { KeywordHit } from './triggers/keywordHits.ts';
import { LiveTriggers, movedSpan, type FiredRules } from './triggers/liveTriggers.ts';
import type { TriggerHit } from './triggers/rule.ts';

export interface LiveOptions {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  /** VS Code's language identifier, where an editor says it; told from path and text otherwise. */
  readonly languageId?: string;
  readonly rules: CompiledRules;
  /** Of the rules' keywords, and behind them those of secrets. */
  readonly automaton: Automaton;
  readonly digest: KeyedDigest;
  readonly allow?: AllowSecret | undefined;
  /** Default those of secrets; the automaton must look for their keywords. */
  readonly secretRules?: readonly SecretRule[];
  /** Exact tokens of a text. */
  readonly countTokens: (text: string) => number;
}

/** How much of a document an edit made us look at again, in UTF-16 units. */
export interface EditWork {
  readonly scanned: number;
  readonly searchedForSecrets: number;
  readonly countedForTokens: number;
}

/**
 * One open document and what is known of it: hits, secrets, redacted text, chunks, tokens. After each edit these are
 * what an analysis of the whole would give, but only the edit's surroundings are looked at again.
 */
export class LiveDocument {
  readonly #text: EditableText;
  readonly #options: LiveOptions;
  readonly #hits: LiveHits;
  readonly #secrets: LiveSecrets;
  #findings: readonly Finding[];
  readonly #redaction: LiveRedaction;
  #language: string;
  #chunks: LiveChunks;
  readonly #tokens: LiveTokens;
  readonly #triggers: LiveTriggers;
  #lineCount: number;

  /** Follows `text`: is to be told of each edit that the text went through. */
  constructor(text: EditableText, options: LiveOptions) {
    this.#text = text;
    this.#options = options;
    this.#hits = new LiveHits(options.automaton, text.toString());
    this.#secrets = new LiveSecrets(text, this.#anchors(), options.secretRules);
    this.#findings = notAllowed(this.#secrets.findings, text, options.allow);
    this.#redaction = new LiveRedaction(text, this.#findings, options.digest);
    this.#language = this.#languageNow();
    this.#chunks = new LiveChunks(this.#redaction.text, this.#language);
    this.#tokens = new LiveTokens(this.#redaction.text, options.countTokens);
    this.#triggers = new LiveTriggers(options.rules, (content) => this.#evaluate(content));
    this.#lineCount = text.lineCount;
  }

  /** The document's language, by VS Code's identifiers. */
  get language(): string {
    return this.#language;
  }

  /** Hits of trigger keywords, by rising start. */
  get triggerHits(): readonly KeywordHit[] {
    const hits: KeywordHit[] = [];
    const triggerKeywords = this.#options.rules.keywords.length;
    this.#hits.forEachIn(0, Infinity, (keyword, start, end) => {
      if (keyword < triggerKeywords) hits.push({ keyword, start, end });
    });
    return hits;
  }

  /** Which rules the document fires, by an outcome of their content patterns. */
  triggers(content?: ContentMatches): FiredRules {
    return this.#triggers.result(content);
  }

  /** The hits of the rules that fire, by rising start; with `spans` only those that touch one of them. */
  firedHits(content?: ContentMatches, spans?: readonly Span[]): readonly TriggerHit[] {
    return this.#triggers.hits(content, spans);
  }

  /** Where secrets stand in the raw text; disjoint, by rising start. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** The same findings as placeholders in the redacted text. */
  get redactions(): readonly RedactedFinding[] {
    return this.#redaction.findings;
  }

  /** Chunks of the redacted text; their line numbers hold for the raw text too. */
  get chunks(): readonly Chunk[] {
    return this.#chunks.chunks();
  }

  /** Exact tokens of each chunk. */
  get tokens(): readonly number[] {
    return this.#tokens.in(this.#chunks.spans());
  }

  /** Takes in an edit that the text went through. */
  edit(edit: TextEdit): EditWork {
    const { unitsScanned, gone, found } = this.#hits.edit(this.#text, edit);
    const isHead = edit.start < HEAD_UNITS;
    this.#triggers.edit(edit, this.#keepsLines(edit) && !isHead && this.#onlyMoves(edit, gone, found));
    const searchedForSecrets = this.#secrets.edit(edit, this.#secretAnchors(gone));
    this.#findings = notAllowed(this.#secrets.findings, this.#text, this.#options.allow);
    const redacted = this.#redaction.edit(this.#text, edit, this.#findings);
    const countedForTokens = this.#editRedacted(redacted, isHead);
    return { scanned: unitsScanned, searchedForSecrets, countedForTokens };
  }

  #evaluate(content: ContentMatches | undefined) {
    const { path, languageId = this.#language, rules } = this.#options;
    const about = { extension: path.slice(path.lastIndexOf('/') + 1), language: languageId };
    return evaluate(rules, {
      text: this.#text.toString(),
      hits: this.triggerHits,
      ...about,
      ...(content ? { content } : {}),
    });
  }

  #keepsLines({ text }: TextEdit): boolean {
    const before = this.#lineCount;
    this.#lineCount = this.#text.lineCount;
    return before === this.#lineCount && !text.includes('\n') && !text.includes('\r');
  }

  /** True when an edit left the hits of triggers as they were and where they were, but for the move. */
  #onlyMoves(edit: TextEdit, gone: readonly number[], found: readonly number[]): boolean {
    const triggerKeywords = this.#options.rules.keywords.length;
    let at = 0;
    for (let hit = 0; hit < gone.length; hit += 3) {
      if ((gone[hit] as number) >= triggerKeywords) continue;
      while (at < found.length && (found[at] as number) >= triggerKeywords) at += 3;
      const { start, end } = movedSpan({ start: gone[hit + 1] as number, end: gone[hit + 2] as number }, edit);
      if (found[at] !== gone[hit] || found[at + 1] !== start || found[at + 2] !== end) return false;
      at += 3;
    }
    while (at < found.length && (found[at] as number) >= triggerKeywords) at += 3;
    return at >= found.length;
  }

  #editRedacted(edit: TextEdit, isHead: boolean): number {
    const { text } = this.#redaction;
    const oldEnd = text.lineAt(edit.end) + 1;
    text.replace(edit.start, edit.end, edit.text);
    const first = text.lineAt(Math.max(0, edit.start - 1));
    const lines = { first, oldEnd, newEnd: text.lineAt(edit.start + edit.text.length) + 1 };
    const language = isHead ? this.#languageNow() : this.#language;
    if (language === this.#language) this.#chunks.change(lines);
    else {
      this.#language = language;
      this.#chunks = new LiveChunks(text, language);
    }
    return this.#tokens.change(lines);
  }

  #languageNow(): string {
    return languageOf(this.#options.path, this.#text.slice(0, HEAD_UNITS));
  }

  #anchors(): Anchors {
    const triggerKeywords = this.#options.rules.keywords.length;
    return {
      forEachIn: (from, to, visit) =>
        this.#hits.forEachIn(from, to, (keyword, start, end) => {
          if (keyword >= triggerKeywords) visit(keyword - triggerKeywords, start, end);
        }),
    };
  }

  #secretAnchors(hits: readonly number[]): number[] {
    const triggerKeywords = this.#options.rules.keywords.length;
    const anchors: number[] = [];
    for (let at = 0; at < hits.length; at += 3) {
      const keyword = hits[at] as number;
      if (keyword >= triggerKeywords)
        anchors.push(keyword - triggerKeywords, hits[at + 1] as number, hits[at + 2] as number);
    }
    return anchors;
  }
}
