import { messageOf } from '../../base/errors.ts';
import { mayBeRulesFile } from '../../workspace/rulesFile.ts';
import type { ServerContext } from '../context.ts';
import { parseChangedUris } from '../documentParams.ts';

/** A checkout or a build reports thousands of files: they are taken in together. */
const GATHER_MS = 200;

/** Files that changed on disk. */
export function registerWatchedFiles({
  connection,
  session,
  log,
  stats,
  rulesReload,
  allowReload,
}: ServerContext): void {
  let rulesChanged = false;
  let timer: NodeJS.Timeout | undefined;

  connection.onDidChangeWatchedFiles((raw) => {
    const uris = parseChangedUris(raw);
    for (const uri of uris) allowReload.changed(uri);
    // The session knows of them at once, so that a question that comes next finds them taken in.
    session
      .then((started) => {
        const paths = uris.map((uri) => started.workspacePath(uri)).filter((path) => path !== undefined);
        started.filesChanged(paths);
        rulesChanged ||= paths.some(mayBeRulesFile);
      })
      .catch(() => undefined);
    timer ??= setTimeout(() => void takeIn(), GATHER_MS);
  });

  async function takeIn(): Promise<void> {
    timer = undefined;
    try {
      const started = await session;
      const reload = rulesChanged;
      rulesChanged = false;
      if (reload) await rulesReload.reload();
      await started.takeInChanges();
      stats.changed();
      rulesReload.filesChanged();
    } catch (error) {
      log.warn(`changed files were not taken in: ${messageOf(error)}`);
    }
  }
}
