import { DEFAULT_TRIGGERS } from '../engine/triggers/defaultRules.ts';
import { parseRules, type ParsedRules } from '../engine/triggers/parseRules.ts';
import type { WorkspaceRoot } from './indexFiles.ts';
import { readRules, type RulesFile } from './rulesFile.ts';

/**
 * The rules that apply in a workspace. A file that cannot be read changes nothing: the last rules that could be read
 * still apply, and the shipped ones where there never were any.
 */
export class AppliedRules {
  readonly #roots: readonly WorkspaceRoot[];
  readonly #trusted: boolean;
  #file: RulesFile;
  /** Read when first asked for: a server without a document should cost little. */
  #read: { readonly file: ParsedRules; readonly applied: SourceAndRules } | undefined;

  constructor(roots: readonly WorkspaceRoot[], trusted: boolean) {
    this.#roots = roots;
    this.#trusted = trusted;
    this.#file = readRules(roots, trusted);
  }

  /** Looks at the file again; false when it is what it was. */
  reload(): boolean {
    const file = readRules(this.#roots, this.#trusted);
    if (file.source === this.#file.source && file.path === this.#file.path) return false;
    const { applied } = this.#current;
    this.#file = file;
    this.#read = readWith(file, () => applied);
    return true;
  }

  get source(): string {
    // The shipped rules can be read.
    return this.#file.path === undefined ? this.#file.source : this.#current.applied.source;
  }

  get parsed(): ParsedRules {
    return this.#current.applied.parsed;
  }

  /** Absolute; undefined where there is no file. */
  get path(): string | undefined {
    return this.#file.path;
  }

  /** What is wrong in the file as it is now. */
  get problems(): ParsedRules['problems'] {
    return this.#current.file.problems;
  }

  /** True while the file cannot be read, so that other rules than its own apply. */
  get kept(): boolean {
    return this.#current.applied.parsed !== this.#current.file;
  }

  get #current() {
    this.#read ??= readWith(this.#file, () => ({ source: DEFAULT_TRIGGERS, parsed: parseRules(DEFAULT_TRIGGERS) }));
    return this.#read;
  }
}

interface SourceAndRules {
  readonly source: string;
  readonly parsed: ParsedRules;
}

function readWith({ source }: RulesFile, otherwise: () => SourceAndRules) {
  const file = parseRules(source);
  return { file, applied: isUsable(file) ? { source, parsed: file } : otherwise() };
}

/** Not when its YAML has errors, nor when it has errors and not one rule; an empty file has no rules by intent. */
function isUsable({ rules, problems }: ParsedRules): boolean {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return true;
  const { immediate, compound, context } = rules;
  return !errors.some(({ code }) => code === 'yaml') && immediate.length + compound.length + context.length > 0;
}
