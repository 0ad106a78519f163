import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_TRIGGERS } from '../engine/triggers/defaultRules.ts';
import { parseRules, type ParsedRules } from '../engine/triggers/parseRules.ts';
import type { WorkspaceRoot } from './indexFiles.ts';
import { readTextFile } from './textFile.ts';

export const RULES_PATH = '.winnow/triggers.yaml';
export const CONFIG_PATH = '.winnow/config.json';
const MOST_RULES_BYTES = 1_000_000;

export interface RulesFile {
  readonly source: string;
  /** Absolute; undefined when the shipped rules are used. */
  readonly path?: string;
}

/** The first folder's rules, else the shipped ones; a workspace that is not trusted gets the shipped ones. */
export function readRules(roots: readonly WorkspaceRoot[], trusted: boolean): RulesFile {
  if (trusted) {
    for (const { folder } of roots) {
      const path = join(folder, RULES_PATH);
      const read = readTextFile(path, MOST_RULES_BYTES);
      if ('text' in read) return { source: read.text, path };
    }
  }
  return { source: DEFAULT_TRIGGERS };
}

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
    return this.#current.applied.source;
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

export const DEFAULT_CONFIG = `${JSON.stringify({ budget: 8000, format: 'markdown', exclude: [] }, undefined, 2)}\n`;

/** Writes the starting files of `winnow init`; a file that exists is left as it is. */
export function createWorkspaceFiles(
  folder: string,
  names: readonly (typeof RULES_PATH | typeof CONFIG_PATH)[] = [RULES_PATH, CONFIG_PATH],
): readonly { readonly path: string; readonly created: boolean }[] {
  mkdirSync(join(folder, '.winnow'), { recursive: true });
  return names.map((name) => ({
    path: name,
    created: createOnce(join(folder, name), name === RULES_PATH ? DEFAULT_TRIGGERS : DEFAULT_CONFIG),
  }));
}

/** True when the file was not there; "wx" makes looking and writing one step. */
function createOnce(path: string, content: string): boolean {
  try {
    const file = openSync(path, 'wx');
    try {
      writeFileSync(file, content);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
