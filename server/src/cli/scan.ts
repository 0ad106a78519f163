import { statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { dataFolder, localKey } from '../base/dataFolder.ts';
import { UsageError } from '../base/errors.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { createAnalyzer } from '../services.ts';
import { crawl } from '../workspace/crawler.ts';
import { readTextFile } from '../workspace/textFile.ts';
import type { CommandContext, Run } from './command.ts';
import { foundSecrets, type FoundSecret } from './foundSecrets.ts';
import { readStandardInput } from './input.ts';
import type { SCAN_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { toSarif } from './sarif.ts';
import { alignColumns } from './table.ts';
import type { Paint } from './terminal.ts';
import { plural } from './words.ts';

export const runScan: Run<typeof SCAN_OPTIONS> = async (context) => {
  const { options, workspace, json, terminal, log } = context;
  const config = pipelineConfig(workspace, log);
  const { analyzer } = createAnalyzer(config, localKey(dataFolder()));
  const { findings, texts } = await findSecrets(context, config, analyzer);
  terminal.progress.clear();
  const format = options.format ?? (json ? 'json' : 'human');
  if (format === 'sarif') await terminal.print(JSON.stringify(toSarif(findings), undefined, 2));
  else if (format === 'json') await terminal.print(JSON.stringify({ findings }));
  else if (findings.length > 0) await terminal.print(findingLines(findings, terminal.paint).join('\n'));
  terminal.note(`${plural(findings.length, 'secret')} in ${plural(texts, 'text')}`);
  return findings.length > 0 ? 1 : 0;
};

interface Scanned {
  readonly findings: readonly FoundSecret[];
  readonly texts: number;
}

type Context = CommandContext<typeof SCAN_OPTIONS>;

async function findSecrets(context: Context, config: PipelineConfig, analyzer: Analyzer): Promise<Scanned> {
  const { operands, signal, terminal } = context;
  if (operands.includes('-')) {
    if (operands.length > 1) throw new UsageError('winnow scan: give either “-” or paths, not both');
    return { findings: foundSecrets(analyzer, { path: '-', text: await readStandardInput() }), texts: 1 };
  }
  const files = await filesToScan(context, config);
  const findings: FoundSecret[] = [];
  let texts = 0;
  let turnEndMs = 0;
  for (const [done, { path, absolutePath }] of files.entries()) {
    if (performance.now() > turnEndMs) {
      terminal.progress.show('scanning', done, files.length);
      // Ctrl-C is heard between two turns only.
      await nextTurn();
      signal.throwIfAborted();
      turnEndMs = performance.now() + TURN_MS;
    }
    const read = readTextFile(absolutePath, config.maxFileBytes);
    if (!('text' in read)) continue;
    texts++;
    findings.push(...foundSecrets(analyzer, { path, text: read.text }));
  }
  return { findings, texts };
}

const TURN_MS = 50;

interface FileToScan {
  readonly path: string;
  readonly absolutePath: string;
}

/** The workspace's files, or those of the given paths: a file that is named is scanned though it be ignored. */
async function filesToScan(context: Context, config: PipelineConfig): Promise<readonly FileToScan[]> {
  const { operands, workspace } = context;
  if (operands.length === 0) return filesOf(workspace, context, config);
  const found = new Map<string, FileToScan>();
  for (const operand of operands) {
    const absolutePath = resolve(operand);
    const stat = statSync(absolutePath, { throwIfNoEntry: false });
    if (!stat) throw new UsageError(`winnow scan: ${operand}: there is no such file or folder`);
    const files = stat.isDirectory()
      ? await filesOf(absolutePath, context, config)
      : [{ path: nameOf(absolutePath, workspace), absolutePath }];
    for (const file of files) found.set(file.absolutePath, file);
  }
  return [...found.values()];
}

/** A folder inside the workspace is seen with the workspace's ignore files; one outside, with its own. */
async function filesOf(folder: string, { workspace, signal }: Context, config: PipelineConfig): Promise<FileToScan[]> {
  const inside = nameOf(folder, workspace);
  const root = isAbsolute(inside) ? folder : workspace;
  const { files } = await crawl(root, { exclude: config.exclude, maxFileBytes: config.maxFileBytes, signal });
  const prefix = isAbsolute(inside) || inside === '' ? '' : `${inside}/`;
  return files
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path }) => ({ path: nameOf(join(root, path), workspace), absolutePath: join(root, path) }));
}

/** Relative to the workspace with `/`, or absolute for what lies outside. */
function nameOf(absolutePath: string, workspace: string): string {
  const inside = relative(workspace, absolutePath);
  const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return (outside ? absolutePath : inside).split(sep).join('/');
}

function findingLines(findings: readonly FoundSecret[], paint: Paint): string[] {
  const rows = findings.map(({ path, startLine, startColumn, level, rule, fingerprint }) => [
    `${makeVisibleName(path)}:${startLine}:${startColumn}`,
    level,
    rule,
    fingerprint,
  ]);
  return alignColumns(rows).map((line, at) => (findings[at]!.level === 'classified' ? paint('red', line) : line));
}
