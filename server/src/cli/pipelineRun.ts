import type { PipelineRun } from '../pipeline/pipeline.ts';
import type { CommandContext } from './command.ts';

/** A pipeline's run under Ctrl-C and with a progress bar. */
export function pipelineRun({ signal, terminal }: Pick<CommandContext, 'signal' | 'terminal'>): PipelineRun {
  return { signal, onProgress: ({ stage, done, total }) => terminal.progress.show(stage, done, total) };
}
