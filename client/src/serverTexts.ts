import * as vscode from 'vscode';
import { translateSentence, type Translate } from './serverSentences.ts';

const translate: Translate = vscode.l10n.t;

/** For texts that are made apart from VS Code's API; numbers are grouped as the language does. */
export const inOwnLanguage: Translate = (text, ...parts) =>
  translate(text, ...parts.map((part) => (typeof part === 'number' ? part.toLocaleString(vscode.env.language) : part)));

export const isEnglish = /^en\b/.test(vscode.env.language);

/** What the server says, in VS Code's language. */
export function fromServer(text: string): string {
  return isEnglish ? text : translateSentence(text, inOwnLanguage);
}
