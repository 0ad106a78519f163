import * as vscode from 'vscode';
import { LSPErrorCodes, ResponseError, type LanguageClient } from 'vscode-languageclient/node';
import { CHAT_PARTICIPANT, type ChatCommand } from '../../../shared/src/chatParticipant.ts';
import { ANSWERS } from './chatAnswers.ts';
import { pinsOf } from './chatTurn.ts';

interface ChatOptions {
  readonly client: LanguageClient;
  /** Path of its picture. */
  readonly icon: { readonly light: vscode.Uri; readonly dark: vscode.Uri };
}

/** `@winnow` in the editor's chat: answers with places and text of the workspace, without any language model. */
export class ChatParticipant {
  readonly #client: LanguageClient;
  readonly #participant: vscode.ChatParticipant | undefined;

  constructor({ client, icon }: ChatOptions) {
    this.#client = client;
    // Editors that build on VS Code may lack it.
    const chat = vscode.chat as Partial<typeof vscode.chat> | undefined;
    const create = chat?.createChatParticipant;
    if (typeof create !== 'function') return;
    this.#participant = create(CHAT_PARTICIPANT.id, (request, _, stream, token) => this.answer(request, stream, token));
    this.#participant.iconPath = icon;
    this.#participant.followupProvider = { provideFollowups: (result) => followupsOf(result) };
  }

  /** Streams the answer to one request; a failure is told in the result. */
  async answer(
    { prompt, command, references }: Pick<vscode.ChatRequest, 'prompt' | 'command' | 'references'>,
    stream: vscode.ChatResponseStream,
    token: vscode.CancellationToken,
  ): Promise<vscode.ChatResult> {
    const asked = prompt.trim();
    const name = CHAT_PARTICIPANT.commands.find((one) => one.name === command)?.name ?? 'optimize';
    const missing = missingFor(name, asked);
    if (missing !== undefined) {
      stream.markdown(missing);
      return {};
    }
    try {
      await ANSWERS[name]({ client: this.#client, prompt: asked, pins: pinsOf(references), stream, token });
      return { metadata: { name, prompt: asked } };
    } catch (error) {
      if (isCancellation(error, token)) return {};
      return { errorDetails: { message: error instanceof Error ? error.message : String(error) } };
    }
  }

  dispose(): void {
    this.#participant?.dispose();
  }
}

/** What must be there before it can answer; undefined when all is. */
function missingFor(name: ChatCommand, prompt: string): string | undefined {
  if (prompt === '' && name !== 'scan') return vscode.l10n.t('Ask a question, such as: where are requests retried?');
  if (name === 'triggers' || vscode.workspace.workspaceFolders !== undefined) return undefined;
  return vscode.l10n.t('Open a folder to build a context pack from it.');
}

function isCancellation(error: unknown, token: vscode.CancellationToken): boolean {
  if (token.isCancellationRequested || error instanceof vscode.CancellationError) return true;
  return error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
}

function followupsOf({ metadata }: vscode.ChatResult): vscode.ChatFollowup[] {
  const name: unknown = metadata?.['name'];
  const prompt: unknown = metadata?.['prompt'];
  if (typeof prompt !== 'string' || prompt === '') return [];
  const explain = { prompt, command: 'explain', label: vscode.l10n.t('Why these blocks?') };
  const triggers = { prompt, command: 'triggers', label: vscode.l10n.t('Which agents does this prompt name?') };
  const optimize = { prompt, command: 'optimize', label: vscode.l10n.t('Show the pack') };
  return name === 'optimize' ? [explain, triggers] : name === 'scan' ? [] : [optimize];
}
