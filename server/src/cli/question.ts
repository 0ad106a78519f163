import type { OptimizeParams } from '../../../shared/src/protocol.ts';
import { UsageError } from '../base/errors.ts';
import { parsePin } from '../pipeline/pins.ts';
import { readStandardInput } from './input.ts';

interface QuestionOptions {
  readonly query?: string;
  readonly budget?: number;
  readonly model?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly pin: readonly string[];
}

/** The request that the options of `optimize` and `explain` make. @throws UsageError */
export async function toQuestion({
  query,
  budget,
  model,
  include,
  exclude,
  pin,
}: QuestionOptions): Promise<OptimizeParams> {
  const asked = query === '-' ? await readStandardInput() : (query ?? '');
  if (asked.trim() === '') throw new UsageError('the question is empty: say with --query what the context is for');
  for (const one of pin) checkPin(one);
  return {
    query: asked,
    include,
    exclude,
    pins: pin,
    ...(budget === undefined ? {} : { budget }),
    ...(model === undefined ? {} : { model }),
  };
}

function checkPin(pin: string): void {
  try {
    parsePin(pin);
  } catch (error) {
    throw new UsageError(`--pin: ${(error as Error).message}`);
  }
}
