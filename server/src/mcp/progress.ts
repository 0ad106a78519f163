import type { PipelineProgress, PipelineRun } from '../pipeline/pipeline.ts';

/** `notifications/progress` without its token (MCP 2025-06-18). */
export interface ProgressNote {
  readonly progress: number;
  readonly total: number;
  readonly message: string;
}

const MESSAGES: Readonly<Record<PipelineProgress['stage'], string>> = {
  indexing: 'indexing files',
  packing: 'composing the pack',
  scanning: 'looking for triggers in files',
  searching: 'looking for secrets in files',
};

/** Passes on what is countable, and only what is further than before: the protocol wants progress to rise. */
export function risingProgress(send: (note: ProgressNote) => void): NonNullable<PipelineRun['onProgress']> {
  let furthest = 0;
  return ({ stage, done, total }) => {
    if (stage === 'packing' || done <= furthest) return;
    furthest = done;
    send({ progress: done, total, message: MESSAGES[stage] });
  };
}
