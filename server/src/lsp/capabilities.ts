import {
  CodeActionKind,
  CodeLensRequest,
  CompletionRequest,
  DocumentSymbolRequest,
  RenameRequest,
  type ClientCapabilities,
  type Connection,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { resolvesActions } from './secrets/resolvesActions.ts';
import { RULES_SELECTOR } from './rules/rulesUri.ts';

const COMPLETION = { triggerCharacters: [' ', '[', ',', '"', "'"] };
const RENAME = { prepareProvider: true };
const CODE_ACTION = { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] };
const CODE_LENS = { resolveProvider: true };

/** What is offered in rules files alone, as far as the client cannot be told so later: it will ask in every document. */
export function rulesProviders(capabilities: ClientCapabilities): ServerCapabilities {
  const { textDocument: client = {} } = capabilities;
  return {
    // A keyword can be silenced in any document, and a secret mended.
    codeActionProvider: { ...CODE_ACTION, ...(resolvesActions(capabilities) ? { resolveProvider: true } : {}) },
    ...(client.completion?.dynamicRegistration ? {} : { completionProvider: COMPLETION }),
    ...(client.rename?.dynamicRegistration ? {} : { renameProvider: RENAME }),
    ...(client.codeLens?.dynamicRegistration ? {} : { codeLensProvider: CODE_LENS }),
    ...(client.documentSymbol?.dynamicRegistration ? {} : { documentSymbolProvider: true }),
  };
}

/** The same for clients that can be told: they ask in rules files only (LSP 3.17, "Register Capability"). */
export function registerRulesFeatures(
  { client: registry }: Connection,
  { textDocument: client = {} }: ClientCapabilities,
): void {
  const documentSelector = RULES_SELECTOR;
  if (client.completion?.dynamicRegistration)
    void registry.register(CompletionRequest.type, { documentSelector, ...COMPLETION });
  if (client.rename?.dynamicRegistration) void registry.register(RenameRequest.type, { documentSelector, ...RENAME });
  if (client.codeLens?.dynamicRegistration)
    void registry.register(CodeLensRequest.type, { documentSelector, ...CODE_LENS });
  if (client.documentSymbol?.dynamicRegistration)
    void registry.register(DocumentSymbolRequest.type, { documentSelector });
}
