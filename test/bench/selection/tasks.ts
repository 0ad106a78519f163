import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const TASK = z.object({
  /** `owner/name`. */
  repo: z.string(),
  id: z.string(),
  /** Commit whose tree is the workspace and whose past is its history. */
  base: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
  query: z.string(),
});

/** A question about a repository at a commit. What answers it stands in the file too, for the scorer alone. */
export type Task = z.infer<typeof TASK>;

/** @throws Error naming file and line of what is no task. */
export function readTasks(paths: readonly string[]): readonly Task[] {
  return paths.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .map((line, at) => ({ line, at }))
      .filter(({ line }) => line.trim() !== '')
      .map(({ line, at }) => {
        try {
          return TASK.parse(JSON.parse(line));
        } catch (error) {
          throw new Error(`${path}:${at + 1}: no task`, { cause: error });
        }
      }),
  );
}
