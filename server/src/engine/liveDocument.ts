import type { Chunk } from './chunks/chunk.ts';
import { LiveChunks } from './chunks/liveChunks.ts';
import { HEAD_UNITS, languageOf } from './chunks/languages.ts';
import type { Automaton } from './scan/automaton.ts';
import { LiveHits } from './scan/liveHits.ts';
import type { Finding } from './secrets/finding.ts';
import { LiveRedaction } from './secrets/liveRedaction.ts';
import { LiveSecrets, type Anchors } from './secrets/liveSecrets.ts';
import type { KeyedDigest, RedactedFinding } from './secrets/redact.ts';
import type { EditableText, TextEdit } from './text/editableText.ts';
import { LiveTokens } from './tokens/liveTokens.ts';
import type { KeywordHit } from './triggers/keywordHits.ts';

export interface LiveOptions {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly automaton: Automaton;
  /** Keywords of the automaton below this number are those of triggers, the others those of secrets. */
  readonly triggerKeywords: number;
  readonly digest: KeyedDigest;
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
  readonly #redaction: LiveRedaction;
  #language: string;
  #chunks: LiveChunks;
  #tokens: LiveTokens;

  /** Follows `text`: is to be told of each edit that the text went through. */
  constructor(text: EditableText, options: LiveOptions) {
    this.#text = text;
    this.#options = options;
    this.#hits = new LiveHits(options.automaton, text.toString());
    this.#secrets = new LiveSecrets(text, this.#anchors());
    this.#redaction = new LiveRedaction(text, this.#secrets.findings, options.digest);
    this.#language = this.#languageNow();
    this.#chunks = new LiveChunks(this.#redaction.text, this.#language);
    this.#tokens = new LiveTokens(this.#redaction.text, this.#chunks, options.countTokens);
  }

  /** The document's language, by VS Code's identifiers. */
  get language(): string {
    return this.#language;
  }

  /** Hits of trigger keywords, by rising start. */
  get triggerHits(): readonly KeywordHit[] {
    const hits: KeywordHit[] = [];
    const { triggerKeywords } = this.#options;
    this.#hits.forEachIn(0, Infinity, (keyword, start, end) => {
      if (keyword < triggerKeywords) hits.push({ keyword, start, end });
    });
    return hits;
  }

  /** Where secrets stand in the raw text; disjoint, by rising start. */
  get findings(): readonly Finding[] {
    return this.#secrets.findings;
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
    return this.#tokens.counts;
  }

  /** Takes in an edit that the text went through. */
  edit(edit: TextEdit): EditWork {
    const { unitsScanned, gone } = this.#hits.edit(this.#text, edit);
    const searchedForSecrets = this.#secrets.edit(edit, this.#secretAnchors(gone));
    const redacted = this.#redaction.edit(this.#text, edit, this.#secrets.findings);
    const countedForTokens = this.#editRedacted(redacted, edit.start < HEAD_UNITS);
    return { scanned: unitsScanned, searchedForSecrets, countedForTokens };
  }

  #editRedacted(edit: TextEdit, isHead: boolean): number {
    const { text } = this.#redaction;
    const lastLine = text.lineAt(edit.end);
    this.#tokens.beforeEdit(edit);
    text.replace(edit.start, edit.end, edit.text);
    const language = isHead ? this.#languageNow() : this.#language;
    if (language === this.#language) return this.#tokens.edit(edit, this.#chunks.edit(edit, lastLine));
    this.#language = language;
    this.#chunks = new LiveChunks(text, this.#language);
    this.#tokens = new LiveTokens(text, this.#chunks, this.#options.countTokens);
    return text.length;
  }

  #languageNow(): string {
    return languageOf(this.#options.path, this.#text.slice(0, HEAD_UNITS));
  }

  #anchors(): Anchors {
    const { triggerKeywords } = this.#options;
    return {
      forEachIn: (from, to, visit) =>
        this.#hits.forEachIn(from, to, (keyword, start, end) => {
          if (keyword >= triggerKeywords) visit(keyword - triggerKeywords, start, end);
        }),
    };
  }

  #secretAnchors(hits: readonly number[]): number[] {
    const { triggerKeywords } = this.#options;
    const anchors: number[] = [];
    for (let at = 0; at < hits.length; at += 3) {
      const keyword = hits[at] as number;
      if (keyword >= triggerKeywords)
        anchors.push(keyword - triggerKeywords, hits[at + 1] as number, hits[at + 2] as number);
    }
    return anchors;
  }
}
