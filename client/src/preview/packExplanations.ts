import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ExplainResult } from '../../../shared/src/protocol.ts';
import { EXPLAIN } from '../requests.ts';
import type { Pack } from './packDocuments.ts';

/** What more room would add to a pack: asked for once a pack, since it takes a second selection. */
export class PackExplanations {
  readonly #client: Pick<LanguageClient, 'sendRequest'>;
  readonly #known = new WeakMap<Pack, ExplainResult>();

  constructor(client: Pick<LanguageClient, 'sendRequest'>) {
    this.#client = client;
  }

  async of(pack: Pack, token?: vscode.CancellationToken): Promise<ExplainResult> {
    const known = this.#known.get(pack) ?? (await this.#client.sendRequest(EXPLAIN, pack.params, token));
    this.#known.set(pack, known);
    return known;
  }
}
