import type { OptimizeParams } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';
import type { ComposeOptions } from '../engine/compose.ts';
import { MODEL_FAMILIES, modelOf, type TokenModel } from '../engine/tokens/models.ts';
import { withoutSecrets } from '../engine/withoutSecrets.ts';
import { globFilter } from './globFilter.ts';
import { parsePin } from './pins.ts';
import type { PolicyGuard, RequestPolicy } from './policyGuard.ts';

/** Longer names are told by their beginning. */
const MOST_MODEL_UNITS = 80;

/** The smallest budget that holds a header and one short block. */
const SMALLEST_BUDGET = 100;

/** A question with all that decides its answer. */
export interface Request extends ComposeOptions, RequestPolicy {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The model whose tokens the budget is in, where one was named. */
  readonly model?: TokenModel;
}

/** A request that no cache near this process answered. */
export interface PackWanted {
  readonly request: Request;
  readonly key: string;
  readonly strategy: NonNullable<OptimizeParams['cache']>;
}

interface RequestDefaults {
  readonly defaults: Required<Pick<OptimizeParams, 'budget' | 'format' | 'highestLevel'>> &
    Pick<OptimizeParams, 'compaction' | 'model'>;
  readonly policy: PolicyGuard;
}

/** @throws UserError in words for whoever asked */
export function toRequest(params: OptimizeParams, { defaults, policy }: RequestDefaults): Request {
  const query = params.query.trim();
  if (query === '') throw new UserError('the question is empty: say what the context is for');
  const budget = params.budget ?? defaults.budget;
  if (!Number.isInteger(budget) || budget < SMALLEST_BUDGET) {
    throw new UserError(
      `a budget of ${budget} tokens is too small: give a whole number of at least ${SMALLEST_BUDGET}`,
    );
  }
  const model = toModel(params.model ?? defaults.model ?? '');
  const include = params.include ?? [];
  const exclude = params.exclude ?? [];
  return {
    query,
    budget,
    format: params.format ?? defaults.format,
    compaction: params.compaction ?? defaults.compaction ?? 'lossless',
    ...(params.passSavings ? { passSavings: true } : {}),
    ...(model ? { model } : {}),
    ...policy.forRequest(params.highestLevel ?? defaults.highestLevel),
    pins: (params.pins ?? []).map(parsePin),
    include,
    exclude,
    ...(include.length + exclude.length > 0 ? { allows: globFilter(include, exclude) } : {}),
  };
}

/** Undefined where none is named. @throws UserError */
function toModel(name: string): TokenModel | undefined {
  if (name.trim() === '') return undefined;
  const model = modelOf(name);
  if (model) return { ...model, name: withoutSecrets(model.name) };
  const asked = withoutSecrets(name.trim().slice(0, MOST_MODEL_UNITS));
  throw new UserError(`the model “${asked}” is not known: name one of ${MODEL_FAMILIES.join('; ')}`);
}
