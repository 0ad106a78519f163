import * as vscode from 'vscode';
import type { ExplainedChunk } from '../../../shared/src/protocol.ts';
import type { Pack } from '../preview/packDocuments.ts';
import { explainedText, type PackPlace } from '../preview/packTexts.ts';
import { inOwnLanguage } from '../serverTexts.ts';
import type { CommandContext } from './commandContext.ts';
import { packOf } from './packActions.ts';
import { excludeBlock, openBlock, pinBlock } from './packBlocks.ts';

interface ChunkItem extends vscode.QuickPickItem {
  readonly place: PackPlace;
}

/** Lists the chunks that ranked for the pack's question: which are in and why, which are not and why not. */
export async function explainSelection(context: CommandContext, argument: unknown): Promise<void> {
  const pack = packOf(context.packs, argument);
  if (pack === undefined) return;
  const pin: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('pin'), tooltip: vscode.l10n.t('Pin') };
  const exclude: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('close'),
    tooltip: vscode.l10n.t('Exclude File'),
  };
  const list = vscode.window.createQuickPick<ChunkItem>();
  list.title = vscode.l10n.t('Selection of Chunks');
  list.placeholder = vscode.l10n.t('Filter by path or reason; Enter opens the place');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.busy = true;
  const closed = new vscode.CancellationTokenSource();
  list.onDidHide(() => {
    closed.cancel();
    closed.dispose();
    list.dispose();
  });
  list.onDidAccept(() => {
    const [chosen] = list.activeItems;
    list.hide();
    if (chosen) void openBlock(context, chosen.place);
  });
  list.onDidTriggerItemButton(({ item, button }) => {
    list.hide();
    void (button === pin ? pinBlock : excludeBlock)(context, item.place);
  });
  list.show();
  try {
    const { chunks } = await context.explanations.of(pack, closed.token);
    if (closed.token.isCancellationRequested) return;
    list.items = chunks.map((chunk) => ({ ...itemOf(pack, chunk), buttons: [pin, exclude] }));
    list.busy = false;
  } catch (error) {
    if (closed.token.isCancellationRequested) return;
    list.hide();
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('Winnow could not explain the pack: {0}', reason));
  }
}

function itemOf(pack: Pack, chunk: ExplainedChunk): ChunkItem {
  const { path, startLine, endLine, included } = chunk;
  return {
    label: `${included ? '$(check)' : '$(circle-slash)'} ${path.replaceAll('$(', '$ (')}:${startLine}-${endLine}`,
    ...explainedText(chunk, inOwnLanguage),
    place: { pack: pack.uri.toString(), path, startLine, endLine },
  };
}
