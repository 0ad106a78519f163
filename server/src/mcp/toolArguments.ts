import * as z from 'zod/mini';
import { COMPACTION_LEVELS } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';
import { LARGEST_BUDGET, SMALLEST_BUDGET, type ToolName } from '../../../shared/src/toolList.ts';

/** Longest question, text for triggers, path or glob, in UTF-16 units; most globs and pins. */
const LONGEST_QUERY = 10_000;
const LONGEST_TEXT = 100_000;
const LONGEST_PATH = 1000;
const MOST_ITEMS = 100;

const BUDGET_RANGE = `give a whole number from ${SMALLEST_BUDGET} to ${LARGEST_BUDGET}`;
const query = text('give a question', LONGEST_QUERY);
const path = text('give a path', LONGEST_PATH);
const budget = z.optional(
  z.int(BUDGET_RANGE).check(z.minimum(SMALLEST_BUDGET, BUDGET_RANGE), z.maximum(LARGEST_BUDGET, BUDGET_RANGE)),
);
const paths = z.optional(
  z.array(path, 'give a list of texts').check(z.maxLength(MOST_ITEMS, `give at most ${MOST_ITEMS}`)),
);

const compaction = z.optional(z.enum(COMPACTION_LEVELS, `give one of ${COMPACTION_LEVELS.join(', ')}`));

/** What each tool takes; what is not known is refused, so that a misspelt option is not silently without effect. */
export const TOOL_ARGUMENTS = {
  optimize: z.strictObject({ query, budget, include: paths, exclude: paths, compaction, pins: paths }),
  explain: z.strictObject({ query, budget, path: z.optional(path) }),
  scan: z.strictObject({ path: z.optional(path) }),
  triggers: z.strictObject({ text: text('give a text', LONGEST_TEXT) }),
  stats: z.strictObject({}),
} as const satisfies Record<ToolName, z.ZodMiniType>;

export type ToolArguments<Name extends ToolName> = z.infer<(typeof TOOL_ARGUMENTS)[Name]>;

/** @throws UserError that names the first argument which is wrong, and says the mend */
export function parseToolArguments<Name extends ToolName>(name: Name, given: unknown): ToolArguments<Name> {
  const result = TOOL_ARGUMENTS[name].safeParse(given ?? {});
  if (result.success) return result.data as ToolArguments<Name>;
  const [issue] = result.error.issues;
  throw new UserError(`${name}: ${issue ? wordsOf(issue, name) : 'the arguments cannot be read'}`);
}

function wordsOf({ code, path: where, message, ...rest }: z.core.$ZodIssue, name: ToolName): string {
  if (code === 'unrecognized_keys' && 'keys' in rest) {
    const known = Object.keys(TOOL_ARGUMENTS[name].shape).join(', ') || 'no arguments';
    return `there is no argument “${String(rest.keys[0])}”; it takes ${known}`;
  }
  return `${where.map(String).join('.') || 'arguments'}: ${message}`;
}

function text(mend: string, longest: number) {
  const tooLong = `${mend} of at most ${longest} characters`;
  return z.string(mend).check(z.regex(/\S/, mend), z.maxLength(longest, tooLong));
}
