import { statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../base/errors.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { crawl } from '../workspace/crawler.ts';
import { readTextFile } from '../workspace/textFile.ts';
import type { CommandContext } from './command.ts';
import { readStandardInput } from './input.ts';
import type { SCAN_OPTIONS } from './options.ts';
import { stagedTexts } from './scanStaged.ts';
import type { ScanSource, ScanText } from './scanText.ts';

export type ScanContext = CommandContext<typeof SCAN_OPTIONS>;

/** What a scan is to look at: what is staged, standard input, the given paths, or the workspace. */
export async function scanSource(context: ScanContext, config: PipelineConfig): Promise<ScanSource> {
  const { operands, options, workspace, signal } = context;
  if (options.staged) {
    if (operands.length > 0) throw new UsageError('winnow scan: give either --staged or paths, not both');
    return stagedTexts(workspace, { maxFileBytes: config.maxFileBytes, signal });
  }
  if (operands.includes('-')) {
    if (operands.length > 1) throw new UsageError('winnow scan: give either “-” or paths, not both');
    return { total: 1, texts: [{ path: '-', text: await readStandardInput() }] };
  }
  const { files, skipped } = await filesToScan(context, config);
  return { total: files.length + skipped.length, texts: textsOf(files, skipped, config.maxFileBytes) };
}

function* textsOf(files: readonly FileToScan[], skipped: readonly ScanText[], maxFileBytes: number) {
  yield* skipped;
  for (const { path, absolutePath, root } of files) {
    const read = readTextFile(absolutePath, maxFileBytes, root);
    yield 'text' in read ? { path, text: read.text } : { path, reason: read.skip };
  }
}

interface FileToScan {
  readonly path: string;
  readonly absolutePath: string;
  /** What it was found in, and must still lie in when it is read; a file that was named may lie anywhere. */
  readonly root?: string;
}

interface FilesToScan {
  readonly files: readonly FileToScan[];
  readonly skipped: readonly ScanText[];
}

/** The workspace's files, or those of the given paths: a file that is named is scanned though it be ignored. */
async function filesToScan(context: ScanContext, config: PipelineConfig): Promise<FilesToScan> {
  const { operands, workspace } = context;
  if (operands.length === 0) return filesOf(workspace, context, config);
  const found = new Map<string, FileToScan>();
  const skipped = new Map<string, ScanText>();
  for (const operand of operands) {
    const absolutePath = resolve(operand);
    const stat = statSync(absolutePath, { throwIfNoEntry: false });
    if (!stat) throw new UsageError(`winnow scan: ${operand}: there is no such file or folder`);
    const within = stat.isDirectory()
      ? await filesOf(absolutePath, context, config)
      : { files: [{ path: nameOf(absolutePath, workspace), absolutePath }], skipped: [] };
    for (const file of within.files) found.set(file.absolutePath, file);
    for (const file of within.skipped) skipped.set(file.path, file);
  }
  return { files: [...found.values()], skipped: [...skipped.values()] };
}

/** A folder inside the workspace is seen with the workspace's ignore files; one outside, with its own. */
async function filesOf(
  folder: string,
  { workspace, signal }: ScanContext,
  config: PipelineConfig,
): Promise<FilesToScan> {
  const inside = nameOf(folder, workspace);
  const root = isAbsolute(inside) ? folder : workspace;
  const crawled = await crawl(root, { exclude: config.exclude, maxFileBytes: config.maxFileBytes, signal });
  const prefix = isAbsolute(inside) || inside === '' ? '' : `${inside}/`;
  const isWanted = ({ path }: { readonly path: string }) => path.startsWith(prefix);
  return {
    files: crawled.files
      .filter(isWanted)
      .map(({ path }) => ({ path: nameOf(join(root, path), workspace), absolutePath: join(root, path), root })),
    skipped: crawled.skipped
      .filter(isWanted)
      .map(({ path, reason }) => ({ path: nameOf(join(root, path), workspace), reason })),
  };
}

/** Relative to the workspace with `/`, or absolute for what lies outside. */
function nameOf(absolutePath: string, workspace: string): string {
  const inside = relative(workspace, absolutePath);
  const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return (outside ? absolutePath : inside).split(sep).join('/');
}
