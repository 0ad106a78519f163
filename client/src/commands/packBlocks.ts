import * as vscode from 'vscode';
import type { OptimizeParams } from '../../../shared/src/protocol.ts';
import type { Pack } from '../preview/packDocuments.ts';
import type { PackPlace } from '../preview/packLenses.ts';
import { tellOf } from '../preview/packFeedback.ts';
import { globOf, pinsIn } from '../preview/packTexts.ts';
import type { CommandContext } from './commandContext.ts';
import { requestPack } from './optimizeContext.ts';

/** Keeps a block in the pack whatever else enters, and packs anew. */
export async function pinBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = blockOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  tellOf(context, { kind: 'pin', query: pack.result.query, chunks: [place] });
  const pin = `${place.path}:${place.startLine}-${place.endLine}`;
  await packAnew(context, pack, { pins: [...(pack.params.pins ?? []), pin] });
}

/** Lets a block that was pinned stand or fall by its score again. */
export async function unpinBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = blockOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  const pins = pack.params.pins ?? [];
  const removed = pinsIn(pins, place);
  await packAnew(context, pack, { pins: pins.filter((pin) => !removed.includes(pin)) });
}

/** Leaves a block's file out, and packs anew. */
export async function excludeBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = blockOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  tellOf(context, { kind: 'exclude', query: pack.result.query, chunks: [{ path: place.path }] });
  const pins = pack.params.pins ?? [];
  const inFile = pinsIn(pins, { path: place.path, startLine: 0, endLine: Infinity });
  await packAnew(context, pack, {
    pins: pins.filter((pin) => !inFile.includes(pin)),
    exclude: [...(pack.params.exclude ?? []), globOf(place.path)],
  });
}

/** Opens a block's file at its lines. */
export async function openBlock(context: CommandContext, argument: unknown): Promise<void> {
  const found = blockOf(context, argument);
  if (!found) return;
  const { pack, place } = found;
  const uri = uriOf(place.path);
  if (!uri) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const range = document.validateRange(new vscode.Range(place.startLine - 1, 0, place.endLine, 0));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(range.start, range.start) });
  tellOf(context, { kind: 'open', query: pack.result.query, chunks: [place] });
}

interface Block {
  readonly pack: Pack;
  readonly place: PackPlace;
}

/** Only lenses name blocks; the commands are not in the palette. */
function blockOf({ packs }: CommandContext, argument: unknown): Block | undefined {
  const place = argument as Partial<PackPlace> | undefined;
  if (typeof place?.pack !== 'string' || typeof place.path !== 'string') return undefined;
  const pack = packs.find(vscode.Uri.parse(place.pack));
  return pack && { pack, place: place as PackPlace };
}

async function packAnew(context: CommandContext, pack: Pack, change: Partial<OptimizeParams>): Promise<void> {
  const params = { ...pack.params, ...change };
  const result = await requestPack(context, params);
  if (result) context.packs.replace(pack, result, params);
}

/** Paths begin with the folder's name where there are several. */
function uriOf(path: string): vscode.Uri | undefined {
  const [first, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!first) return undefined;
  if (others.length === 0) return vscode.Uri.joinPath(first.uri, path);
  const folder = [first, ...others].find(({ name }) => path.startsWith(`${name}/`));
  return folder && vscode.Uri.joinPath(folder.uri, path.slice(folder.name.length + 1));
}
