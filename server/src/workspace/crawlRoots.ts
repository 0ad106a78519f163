import { accessSync, constants, statSync } from 'node:fs';
import { UserError } from '../base/errors.ts';
import { crawl, type CrawledFile, type CrawlOptions } from './crawler.ts';
import { pathInWorkspace, type SkippedFile, type WorkspaceRoot } from './indexFiles.ts';

interface CrawledRoots {
  /** By the path in the workspace. */
  readonly found: Map<string, CrawledFile>;
  readonly skipped: readonly SkippedFile[];
  /** Folders of the workspace that could not be read, in words. */
  readonly unreadable: readonly string[];
}

/** What is in all folders of a workspace. @throws UserError when none of them can be read */
export async function crawlRoots(roots: readonly WorkspaceRoot[], options: CrawlOptions): Promise<CrawledRoots> {
  const found = new Map<string, CrawledFile>();
  const skipped: SkippedFile[] = [];
  const unreadable: string[] = [];
  for (const root of roots) {
    const problem = folderProblem(root.folder);
    if (problem) {
      unreadable.push(problem);
      continue;
    }
    const crawled = await crawl(root.folder, options);
    for (const file of crawled.files) {
      const path = pathInWorkspace(root, roots, file.path);
      found.set(path, path === file.path ? file : { ...file, path });
    }
    for (const one of crawled.skipped) skipped.push({ ...one, path: pathInWorkspace(root, roots, one.path) });
  }
  if (roots.length > 0 && unreadable.length === roots.length) throw new UserError(unreadable.join('; '));
  return { found, skipped, unreadable };
}

function folderProblem(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is not a folder: give the workspace's folder`;
    accessSync(folder, constants.R_OK);
    return undefined;
  } catch {
    return `${folder} cannot be read: is it there, and may you read it?`;
  }
}

/** Whether a path lies in one of some folders (with a `/` at the end), at any depth: builds write to skipped ones by the thousand. */
export function liesInOneOf(folders: ReadonlySet<string>, path: string): boolean {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
    if (folders.has(path.slice(0, slash + 1))) return true;
  return false;
}
