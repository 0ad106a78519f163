import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../base/errors.ts';
import { GitObjects } from '../workspace/gitObjects.ts';
import { decodeText } from '../workspace/textFile.ts';
import type { ScanSource, ScanText } from './scanText.ts';

const run = promisify(execFile);
const MOST_LIST_BYTES = 200_000_000;
/** Neither a driver nor a filter of the repository runs, and paths are relative to the folder. */
const DIFF = ['diff', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', '--diff-filter=d', '--relative'];
const SAFE_DIFF = [...DIFF, '--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];

interface StagedFile {
  readonly path: string;
  readonly mode: string;
  /** Name of the staged content. */
  readonly object: string;
}

/**
 * What is staged in a folder of a git repository for the next commit, from the index and not from the files. A hook's
 * `GIT_INDEX_FILE` counts, so that of `git commit -a` and of a commit of some paths it is what will be committed.
 *
 * @throws UserError where git is not there, or the folder is in no repository
 */
export async function stagedTexts(
  folder: string,
  options: { readonly maxFileBytes: number; readonly signal: AbortSignal },
): Promise<ScanSource> {
  const files = await stagedFiles(folder, options.signal);
  return { total: files.length, texts: textsOf(folder, files, options.maxFileBytes) };
}

async function stagedFiles(folder: string, signal: AbortSignal): Promise<readonly StagedFile[]> {
  try {
    const { stdout } = await run('git', SAFE_DIFF, { cwd: folder, signal, maxBuffer: MOST_LIST_BYTES });
    return parseRawDiff(stdout);
  } catch (error) {
    signal.throwIfAborted();
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      isMissing
        ? 'winnow scan --staged: git is not on PATH: install it'
        : `winnow scan --staged: git cannot tell what is staged in ${folder}: is it a git repository?`,
    );
  }
}

/** `:oldmode newmode oldobject newobject status` NUL `path` NUL (git-diff-index(1), "RAW OUTPUT FORMAT"). */
export function parseRawDiff(output: string): readonly StagedFile[] {
  const fields = output.split('\0');
  const files: StagedFile[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode = '', , object = ''] = (fields[at] ?? '').split(' ');
    files.push({ path: fields[at + 1] ?? '', mode, object });
  }
  return files;
}

async function* textsOf(folder: string, files: readonly StagedFile[], maxFileBytes: number): AsyncGenerator<ScanText> {
  const sizes = new GitObjects(folder, { contents: false });
  const contents = new GitObjects(folder, { contents: true });
  try {
    for (const { path, mode, object } of files) {
      if (mode === '120000') yield { path, reason: 'symbolic link' };
      else if (!mode.startsWith('100')) yield { path, reason: 'not a regular file' };
      else yield { path, ...(await textOf(object, { sizes, contents, maxFileBytes })) };
    }
  } finally {
    sizes.close();
    contents.close();
  }
}

async function textOf(
  object: string,
  { sizes, contents, maxFileBytes }: { sizes: GitObjects; contents: GitObjects; maxFileBytes: number },
): Promise<{ readonly text: string } | { readonly reason: string }> {
  const size = await sizes.read(object);
  if (!size) return { reason: /^0+$/.test(object) ? 'not merged' : 'unreadable' };
  if (size.sizeBytes > maxFileBytes) return { reason: 'too large' };
  const blob = await contents.read(object);
  if (!blob) return { reason: 'unreadable' };
  const decoded = decodeText(blob.bytes);
  return 'text' in decoded ? { text: decoded.text } : { reason: decoded.skip };
}
