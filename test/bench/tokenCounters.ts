import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Tokenizer } from '../../server/src/engine/tokens/tokenizer.ts';
import { loadPeer } from './peers.ts';

/** Exact number of o200k_base tokens; special tokens count as the plain text they are. */
export type Count = (text: string) => number;

/** Winnow's tokenizer from its bundle, with the vocabulary beside it. */
export function loadWinnow(bundle: string): Count {
  const { createTokenizer } = createRequire(bundle)(bundle) as {
    createTokenizer: (packed: Uint8Array) => Tokenizer;
  };
  const tokenizer = createTokenizer(readFileSync(join(dirname(bundle), 'o200k.bin')));
  return (text) => tokenizer.count(text);
}

interface GptTokenizer {
  readonly countTokens: (text: string, options: { readonly disallowedSpecial: ReadonlySet<string> }) => number;
}

export async function loadGptTokenizer(): Promise<Count> {
  const { countTokens } = await loadPeer<GptTokenizer>('gpt-tokenizer/encoding/o200k_base');
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
}

interface Tiktoken {
  get_encoding(name: string): { encode_ordinary(text: string): Uint32Array };
}

export async function loadTiktoken(): Promise<Count> {
  const encoding = (await loadPeer<Tiktoken>('tiktoken')).get_encoding('o200k_base');
  return (text) => encoding.encode_ordinary(text).length;
}
