import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { PackChunk } from '../../../shared/src/protocol.ts';
import { pathInWorkspace, uriInWorkspace } from '../workspacePaths.ts';
import { placeText, plain } from './chatTexts.ts';

/** One question to `@winnow`, and where its answer goes. */
export interface ChatTurn {
  readonly client: LanguageClient;
  readonly prompt: string;
  /** `PATH` or `PATH:A-B` of the files that the question names. */
  readonly pins: readonly string[];
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
}

/** The files and places of the workspace among what a question refers to. */
export function pinsOf(references: readonly vscode.ChatPromptReference[]): readonly string[] {
  return references.flatMap(({ value }) => {
    if (value instanceof vscode.Uri) return pathInWorkspace(value) ?? [];
    if (!(value instanceof vscode.Location)) return [];
    const path = pathInWorkspace(value.uri);
    const { start, end } = value.range;
    return path === undefined ? [] : `${path}:${start.line + 1}-${end.line + 1}`;
  });
}

type Place = Pick<PackChunk, 'path' | 'startLine' | 'endLine'>;

export function locationOf({ path, startLine, endLine }: Place): vscode.Location | undefined {
  const uri = uriInWorkspace(path);
  return uri && new vscode.Location(uri, new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER));
}

/** A list's line: a link to the place, and what is said of it. */
export function tellPlace(stream: vscode.ChatResponseStream, place: Place, words: string): void {
  const location = locationOf(place);
  stream.markdown('\n- ');
  if (location) stream.anchor(location, placeText(place));
  else stream.markdown(plain(placeText(place)));
  stream.markdown(plain(` ${words}`));
}
