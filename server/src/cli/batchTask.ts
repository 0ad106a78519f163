import * as z from 'zod/mini';
import { PACK_FORMATS, type OptimizeParams } from '../../../shared/src/protocol.ts';
import { messageOf, UserError } from '../base/errors.ts';
import { withoutSecrets } from '../engine/withoutSecrets.ts';
import type { Line } from './lines.ts';

export type TaskId = string | number;

export interface BatchTask {
  readonly id: TaskId;
  /** As the line gives it. */
  readonly workspace?: string | undefined;
  readonly question: OptimizeParams;
}

/** A line that is no task: under its id, when it has one that can be read. */
export interface BadTask {
  readonly id: TaskId | null;
  readonly error: string;
}

/** The longest line that is read; a question is never longer. */
export const MOST_LINE_CHARACTERS = 1_000_000;

const ID = z.union([z.string(), z.number()], 'must be a text or a number');
const STRINGS = z.optional(z.array(z.string('must be a text'), 'must be a list of texts'));
const TASK = z.object(
  {
    id: ID,
    query: z.string('must be a text'),
    budget: z.optional(z.int('must be a whole number')),
    model: z.optional(z.string('must be a model’s name')),
    workspace: z.optional(z.string('must be a path')),
    format: z.optional(z.enum(PACK_FORMATS, `must be one of ${PACK_FORMATS.join(', ')}`)),
    include: STRINGS,
    exclude: STRINGS,
    pins: STRINGS,
  },
  'is not an object',
);

export function parseTask(line: Line): BatchTask | BadTask {
  if ('tooLong' in line)
    return { id: null, error: `line ${line.number} is longer than ${MOST_LINE_CHARACTERS} characters` };
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return { id: null, error: `line ${line.number} is not JSON: write one object a line, {"id": …, "query": …}` };
  }
  const result = TASK.safeParse(value);
  if (!result.success) {
    const { path = [], message } = result.error.issues[0] ?? { message: 'not a task' };
    const id = ID.safeParse((value as { id?: unknown } | null)?.id);
    const what = [...path.map(String), message].join(' ');
    return { id: id.success ? id.data : null, error: `line ${line.number}: ${what}` };
  }
  const { id, workspace, ...question } = result.data;
  return { id, workspace, question: withoutUndefined(question) as OptimizeParams };
}

function withoutUndefined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** The id that one line of results is about; undefined for what is no result. */
export function idOfResult(text: string): TaskId | undefined {
  try {
    const id = ID.safeParse((JSON.parse(text) as { id?: unknown } | null)?.id);
    return id.success ? id.data : undefined;
  } catch {
    return undefined;
  }
}

/** One line of a failed task's result. */
export function failure(id: TaskId | null, error: unknown): string {
  const known = error instanceof UserError ? error.message : `failed: ${messageOf(error)}`;
  return JSON.stringify({ id, error: withoutSecrets(known) });
}

/** Whether a line of results is that of a task that failed. */
export function isFailure(line: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(line) as object, 'error');
  } catch {
    return true;
  }
}
