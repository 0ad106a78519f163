import { RULES_PATH } from '../../workspace/rulesFile.ts';
import type { ServerContext } from '../context.ts';

/** A checkout or a build reports thousands of files: they are taken in together. */
const GATHER_MS = 200;
/** Above so many files a look at the whole workspace is cheaper than one by one. */
const MOST_FILES = 500;
const IGNORE_FILES = /(?:^|\/)\.(?:gitignore|winnowignore)$/;

/** Files that changed on disk. */
export function registerWatchedFiles({
  connection,
  session,
  log,
  stats,
  rulesReload,
  allowReload,
}: ServerContext): void {
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) {
      changed.add(uri);
      allowReload.changed(uri);
    }
    timer ??= setTimeout(() => void takeIn(), GATHER_MS);
  });

  async function takeIn(): Promise<void> {
    const uris = [...changed];
    changed = new Set();
    timer = undefined;
    try {
      const started = await session;
      const paths = uris
        .map((uri) => started.workspacePath(uri))
        .filter((path) => path !== undefined && !path.startsWith('.git/'));
      if (paths.length === 0) return;
      if (paths.some((path) => path?.endsWith(RULES_PATH))) await rulesReload.reload();
      if (paths.length > MOST_FILES || paths.some((path) => IGNORE_FILES.test(path ?? '')))
        await started.optimizer.refresh();
      else await started.optimizer.update(paths as string[]);
      stats.changed();
      rulesReload.filesChanged();
    } catch (error) {
      log.warn(`changed files were not taken in: ${(error as Error).message}`);
    }
  }
}
