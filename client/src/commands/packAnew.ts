import type * as vscode from 'vscode';
import type { OptimizeParams } from '../../../shared/src/protocol.ts';
import type { CommandContext } from './commandContext.ts';
import { requestPack } from './requestPack.ts';

export type PackContext = Pick<CommandContext, 'server' | 'packs' | 'log'>;

let last: Promise<void> = Promise.resolve();

/**
 * Asks a pack's question again with a change, and shows the answer in its place. One after another: a change that comes
 * while another is under way builds on what that one leaves.
 */
export function packAnew(
  context: PackContext,
  uri: vscode.Uri,
  change: (params: OptimizeParams) => Partial<OptimizeParams>,
): Promise<void> {
  last = last.then(() => askAgain(context, uri, change));
  return last;
}

async function askAgain(
  context: PackContext,
  uri: vscode.Uri,
  change: (params: OptimizeParams) => Partial<OptimizeParams>,
): Promise<void> {
  const before = context.packs.find(uri);
  if (!before) return;
  // The document's name and language tell of its format, so that stays.
  const params = { ...before.params, format: before.result.format, ...change(before.params) };
  const result = await requestPack(context, params);
  // What is asked may have been replaced or forgotten meanwhile.
  const pack = context.packs.find(uri);
  if (result && pack) context.packs.replace(pack, result, params);
}
