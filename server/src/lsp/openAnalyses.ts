import type { Range } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';
import type { Analyzer, DocumentTriggers } from '../engine/analyze.ts';
import type { LiveDocument } from '../engine/liveDocument.ts';
import type { TextEdit } from '../engine/text/editableText.ts';
import type { ContentMatches } from '../engine/triggers/evaluate.ts';
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

interface OpenAnalysis {
  readonly live: LiveDocument;
  /** What the document's version `version` fires. */
  triggers?: {
    readonly version: number;
    readonly content: ContentMatches | undefined;
    readonly result: DocumentTriggers;
  };
}

/**
 * What is known of the open documents. A document is analysed whole when it is first asked for; from then on each edit
 * keeps it up to date. Which rules fire is worked out when somebody asks, at most once a version.
 */
export class OpenAnalyses {
  readonly #options: OpenAnalysesOptions;
  readonly #known = new Map<string, OpenAnalysis>();

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
    return this.#analysis(uri).live;
  }

  /** Which rules a document fires; of the content patterns the latest outcome counts, a new one is on its way. */
  triggers(uri: string): DocumentTriggers {
    const document = this.document(uri);
    const analysis = this.#analysis(uri);
    const patterns = this.#options.content();
    patterns?.update(uri, document.version, () => document.text.toString());
    const content = patterns?.of(uri);
    const known = analysis.triggers;
    if (known?.version === document.version && known.content === content) return known.result;
    const { live } = analysis;
    const about = { path: this.#options.pathOf(uri), language: document.languageId, ...(content ? { content } : {}) };
    const result = this.#options.analyzer().evaluate({ text: document.text.toString(), ...about }, live.triggerHits);
    analysis.triggers = { version: document.version, content, result };
    return result;
  }

  /** The hits of fired rules that touch one of the ranges. */
  hitsIn(uri: string, ranges: readonly Range[]): readonly TriggerHit[] {
    const { text } = this.document(uri);
    const spans = ranges.map(({ start, end }) => ({ start: text.offsetAt(start), end: text.offsetAt(end) }));
    return this.triggers(uri).hits.filter((hit) =>
      spans.some(({ start, end }) => hit.start <= end && hit.end >= start),
    );
  }

  #analysis(uri: string): OpenAnalysis {
    const known = this.#known.get(uri);
    if (known) return known;
    const { pathOf, analyzer, countTokens } = this.#options;
    const { text } = this.document(uri);
    const analysis = { live: analyzer().follow(text, { path: pathOf(uri), countTokens }) };
    this.#known.set(uri, analysis);
    return analysis;
  }

  #follow(uri: string, edit: TextEdit | undefined): void {
    if (edit) {
      this.#known.get(uri)?.live.edit(edit);
      return;
    }
    this.#known.delete(uri);
    if (!this.#options.documents.get(uri)) this.#options.content()?.forget(uri);
  }
}
