import { createHash } from 'node:crypto';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';

/** An open document at one version. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** Documents that are open in an editor, kept in step by incremental edits (LSP 3.17, "Text Document Synchronization"). */
export class OpenDocuments {
  readonly #documents = new Map<string, TextDocument>();
  readonly #edited = new Set<string>();
  #listener: (uri: string) => void = () => {};

  open(uri: string, languageId: string, version: number, text: string): void {
    this.#documents.set(uri, TextDocument.create(uri, languageId, version, text));
    this.#listener(uri);
  }

  /** Applies edits in order. An edit of a document that is not open is ignored: there is nothing to apply it to. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    this.#documents.set(uri, TextDocument.update(document, [...changes], version));
    this.#edited.add(uri);
    this.#listener(uri);
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    this.#edited.delete(uri);
    this.#listener(uri);
  }

  /** `listener` is told of each document that was opened, edited or closed. */
  onChange(listener: (uri: string) => void): void {
    this.#listener = listener;
  }

  get(uri: string): OpenDocument | undefined {
    const document = this.#documents.get(uri);
    return document && { uri, version: document.version, text: document.getText() };
  }

  uris(): readonly string[] {
    return [...this.#documents.keys()];
  }

  /** Documents edited since this was last asked. */
  takeEdited(): readonly OpenDocument[] {
    const edited = [...this.#edited].map((uri) => this.get(uri)).filter((document) => document !== undefined);
    this.#edited.clear();
    return edited;
  }
}

/** SHA-256 of a text as UTF-8, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
