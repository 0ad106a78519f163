import type { ExplainParams, ExplainResult } from '../../../shared/src/protocol.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { createPipeline } from '../services.ts';
import type { Run } from './command.ts';
import type { EXPLAIN_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { pipelineRun } from './pipelineRun.ts';
import { toQuestion } from './question.ts';
import { alignColumns } from './table.ts';
import type { Paint } from './terminal.ts';
import { grouped, lineRange } from './words.ts';

export const runExplain: Run<typeof EXPLAIN_OPTIONS> = async (context) => {
  const { options, workspace, json, terminal, log } = context;
  const question: ExplainParams = {
    ...(await toQuestion(options)),
    ...(options.path === undefined ? {} : { path: options.path.replaceAll('\\', '/').replace(/^\.\//, '') }),
  };
  const pipeline = createPipeline(pipelineConfig(workspace, log), log);
  try {
    const result = await pipeline.explain(question, pipelineRun(context));
    await terminal.print(json ? JSON.stringify(result) : explanation(result, terminal.paint).join('\n'));
    return 0;
  } finally {
    await pipeline.close();
  }
};

/** The ranked chunks with their verdicts, and what more room would add. */
export function explanation({ chunks, next, budget, skipped }: ExplainResult, paint: Paint): string[] {
  if (skipped) return [`${makeVisibleName(skipped.path)} was skipped: ${makeVisibleName(skipped.reason)}.`];
  if (chunks.length === 0) return ['No chunk matches the question.'];
  const rows = chunks.map((chunk) => [
    String(chunk.rank),
    chunk.included ? 'in' : 'out',
    chunk.score.toFixed(2),
    grouped(chunk.tokens),
    lineRange(chunk),
    makeVisibleName(chunk.verdict),
  ]);
  const [head = '', ...body] = alignColumns([['rank', '', 'score', 'tokens', 'chunk', 'why'], ...rows], [0, 2, 3]);
  const painted = body.map((line, at) => (chunks[at]!.included ? line : paint('dim', line)));
  return [paint('bold', head), ...painted, '', ...more(next, budget, paint)];
}

function more(next: ExplainResult['next'], budget: number, paint: Paint): string[] {
  if (next.length === 0) return [`2,000 tokens beyond ${grouped(budget)} would add nothing.`];
  const rows = next.map((chunk) => [grouped(chunk.tokens), lineRange(chunk)]);
  const title = paint('bold', `2,000 tokens beyond ${grouped(budget)} would add:`);
  return [title, ...alignColumns(rows, [0]).map((line) => `  ${line}`)];
}
