import * as vscode from 'vscode';
import { chunkAt } from '../packView/packNodes.ts';
import type { Pack } from '../preview/packDocuments.ts';
import { tellOf } from '../preview/packFeedback.ts';
import { globOf, pinOf, pinsIn, type PackPlace } from '../preview/packTexts.ts';
import { uriInWorkspace } from '../workspacePaths.ts';
import type { CommandContext } from './commandContext.ts';
import { packAnew } from './packAnew.ts';

/** Keeps blocks, or all of a file, in the pack whatever else enters, and packs anew. */
export async function pinBlock(context: CommandContext, ...given: readonly unknown[]): Promise<void> {
  const found = placesOf(context, given);
  if (!found) return;
  const { pack, places } = found;
  tellOf(context, { kind: 'pin', query: pack.result.query, chunks: places.map(linesOf) });
  await packAnew(context, pack.uri, ({ pins = [] }) => ({ pins: [...new Set([...pins, ...places.map(pinOf)])] }));
}

/** Lets blocks or files that were pinned stand or fall by their score again. */
export async function unpinBlock(context: CommandContext, ...given: readonly unknown[]): Promise<void> {
  const found = placesOf(context, given);
  if (!found) return;
  const { pack, places } = found;
  await packAnew(context, pack.uri, ({ pins = [] }) => {
    const removed = new Set(places.flatMap((place) => [pinOf(place), ...pinsIn(pins, wholeOf(place))]));
    return { pins: pins.filter((pin) => !removed.has(pin)) };
  });
}

/** Leaves the files of blocks out, and packs anew. */
export async function excludeBlock(context: CommandContext, ...given: readonly unknown[]): Promise<void> {
  const found = placesOf(context, given);
  if (!found) return;
  const { pack, places } = found;
  const paths = [...new Set(places.map(({ path }) => path))];
  tellOf(context, { kind: 'exclude', query: pack.result.query, chunks: paths.map((path) => ({ path })) });
  await packAnew(context, pack.uri, ({ pins = [], exclude = [] }) => {
    const inFiles = new Set(paths.flatMap((path) => pinsIn(pins, wholeOf({ path }))));
    return {
      pins: pins.filter((pin) => !inFiles.has(pin)),
      exclude: [...new Set([...exclude, ...paths.map(globOf)])],
    };
  });
}

/** Lets in again what was excluded from the pack, and packs anew. */
export async function includeAgain(context: CommandContext, ...given: readonly unknown[]): Promise<void> {
  const excluded = chosenOf(given).filter(isExcluded);
  const [first] = excluded;
  if (!first) return;
  const globs = new Set(excluded.map(({ glob }) => glob));
  await packAnew(context, vscode.Uri.parse(first.pack), ({ exclude = [] }) => ({
    exclude: exclude.filter((one) => !globs.has(one)),
  }));
}

/** Opens a block's file at its lines. */
export async function openBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = placesOf(context, [argument]);
  const [place] = found?.places ?? [];
  const uri = place && uriInWorkspace(place.path);
  if (!found || !uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const { startLine = 1, endLine = startLine } = place;
  const range = document.validateRange(new vscode.Range(startLine - 1, 0, endLine, 0));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(range.start, range.start) });
  tellOf(context, { kind: 'open', query: found.pack.result.query, chunks: [linesOf(place)] });
}

/** Shows a block where it stands in the pack. */
export async function showBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = placesOf(context, [argument]);
  const [place] = found?.places ?? [];
  if (!found || !place) return;
  const chunk = chunkAt(found.pack.result.chunks, wholeOf(place));
  const line = Math.max(0, (chunk?.packLine ?? 1) - 1);
  const editor = await context.packs.open(found.pack);
  const at = editor.document.validatePosition(new vscode.Position(line, 0));
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.AtTop);
}

/** Without lines the whole file. */
type PackPart = Pick<PackPlace, 'pack' | 'path'> & Partial<PackPlace>;

interface ChosenPlaces {
  readonly pack: Pack;
  readonly places: readonly PackPart[];
}

/** Only lenses and the Pack view name places, and all of one pack; the commands are not in the palette. */
function placesOf({ packs }: CommandContext, given: readonly unknown[]): ChosenPlaces | undefined {
  const places = chosenOf(given).filter(isPart);
  const [first] = places;
  const pack = first && packs.find(vscode.Uri.parse(first.pack));
  return pack && { pack, places };
}

/** A line's command gets the line, then all that are selected if it is one of them. */
function chosenOf([clicked, selected]: readonly unknown[]): readonly unknown[] {
  return Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
}

function isPart(one: unknown): one is PackPart {
  const { pack, path } = (one ?? {}) as Partial<PackPart>;
  return typeof pack === 'string' && typeof path === 'string' && !isExcluded(one);
}

function isExcluded(one: unknown): one is { readonly pack: string; readonly glob: string } {
  const { pack, glob } = (one ?? {}) as { readonly pack?: unknown; readonly glob?: unknown };
  return typeof pack === 'string' && typeof glob === 'string';
}

function linesOf({ path, startLine, endLine }: Omit<PackPart, 'pack'>) {
  return startLine === undefined || endLine === undefined ? { path } : { path, startLine, endLine };
}

function wholeOf({ path, startLine = 0, endLine = Infinity }: Omit<PackPart, 'pack'>) {
  return { path, startLine, endLine };
}
