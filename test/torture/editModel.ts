import { createHash } from 'node:crypto';

/** What an editor sends for one edit. */
export interface ModelEdit {
  /** The whole text without. */
  readonly range?: { readonly start: ModelPosition; readonly end: ModelPosition };
  readonly text: string;
}

export interface ModelPosition {
  readonly line: number;
  readonly character: number;
}

/** An editor's document, kept as one plain string and looked through from its start each time. */
export class ModelDocument {
  readonly uri: string;
  readonly languageId: string;
  version = 1;
  text: string;
  /** Its text is on the disk. */
  saved: boolean;

  constructor({ uri, languageId, text, saved }: Pick<ModelDocument, 'uri' | 'languageId' | 'text' | 'saved'>) {
    this.uri = uri;
    this.languageId = languageId;
    this.text = text;
    this.saved = saved;
  }

  get sha256(): string {
    return createHash('sha256').update(this.text, 'utf8').digest('hex');
  }

  apply({ range, text }: ModelEdit): void {
    this.saved = false;
    const start = range ? offsetAt(this.text, range.start) : 0;
    const end = range ? offsetAt(this.text, range.end) : this.text.length;
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
  }
}

/** Lines with their line breaks; LF, CR LF and a lone CR end a line (LSP 3.17, "Position"). */
const linesOf = (text: string) => text.split(/(?<=\n|\r(?!\n))/);

/** Past the end of its line is that line's end, past the text is the text's end (LSP 3.17, "Position"). */
export function offsetAt(text: string, { line, character }: ModelPosition): number {
  const lines = linesOf(text);
  // A text that ends with a line break has one more line, an empty one.
  if (/[\r\n]$/.test(text)) lines.push('');
  if (line >= lines.length) return text.length;
  const start = lines.slice(0, line).join('').length;
  const bare = (lines[line] ?? '').replace(/[\r\n]+$/, '');
  return start + Math.min(character, bare.length);
}

export function positionAt(text: string, offset: number): ModelPosition {
  const before = linesOf(text.slice(0, offset));
  const last = before.at(-1) ?? '';
  // The two halves of a CR LF belong to one line.
  const cut = text[offset - 1] === '\r' && text[offset] === '\n';
  if (/[\r\n]$/.test(last) && !cut) return { line: before.length, character: 0 };
  return { line: before.length - 1, character: last.length };
}
