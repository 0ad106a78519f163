import * as vscode from 'vscode';
import { documentSchemes } from '../languageClient.ts';

/** Bounds on what a workspace's settings may cost at each look at a document. */
const MOST_GLOBS = 100;
const LONGEST_GLOB = 256;

/** Which documents show their triggers: what a user edits, less what the settings leave out. */
export class TriggerScope {
  #known = new WeakMap<vscode.TextDocument, { readonly languageId: string; readonly included: boolean }>();

  includes(document: vscode.TextDocument): boolean {
    const { languageId } = document;
    const known = this.#known.get(document);
    if (known?.languageId === languageId) return known.included;
    const included = documentSchemes().includes(document.uri.scheme) && !isExcluded(document);
    this.#known.set(document, { languageId, included });
    return included;
  }

  /** To be called when settings have changed. */
  forget(): void {
    this.#known = new WeakMap();
  }
}

function isExcluded(document: vscode.TextDocument): boolean {
  const configuration = vscode.workspace.getConfiguration('winnow.triggers', document);
  if (strings(configuration.get('excludeLanguages')).includes(document.languageId)) return true;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return strings(configuration.get('exclude'))
    .filter(({ length }) => length > 0 && length <= LONGEST_GLOB)
    .slice(0, MOST_GLOBS)
    .some((glob) => {
      const pattern = folder === undefined ? glob : new vscode.RelativePattern(folder, glob);
      return vscode.languages.match({ pattern }, document) > 0;
    });
}

/** A settings file may hold anything. */
function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
