import * as vscode from 'vscode';
import { PACK_VIEW } from '../../../shared/src/manifest.ts';
import { uriInWorkspace } from '../workspacePaths.ts';
import type { PackNode } from './packNodes.ts';

/** Pins files to the current pack, or to a pack that is asked for where there is none. */
export type PinFiles = (uris: readonly vscode.Uri[]) => Promise<void>;

/** What the explorer, tabs and most trees drag. */
const URI_LIST = 'text/uri-list';

/** Files and editors that are dropped on the view are pinned; its own files can be dragged to an editor or a chat. */
export class PackDrops implements vscode.TreeDragAndDropController<PackNode> {
  readonly dropMimeTypes = [URI_LIST];
  readonly dragMimeTypes = [URI_LIST];
  readonly #pin: PinFiles;

  constructor(pin: PinFiles) {
    this.#pin = pin;
  }

  handleDrag(nodes: readonly PackNode[], data: vscode.DataTransfer): void {
    const paths = new Set(nodes.flatMap((node) => ('path' in node && node.path !== undefined ? [node.path] : [])));
    const uris = [...paths].flatMap((path) => uriInWorkspace(path)?.toString() ?? []);
    data.set(URI_LIST, new vscode.DataTransferItem(uris.join('\r\n')));
  }

  async handleDrop(_target: PackNode | undefined, data: vscode.DataTransfer): Promise<void> {
    // What comes out of the view itself is in the pack already.
    if (data.get(`application/vnd.code.tree.${PACK_VIEW.toLowerCase()}`)) return;
    const list = await data.get(URI_LIST)?.asString();
    if (list) await this.#pin(urisOf(list));
  }
}

/** The lines of a list of URIs (RFC 2483); comments begin with `#`. */
function urisOf(list: string): readonly vscode.Uri[] {
  const lines = list.split(/\r?\n/u).filter((line) => line !== '' && !line.startsWith('#'));
  return [...new Set(lines)].map((line) => vscode.Uri.parse(line));
}
