import { githubToken } from '../helpers/samples.ts';
import type { ModelEditor } from './editor.ts';
import { offsetAt, positionAt, type ModelDocument, type ModelEdit, type ModelPosition } from './editModel.ts';
import { pick, strangeText, type Numbers } from './fuzzValues.ts';

/** A document does not grow beyond this: what is measured is the server, not the text. */
const MOST_UNITS = 20_000;

type Range = { start: ModelPosition; end: ModelPosition };

/** What happens in an editor, one thing at a time: the same numbers do the same. */
export class EditSteps {
  readonly #editor: ModelEditor;
  readonly #numbers: Numbers;
  readonly #paths: readonly string[];

  constructor(editor: ModelEditor, numbers: Numbers, paths: readonly string[]) {
    this.#editor = editor;
    this.#numbers = numbers;
    this.#paths = paths;
  }

  /** Does one thing that happens in an editor, and tells to which file. */
  step(): string {
    const editor = this.#editor;
    const numbers = this.#numbers;
    const path = pick(numbers, this.#paths);
    const document = editor.open.get(path);
    const kind = numbers(100);
    if (!document) {
      if (kind < 70) editor.openFile(path, numbers(3) === 0 ? this.#text() : undefined);
      else if (kind < 90) editor.write(path, this.#text());
      else editor.remove(path);
    } else if (kind < 80) editor.edit(document, this.#edits(document));
    else if (kind < 88) editor.save(path);
    else if (kind < 92) editor.close(path);
    else if (kind < 96) editor.write(path, this.#text());
    else this.#rename(path);
    return path;
  }

  #rename(path: string): void {
    const editor = this.#editor;
    editor.save(path);
    const there = `moved/${path}`;
    editor.rename(path, there);
    editor.rename(there, path);
  }

  #text(): string {
    const parts = [strangeText(this.#numbers)];
    if (this.#numbers(6) === 0)
      parts.push(`key = '${githubToken(1 + this.#numbers(50))}'\n`, strangeText(this.#numbers));
    // On disk a zero byte makes a file a binary one, which no editor shows as text.
    return parts.join('').replaceAll('\0', '');
  }

  #edits(document: ModelDocument): readonly ModelEdit[] {
    const numbers = this.#numbers;
    const edits: ModelEdit[] = [];
    // Each edit counts from the text that the one before it left.
    let { text } = document;
    for (let count = 1 + numbers(3); count > 0; count--) {
      const start = numbers(text.length + 1);
      const length = numbers(3) === 0 ? numbers(text.length - start + 1) : numbers(4);
      const range: Range = {
        start: positionAt(text, start),
        end: positionAt(text, Math.min(text.length, start + length)),
      };
      const past = numbers(10);
      if (past === 0) range.end = { line: range.end.line + 1 + numbers(1000), character: numbers(9) };
      if (past === 1) range.end = { ...range.end, character: range.end.character + numbers(1000) };
      const edit = { range, text: text.length > MOST_UNITS ? '' : this.#text() };
      text = text.slice(0, offsetAt(text, range.start)) + edit.text + text.slice(offsetAt(text, range.end));
      edits.push(edit);
    }
    return edits;
  }
}
