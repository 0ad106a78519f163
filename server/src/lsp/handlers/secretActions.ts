import type { CodeAction, Range } from 'vscode-languageserver/node';
import type { ServerContext } from '../context.ts';
import { answer } from '../request.ts';
import { resolvesActions } from '../secrets/resolvesActions.ts';

/** What can be done about the secrets that a range touches. */
export async function secretActions(context: ServerContext, uri: string, range: Range): Promise<CodeAction[]> {
  const actions = await loadActions();
  return actions.secretActions(context, uri, range);
}

/** Answers `codeAction/resolve` for clients that use it. */
export function registerSecretActions(context: ServerContext): void {
  const { connection, log, capabilities } = context;
  if (!resolvesActions(capabilities)) return;
  connection.onCodeActionResolve((action, token) =>
    answer({ method: 'codeAction/resolve', token, log }, async () => {
      const actions = await loadActions();
      return actions.resolveSecretAction(context, action);
    }),
  );
}

/** Every rule comes with them: they are not loaded at start. */
async function loadActions() {
  return import('../secrets/secretActions.ts');
}
