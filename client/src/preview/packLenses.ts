import * as vscode from 'vscode';
import type { CommandName } from '../../../shared/src/commands.ts';
import { inOwnLanguage } from '../serverTexts.ts';
import { PACK_SCHEME, type Pack, type PackDocuments } from './packDocuments.ts';
import type { PackExplanations } from './packExplanations.ts';
import { budgetBar, chunkText, nextText, pinsIn, whyText, type PackPlace } from './packTexts.ts';

/** Asked for when it is looked at: what more room would add takes a second selection. */
class NextLens extends vscode.CodeLens {
  readonly pack: Pack;

  constructor(range: vscode.Range, pack: Pack) {
    super(range);
    this.pack = pack;
  }
}

/** Above a pack: how full it is and what more room would add. Above each block: its figures, why it is in, what to do. */
export class PackLenses implements vscode.CodeLensProvider {
  readonly #packs: PackDocuments;
  readonly #explanations: PackExplanations;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #registrations: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(packs: PackDocuments, explanations: PackExplanations) {
    this.#packs = packs;
    this.#explanations = explanations;
    this.#registrations = vscode.Disposable.from(
      this.#changed,
      packs.onDidChange(() => this.#changed.fire()),
      vscode.languages.registerCodeLensProvider({ scheme: PACK_SCHEME }, this),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const pack = this.#packs.find(document.uri);
    if (!pack) return [];
    const top = lineRange(document, 0);
    const bar = new vscode.CodeLens(top, { title: budgetBar(pack.result, inOwnLanguage), command: '' });
    const blocks = pack.result.chunks.flatMap((chunk) => {
      const range = lineRange(document, (chunk.packLine ?? 1) - 1);
      const { path, startLine, endLine } = chunk;
      const place: PackPlace = { pack: pack.uri.toString(), path, startLine, endLine };
      const isPinned = pinsIn(pack.params.pins ?? [], chunk).length > 0;
      const why = whyText(chunk, inOwnLanguage);
      return [
        new vscode.CodeLens(range, { title: chunkText(chunk, inOwnLanguage), command: '' }),
        isPinned
          ? action(range, place, ['winnow.unpinBlock', `$(pinned) ${vscode.l10n.t('Unpin')}`])
          : action(range, place, ['winnow.pinBlock', `$(pin) ${vscode.l10n.t('Pin')}`]),
        action(range, place, ['winnow.excludeBlock', `$(close) ${vscode.l10n.t('Exclude File')}`]),
        action(range, place, ['winnow.openBlock', `$(go-to-file) ${vscode.l10n.t('Open')}`]),
        // Last, since a lens does not wrap and reasons are long.
        ...(why === '' ? [] : [new vscode.CodeLens(range, { title: why, command: '' })]),
      ];
    });
    return [bar, new NextLens(top, pack), ...blocks];
  }

  async resolveCodeLens(lens: vscode.CodeLens, token: vscode.CancellationToken): Promise<vscode.CodeLens> {
    if (!(lens instanceof NextLens)) return lens;
    lens.command = { title: nextText(await this.#explanations.of(lens.pack, token), inOwnLanguage), command: '' };
    return lens;
  }

  dispose(): void {
    this.#registrations.dispose();
  }
}

function lineRange(document: vscode.TextDocument, line: number): vscode.Range {
  const at = Math.max(0, Math.min(line, document.lineCount - 1));
  return new vscode.Range(at, 0, at, 0);
}

function action(range: vscode.Range, place: PackPlace, [command, title]: readonly [CommandName, string]) {
  return new vscode.CodeLens(range, { title, command, arguments: [place] });
}
