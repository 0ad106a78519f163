import type { OptimizeParams, OptimizeResult } from '../../../shared/src/protocol.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { UsageError } from '../base/errors.ts';
import { parsePin } from '../pipeline/pins.ts';
import type { Pipeline, PipelineRun } from '../pipeline/pipeline.ts';
import { createPipeline } from '../services.ts';
import type { Run } from './command.ts';
import { figuresTable, measureAgain } from './figures.ts';
import { lockfilePath } from './lockfileText.ts';
import type { OPTIMIZE_OPTIONS } from './options.ts';
import { writeOut } from './output.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { pipelineRun } from './pipelineRun.ts';
import { toQuestion } from './question.ts';
import type { Paint } from './terminal.ts';
import { grouped, milliseconds, percent, plural } from './words.ts';

export const runOptimize: Run<typeof OPTIMIZE_OPTIONS> = async (context) => {
  const { options, workspace, json, terminal, log } = context;
  const lockPath = lockPathOf(context);
  const question: OptimizeParams = {
    ...(await toQuestion(options)),
    ...(options.format === undefined ? {} : { format: options.format }),
    ...(options.compact === undefined ? {} : { compaction: options.compact }),
    ...(json || options.figures ? { passSavings: true } : {}),
    ...(options['no-cache'] ? { cache: 'none' } : {}),
  };
  const pipeline = createPipeline(pipelineConfig(workspace, log), log);
  try {
    const run = pipelineRun(context);
    const { lock, pack: result } = await ask(pipeline, question, { run, locks: lockPath !== undefined });
    const wallMs = performance.now();
    terminal.progress.clear();
    if (options.out !== undefined) writeOut(options.out, result.text);
    if (lockPath !== undefined && lock !== undefined) writeOut(lockPath, lock, '--lock');
    const again = options.figures ? await measureAgain(pipeline, question, run) : undefined;
    const figures = again && { wallMs, ...again };
    await learnFromPins(pipeline, question, result);
    if (json) {
      await terminal.print(JSON.stringify(figures ? { ...result, figures } : result));
      return 0;
    }
    if (options.out === undefined) await terminal.write(withLineEnd(result.text));
    if (figures) await terminal.print(['', ...figuresTable(result, figures, terminal.paint)].join('\n'));
    for (const missing of result.degraded) log.warn(missing);
    terminal.note(summaryLine(result, terminal.paintNote));
    if (options.out !== undefined) terminal.note(`written to ${options.out}`);
    if (lockPath !== undefined) terminal.note(`pinned in ${makeVisibleName(lockPath)}`);
    return 0;
  } finally {
    await pipeline.close();
  }
};

function lockPathOf({ options, operands, workspace }: Parameters<typeof runOptimize>[0]): string | undefined {
  if (options.lock) return lockfilePath(operands[0], workspace);
  if (operands[0] === undefined) return undefined;
  throw new UsageError(`winnow optimize: “${operands[0]}” is one too many; a file is named behind --lock or --out`);
}

interface Asking {
  readonly run: PipelineRun;
  readonly locks: boolean;
}

async function ask(
  pipeline: Pipeline,
  question: OptimizeParams,
  { run, locks }: Asking,
): Promise<{ readonly lock?: string; readonly pack: OptimizeResult }> {
  return locks ? pipeline.lock(question, run) : { pack: await pipeline.optimize(question, run) };
}

/** Who pins a file says that it belongs to the question. A pack that was kept has been learned from, and its index is not built. */
async function learnFromPins(
  pipeline: Pipeline,
  { query, pins = [] }: OptimizeParams,
  { cacheLevel }: OptimizeResult,
): Promise<void> {
  if (cacheLevel !== 'none') return;
  for (const pin of pins) await pipeline.feedback({ kind: 'pin', query, chunks: [parsePin(pin)] });
}

export function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Everything of a pack that fits on one line. */
export function summaryLine(result: OptimizeResult, paint: Paint): string {
  const { chunks, redactions, heldBack, heldBackByLevel, triggers, latencyMs, cacheLevel } = result;
  const joint = triggers.mode === 'sequential' ? ' → ' : ', ';
  const files = new Set(chunks.map(({ path }) => path)).size;
  return [
    paint('bold', fillWords(result)),
    `${plural(chunks.length, 'chunk')} of ${plural(files, 'file')}`,
    plural(redactions.length, 'redaction'),
    ...(heldBack > 0 ? [`${plural(heldBack, 'chunk')} held back (${heldBackWords(heldBackByLevel)})`] : []),
    `agents: ${triggers.agents.map(makeVisibleName).join(joint) || 'none'}`,
    milliseconds(latencyMs),
    `cache: ${cacheLevel}`,
  ].join(' · ');
}

/** "7,990 of 8,000 tokens (99.9 %)", in the tokens that the budget is in. */
function fillWords({ tokens, budget, model, modelTokens = tokens, modelTokensKind = '' }: OptimizeResult): string {
  const share = percent(modelTokens, budget);
  if (model === undefined) return `${grouped(tokens)} of ${grouped(budget)} tokens (${share})`;
  const of = `${grouped(modelTokens)} of ${grouped(budget)} tokens of ${makeVisibleName(model)}`;
  return `${of} (${share}, ${modelTokensKind})`;
}

/** "3 sensitive, 1 never". */
export function heldBackWords(counts: OptimizeResult['heldBackByLevel']): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${grouped(count)} ${level}`)
    .join(', ');
}
