import type { CachedPack } from '../../../server/src/cache/codec.ts';
import type { RedactedText } from '../../../server/src/engine/secrets/redact.ts';

export interface SamplePack extends CachedPack {
  readonly tokens: number;
}

export function samplePack(text: string, tokens = 1): SamplePack {
  return { text: text as RedactedText, tokens };
}
