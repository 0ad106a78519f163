import { createHash } from 'node:crypto';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { EditableText, type TextEdit } from '../engine/text/editableText.ts';
import type { Position } from '../engine/text/lineIndex.ts';

/** An open document, as it is at the moment it is asked. */
export interface OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: EditableText;
}

/** Most questions come while nobody types. */
const NONE: readonly OpenDocument[] = [];

/** Told of each edit a document went through; without an edit, that the whole document is another. */
export type EditListener = (uri: string, edit: TextEdit | undefined) => void;

/**
 * Documents that are open in an editor, kept in step by incremental edits (LSP 3.17, "Text Document Synchronization").
 * An edit's cost does not grow with its document.
 */
export class OpenDocuments {
  readonly #documents = new Map<string, OpenDocument>();
  readonly #opened = new Set<string>();
  readonly #edited = new Set<string>();
  #listener: (uri: string) => void = () => {};
  #editListener: EditListener = () => {};

  open(uri: string, languageId: string, version: number, text: string): void {
    this.#documents.set(uri, { uri, languageId, version, text: new EditableText(text) });
    this.#opened.add(uri);
    this.#editListener(uri, undefined);
    this.#listener(uri);
  }

  /** Applies edits in order. An edit of a document that is not open is ignored: there is nothing to apply it to. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    this.#documents.set(uri, { ...document, version });
    for (const change of changes) this.#apply(uri, change);
    // The newest edit last: documents may be of one file.
    this.#edited.delete(uri);
    this.#edited.add(uri);
    this.#listener(uri);
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    this.#opened.delete(uri);
    this.#edited.delete(uri);
    this.#editListener(uri, undefined);
    this.#listener(uri);
  }

  /** `listener` is told of each document that was opened, edited or closed. */
  onChange(listener: (uri: string) => void): void {
    this.#listener = listener;
  }

  /** `listener` is told of each single edit, in order, while the document is as the edit left it. */
  onEdit(listener: EditListener): void {
    this.#editListener = listener;
  }

  get(uri: string): OpenDocument | undefined {
    return this.#documents.get(uri);
  }

  uris(): readonly string[] {
    return [...this.#documents.keys()];
  }

  /** Documents edited since this was last asked, the one that was edited last at the end. */
  takeEdited(): readonly OpenDocument[] {
    return this.#take(this.#edited);
  }

  /** Documents opened since this was last asked. */
  takeOpened(): readonly OpenDocument[] {
    return this.#take(this.#opened);
  }

  #take(uris: Set<string>): readonly OpenDocument[] {
    if (uris.size === 0) return NONE;
    const taken = [...uris].map((uri) => this.get(uri)).filter((document) => document !== undefined);
    uris.clear();
    return taken;
  }

  #apply(uri: string, change: TextDocumentContentChangeEvent): void {
    const document = this.#documents.get(uri) as OpenDocument;
    if (!('range' in change)) {
      this.#documents.set(uri, { ...document, text: new EditableText(change.text) });
      this.#editListener(uri, undefined);
      return;
    }
    const [from, to] = inOrder(change.range.start, change.range.end);
    const edit = { start: document.text.offsetAt(from), end: document.text.offsetAt(to), text: change.text };
    document.text.replace(edit.start, edit.end, edit.text);
    this.#editListener(uri, edit);
  }
}

/** A range whose end stands before its start is taken the other way round. */
function inOrder(start: Position, end: Position): readonly [Position, Position] {
  const reversed = start.line > end.line || (start.line === end.line && start.character > end.character);
  return reversed ? [end, start] : [start, end];
}

/** SHA-256 of a text as UTF-8, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
