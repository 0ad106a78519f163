import * as z from 'zod/mini';
import {
  COMPACTION_LEVELS,
  FEEDBACK_REQUESTS,
  LEVELS,
  PACK_FORMATS,
  type ExplainParams,
  type FeedbackParams,
  type OptimizeParams,
  type RestoreParams,
  type SecretFindingsParams,
  type TextDocumentParams,
  type TriggerMatchesParams,
  type TriggersParams,
} from '../../../shared/src/protocol.ts';
import type { CheckLockParams } from '../../../shared/src/lockProtocol.ts';
import type { CompressParams } from '../../../shared/src/compressProtocol.ts';
import { TOOL_NAMES } from '../../../shared/src/toolList.ts';
import type { ToolParams } from '../../../shared/src/toolProtocol.ts';
import { UserError } from '../base/errors.ts';

const globs = z.optional(z.array(z.string()));

const MOST_URI_UNITS = 10_000;
const MOST_DEADLINE_MS = 3_600_000;

const optimizeShape = {
  id: z.optional(z.string()),
  query: z.string(),
  budget: z.optional(z.number()),
  model: z.optional(z.string().check(z.maxLength(200))),
  format: z.optional(z.enum(PACK_FORMATS)),
  include: globs,
  exclude: globs,
  pins: globs,
  priority: z.optional(z.number().check(z.minimum(1), z.maximum(10))),
  document: z.optional(z.string().check(z.maxLength(MOST_URI_UNITS))),
  deadlineMs: z.optional(z.number().check(z.minimum(1), z.maximum(MOST_DEADLINE_MS))),
  highestLevel: z.optional(z.enum(LEVELS)),
  cache: z.optional(z.enum(['all', 'memory', 'none'])),
  compaction: z.optional(z.enum(COMPACTION_LEVELS)),
  passSavings: z.optional(z.boolean()),
};

const optimizeParams = z.object(optimizeShape);
const explainParams = z.object({ ...optimizeShape, path: z.optional(z.string()) });
const position = z.object({ line: z.int().check(z.minimum(0)), character: z.int().check(z.minimum(0)) });
const triggersParams = z.object({
  textDocument: z.optional(z.object({ uri: z.string() })),
  text: z.optional(z.string()),
  ranges: z.optional(z.array(z.object({ start: position, end: position }))),
});
const triggerMatchesParams = z.object({
  rule: z.optional(z.string()),
  rangesPerFile: z.optional(z.number().check(z.minimum(0))),
});
const secretFindingsParams = z.object({ findingsPerFile: z.optional(z.number().check(z.minimum(0))) });
const line = z.optional(z.int().check(z.minimum(1)));
const MOST_JUDGED_CHUNKS = 1000;
const feedbackParams = z.object({
  kind: z.enum(FEEDBACK_REQUESTS),
  query: z.optional(z.string()),
  chunks: z.optional(
    z.array(z.object({ path: z.string(), startLine: line, endLine: line })).check(z.maxLength(MOST_JUDGED_CHUNKS)),
  ),
});
const MOST_OUTPUT_UNITS = 20_000_000;
const SMALLEST_COMPRESS_BUDGET = 100;
const compressParams = z.object({
  text: z.string().check(z.maxLength(MOST_OUTPUT_UNITS)),
  budget: z.optional(z.int().check(z.minimum(SMALLEST_COMPRESS_BUDGET))),
  label: z.optional(z.string().check(z.maxLength(1000))),
});
const toolParams = z.object({ name: z.enum(TOOL_NAMES), arguments: z.optional(z.unknown()) });
const MOST_LOCK_UNITS = 32_000_000;
const checkLockParams = z.object({ lock: z.string().check(z.maxLength(MOST_LOCK_UNITS)) });
const MOST_PLACEHOLDERS = 10_000;
const restoreParams = z.object({ placeholders: z.array(z.string()).check(z.maxLength(MOST_PLACEHOLDERS)) });
const textDocumentParams = z.object({ textDocument: z.object({ uri: z.string() }) });

/** Params of the wrong shape are the client's fault, and told with the place where they are wrong. */
export function parseOptimizeParams(raw: unknown): OptimizeParams {
  return parse(optimizeParams, raw) as OptimizeParams;
}

export function parseExplainParams(raw: unknown): ExplainParams {
  return parse(explainParams, raw) as ExplainParams;
}

export function parseCompressParams(raw: unknown): CompressParams {
  return parse(compressParams, raw) as CompressParams;
}

export function parseFeedbackParams(raw: unknown): FeedbackParams {
  return parse(feedbackParams, raw) as FeedbackParams;
}

/** Exactly one of `textDocument` and `text` must be there. */
export function parseTriggersParams(raw: unknown): TriggersParams {
  const params = parse(triggersParams, raw) as TriggersParams;
  if ((params.textDocument === undefined) === (params.text === undefined))
    throw new UserError('params: give either textDocument or text');
  return params;
}

export function parseTriggerMatchesParams(raw: unknown): TriggerMatchesParams {
  return parse(triggerMatchesParams, raw) as TriggerMatchesParams;
}

export function parseToolParams(raw: unknown): ToolParams {
  return parse(toolParams, raw) as ToolParams;
}

export function parseCheckLockParams(raw: unknown): CheckLockParams {
  return parse(checkLockParams, raw) as CheckLockParams;
}

export function parseRestoreParams(raw: unknown): RestoreParams {
  return parse(restoreParams, raw) as RestoreParams;
}

export function parseSecretFindingsParams(raw: unknown): SecretFindingsParams {
  return parse(secretFindingsParams, raw) as SecretFindingsParams;
}

export function parseTextDocumentParams(raw: unknown): TextDocumentParams {
  return parse(textDocumentParams, raw) as TextDocumentParams;
}

function parse(schema: z.ZodMiniType, raw: unknown): unknown {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(
    `params${issue?.path.map((key) => `.${String(key)}`).join('') ?? ''}: ${issue?.message ?? 'wrong shape'}`,
  );
}
