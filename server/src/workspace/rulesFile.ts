import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createOnce } from '../base/createOnce.ts';
import { UserError } from '../base/errors.ts';
import { DEFAULT_TRIGGERS } from '../engine/triggers/defaultRules.ts';
import type { WorkspaceRoot } from './indexFiles.ts';
import { readTextFile } from './textFile.ts';

export const RULES_PATH = '.winnow/triggers.yaml';
export const CONFIG_PATH = '.winnow/config.json';
/** True for what may be the rules file of a folder: in whatever case, since file systems differ in what they take for one. */
export function mayBeRulesFile(pathOrUri: string): boolean {
  return `/${pathOrUri}`.toLowerCase().endsWith(`/${RULES_PATH}`);
}

/** The same of a folder's configuration. */
export function mayBeConfigFile(pathOrUri: string): boolean {
  return `/${pathOrUri}`.toLowerCase().endsWith(`/${CONFIG_PATH}`);
}

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
      const read = readTextFile(path, MOST_RULES_BYTES, folder);
      if ('text' in read) return { source: read.text, path };
    }
  }
  return { source: DEFAULT_TRIGGERS };
}

export const DEFAULT_CONFIG = `${JSON.stringify({ budget: 8000, format: 'markdown', exclude: [] }, undefined, 2)}\n`;

/** Writes the starting files of `winnow init`; a file that exists is left as it is. */
export function createWorkspaceFiles(
  folder: string,
  names: readonly (typeof RULES_PATH | typeof CONFIG_PATH)[] = [RULES_PATH, CONFIG_PATH],
): readonly { readonly path: string; readonly created: boolean }[] {
  const own = join(folder, '.winnow');
  if (lstatSync(own, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new UserError(`${own} is a symbolic link: nothing is written outside the workspace; make it a folder`);
  mkdirSync(own, { recursive: true });
  return names.map((name) => ({
    path: name,
    created: createOnce(join(folder, name), name === RULES_PATH ? DEFAULT_TRIGGERS : DEFAULT_CONFIG),
  }));
}
