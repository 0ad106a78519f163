import type { Range } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';
import type { Analyzer } from '../engine/analyze.ts';
import type { LiveDocument } from '../engine/liveDocument.ts';
import type { TextEdit } from '../engine/text/editableText.ts';
import type { ContentMatches } from '../engine/triggers/evaluate.ts';
import type { FiredRules } from '../engine/triggers/liveTriggers.ts';
import type { TriggerHit } from '../engine/triggers/rule.ts';
import type { DocumentContent } from '../pipeline/documentContent.ts';
import type { OpenDocument, OpenDocuments } from '../workspace/documents.ts';

export interface OpenAnalysesOptions {
  readonly documents: OpenDocuments;
  readonly analyzer: () => Analyzer;
  /** Tells which content patterns of the rules that apply a document matches; undefined when they have none. */
  readonly content: () => DocumentContent | undefined;
  /** Workspace-relative path, or the bare name of a document outside the workspace. */
  readonly pathOf: (uri: string) => string;
  readonly countTokens: (text: string) => number;
}

/**
 * What is known of the open documents. A document is analysed whole when it is first asked for; from then on each edit
 * keeps it up to date.
 */
export class OpenAnalyses {
  readonly #options: OpenAnalysesOptions;
  readonly #known = new Map<string, LiveDocument>();

  constructor(options: OpenAnalysesOptions) {
    this.#options = options;
    options.documents.onEdit((uri, edit) => this.#follow(uri, edit));
  }

  /** Forgets everything: other rules apply. */
  reset(): void {
    this.#known.clear();
  }

  /** @throws UserError when the document is not open. */
  document(uri: string): OpenDocument {
    const document = this.#options.documents.get(uri);
    if (!document) throw new UserError(`${uri} is not open: send textDocument/didOpen first`);
    return document;
  }

  live(uri: string): LiveDocument {
    const known = this.#known.get(uri);
    if (known) return known;
    const { pathOf, analyzer, countTokens } = this.#options;
    const { text, languageId } = this.document(uri);
    const live = analyzer().follow(text, { path: pathOf(uri), languageId, countTokens });
    this.#known.set(uri, live);
    return live;
  }

  /** Which rules a document fires; of the content patterns the latest outcome counts, a new one is on its way. */
  triggers(uri: string): FiredRules {
    return this.live(uri).triggers(this.#contentOf(uri));
  }

  /** The hits of fired rules; with `ranges` only those that touch one of them. */
  hits(uri: string, ranges?: readonly Range[]): readonly TriggerHit[] {
    const { text } = this.document(uri);
    const spans = ranges?.map(({ start, end }) => ({ start: text.offsetAt(start), end: text.offsetAt(end) }));
    return this.live(uri).firedHits(this.#contentOf(uri), spans);
  }

  #contentOf(uri: string): ContentMatches | undefined {
    const patterns = this.#options.content();
    const { version, text } = this.document(uri);
    patterns?.update(uri, version, () => text.toString());
    return patterns?.of(uri);
  }

  #follow(uri: string, edit: TextEdit | undefined): void {
    if (edit) {
      this.#known.get(uri)?.edit(edit);
      return;
    }
    this.#known.delete(uri);
    if (!this.#options.documents.get(uri)) this.#options.content()?.forget(uri);
  }
}
