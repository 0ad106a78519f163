import * as z from 'zod/mini';
import {
  LEVELS,
  PACK_FORMATS,
  type ExplainParams,
  type OptimizeParams,
  type TextDocumentParams,
} from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';

const globs = z.optional(z.array(z.string()));

const optimizeShape = {
  id: z.optional(z.string()),
  query: z.string(),
  budget: z.optional(z.number()),
  format: z.optional(z.enum(PACK_FORMATS)),
  include: globs,
  exclude: globs,
  pins: globs,
  priority: z.optional(z.number().check(z.minimum(1), z.maximum(10))),
  highestLevel: z.optional(z.enum(LEVELS)),
  cache: z.optional(z.enum(['all', 'memory', 'none'])),
};

const optimizeParams = z.object(optimizeShape);
const explainParams = z.object({ ...optimizeShape, path: z.optional(z.string()) });
const textDocumentParams = z.object({ textDocument: z.object({ uri: z.string() }) });

/** Params of the wrong shape are the client's fault, and told with the place where they are wrong. */
export function parseOptimizeParams(raw: unknown): OptimizeParams {
  return parse(optimizeParams, raw) as OptimizeParams;
}

export function parseExplainParams(raw: unknown): ExplainParams {
  return parse(explainParams, raw) as ExplainParams;
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
