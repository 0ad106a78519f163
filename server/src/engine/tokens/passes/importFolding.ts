import type { Edit } from './edit.ts';
import { forEachLine, type Line, type Pass } from './source.ts';

/** An import that stands alone on its line, in two parts: where from, and what. */
interface Folding {
  /** First group: everything up to the name; second group: the name. */
  readonly pattern: RegExp;
  /** The line that says the same of all names. */
  readonly fold: (prefix: string, names: readonly string[]) => string;
}

const FEWEST = 2;
const MOST_UNITS = 400;

/** `import a.b.C; import a.b.D;` has no shorter form that names both: a star that does, and the names as a comment. */
const STARRED =
  (end: string): Folding['fold'] =>
  (prefix, names) =>
    `${prefix}*${end} // ${names.join(', ')}`;

const FOLDINGS: Readonly<Record<string, Folding>> = {
  java: { pattern: /^(import (?:static )?(?:[\w$]+\.)+)([\w$]+);[ \t]*$/, fold: STARRED(';') },
  kotlin: { pattern: /^(import (?:\w+\.)+)(\w+)[ \t]*$/, fold: STARRED('') },
  scala: {
    pattern: /^(import (?:\w+\.)+)(\w+)[ \t]*$/,
    fold: (prefix, names) => `${prefix}{${names.join(', ')}}`,
  },
  rust: {
    pattern: /^((?:pub(?:\([\w ]{1,20}\))? )?use (?:(?:r#)?\w+::)+)(\w+);[ \t]*$/,
    fold: (prefix, names) => `${prefix}{${names.join(', ')}};`,
  },
  php: {
    pattern: /^(use (?:function |const )?\\?(?:\w+\\)+)(\w+);[ \t]*$/,
    fold: (prefix, names) => `${prefix}{${names.join(', ')}};`,
  },
  python: {
    pattern: /^(from [\w.]+ import )(\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*)[ \t]*$/,
    fold: (prefix, names) => prefix + names.join(', '),
  },
};

/** Puts neighbouring imports of one package on one line, where the language can say so. */
export const importFolding: Pass = {
  name: 'importFolding',
  edits(source, range) {
    const edits: Edit[] = [];
    const folding = Object.hasOwn(FOLDINGS, source.language) ? FOLDINGS[source.language] : undefined;
    if (!folding || !source.lexed) return edits;
    const run = new Run(folding, edits);
    forEachLine(source, range, (line) => {
      const { start, content, end, inside } = line;
      // What is indented stands in a body, where a fold of other lines would be noticed.
      const text = inside || content > start || end - start > MOST_UNITS ? '' : source.text.slice(start, end);
      run.take(line, folding.pattern.exec(text));
    });
    run.close();
    return edits;
  },
};

class Run {
  readonly #folding: Folding;
  readonly #edits: Edit[];
  #prefix = '';
  #names: string[] = [];
  #first: Line | undefined;
  #last: Line | undefined;

  constructor(folding: Folding, edits: Edit[]) {
    this.#folding = folding;
    this.#edits = edits;
  }

  take(line: Line, match: RegExpExecArray | null): void {
    const [, prefix, name] = match ?? [];
    if (prefix === undefined || prefix !== this.#prefix) this.close();
    if (prefix === undefined || name === undefined || name === '_') return;
    this.#first ??= line;
    this.#prefix = prefix;
    this.#names.push(name);
    this.#last = line;
  }

  close(): void {
    if (this.#first && this.#last && this.#names.length >= FEWEST) {
      const text = this.#folding.fold(this.#prefix, this.#names);
      this.#edits.push({ start: this.#first.start, end: this.#last.end, text });
    }
    this.#prefix = '';
    this.#names = [];
    this.#first = undefined;
  }
}
