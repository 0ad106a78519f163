import * as vscode from 'vscode';
import type { Pack } from '../preview/packDocuments.ts';
import { tellOf } from '../preview/packFeedback.ts';
import { globOf, pinOf, pinsIn, type PackPlace } from '../preview/packTexts.ts';
import { chunkAt } from '../packView/packNodes.ts';
import { uriInWorkspace } from '../workspacePaths.ts';
import type { CommandContext } from './commandContext.ts';
import { packAnew } from './packAnew.ts';

/** Keeps a block, or all of a file, in the pack whatever else enters, and packs anew. */
export async function pinBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = placeOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  tellOf(context, { kind: 'pin', query: pack.result.query, chunks: [linesOf(place)] });
  await packAnew(context, pack.uri, ({ pins = [] }) => ({ pins: [...new Set([...pins, pinOf(place)])] }));
}

/** Lets a block or file that was pinned stand or fall by its score again. */
export async function unpinBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = placeOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  await packAnew(context, pack.uri, ({ pins = [] }) => {
    const removed = new Set([pinOf(place), ...pinsIn(pins, wholeOf(place))]);
    return { pins: pins.filter((pin) => !removed.has(pin)) };
  });
}

/** Leaves a block's file out, and packs anew. */
export async function excludeBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = placeOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  tellOf(context, { kind: 'exclude', query: pack.result.query, chunks: [{ path: place.path }] });
  await packAnew(context, pack.uri, ({ pins = [], exclude = [] }) => {
    const inFile = new Set(pinsIn(pins, wholeOf({ path: place.path })));
    return { pins: pins.filter((pin) => !inFile.has(pin)), exclude: [...exclude, globOf(place.path)] };
  });
}

/** Lets in again what was excluded from the pack, and packs anew. */
export async function includeAgain(context: CommandContext, argument: unknown): Promise<void> {
  const { pack, glob } = (argument ?? {}) as { readonly pack?: unknown; readonly glob?: unknown };
  if (typeof pack !== 'string' || typeof glob !== 'string') return;
  await packAnew(context, vscode.Uri.parse(pack), ({ exclude = [] }) => ({
    exclude: exclude.filter((one) => one !== glob),
  }));
}

/** Opens a block's file at its lines. */
export async function openBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = placeOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  const uri = uriInWorkspace(place.path);
  if (!uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const { startLine = 1, endLine = startLine } = place;
  const range = document.validateRange(new vscode.Range(startLine - 1, 0, endLine, 0));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(range.start, range.start) });
  tellOf(context, { kind: 'open', query: pack.result.query, chunks: [linesOf(place)] });
}

/** Shows a block where it stands in the pack. */
export async function showBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = placeOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  const chunk = chunkAt(pack.result.chunks, wholeOf(place));
  const line = Math.max(0, (chunk?.packLine ?? 1) - 1);
  const editor = await context.packs.open(pack);
  const at = editor.document.validatePosition(new vscode.Position(line, 0));
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.AtTop);
}

/** Without lines the whole file. */
type PackPart = Pick<PackPlace, 'pack' | 'path'> & Partial<PackPlace>;

/** Only lenses and the Pack view name places; the commands are not in the palette. */
function placeOf(
  { packs }: CommandContext,
  argument: unknown,
): { readonly pack: Pack; readonly place: PackPart } | undefined {
  const place = argument as Partial<PackPlace> | undefined;
  if (typeof place?.pack !== 'string' || typeof place.path !== 'string') return undefined;
  const pack = packs.find(vscode.Uri.parse(place.pack));
  return pack && { pack, place: place as PackPart };
}

function linesOf({ path, startLine, endLine }: Omit<PackPart, 'pack'>) {
  return startLine === undefined || endLine === undefined ? { path } : { path, startLine, endLine };
}

function wholeOf({ path, startLine = 0, endLine = Infinity }: Omit<PackPart, 'pack'>) {
  return { path, startLine, endLine };
}
