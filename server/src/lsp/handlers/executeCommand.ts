import { UserError } from '../../base/errors.ts';
import { createWorkspaceFiles, RULES_PATH } from '../../workspace/rulesFile.ts';
import { toFilePath } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';

export const CREATE_TRIGGER_RULES = 'winnow.server.createTriggerRules';

/** Commands that need the server: `winnow.server.createTriggerRules` with `[{ folderUri }]` gives `{ path, created }`. */
export function registerExecuteCommand({ connection, log, session, rulesReload }: ServerContext): void {
  connection.onExecuteCommand((params, token) =>
    answer({ method: `workspace/executeCommand ${params.command}`, token, log }, async () => {
      if (params.command !== CREATE_TRIGGER_RULES) throw new UserError(`there is no command ${params.command}`);
      const folderUri = (params.arguments?.[0] as { readonly folderUri?: unknown } | undefined)?.folderUri;
      const folder = typeof folderUri === 'string' ? toFilePath(folderUri) : undefined;
      const started = await session;
      if (!folder || !started.config.roots.some((root) => root.folder === folder))
        throw new UserError('give the URI of a folder of this workspace');
      if (!started.config.trusted)
        throw new UserError('this workspace is in Restricted Mode: trust it to write rules into it');
      const [file] = createWorkspaceFiles(folder, [RULES_PATH]);
      await rulesReload.reload();
      return file;
    }),
  );
}
