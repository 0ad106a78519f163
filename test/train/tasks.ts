import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { GoldFile } from '../../server/src/selfBench/task.ts';
import { readTasks, type Task } from '../bench/selection/tasks.ts';

const GOLD = z.object({
  id: z.string(),
  gold: z.array(z.object({ path: z.string(), lines: z.number(), ranges: z.array(z.tuple([z.number(), z.number()])) })),
});

/** A task together with what answers it. */
export interface SelectionTask extends Task {
  /** `lines`: of the file at the task's base. */
  readonly gold: readonly (GoldFile & { readonly lines: number })[];
}

/** @throws Error naming file and line of what is no task. */
export function readSelectionTasks(paths: readonly string[]): readonly SelectionTask[] {
  return paths.flatMap((path) => {
    const gold = new Map(
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => GOLD.parse(JSON.parse(line)))
        .map(({ id, gold: files }) => [
          id,
          files.map((file) => ({ ...file, ranges: file.ranges.map(([first, last]) => ({ first, last })) })),
        ]),
    );
    return readTasks([path]).map((task) => ({ ...task, gold: gold.get(task.id)! }));
  });
}
