import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Encoding, Tokenizer } from '../../server/src/engine/tokens/tokenizer.ts';
import { loadPeer } from './peers.ts';

/** Exact number of o200k_base tokens; special tokens count as the plain text they are. */
export type Count = (text: string) => number;

/** Winnow's tokenizer from its bundle, with the vocabularies beside it. */
export function loadWinnow(bundle: string, encoding: Encoding = 'o200k_base'): Count {
  const { createTokenizer } = createRequire(bundle)(bundle) as {
    createTokenizer: (packed: Uint8Array, encoding: Encoding) => Tokenizer;
  };
  const file = encoding === 'o200k_base' ? 'o200k.bin' : 'cl100k.bin';
  const tokenizer = createTokenizer(readFileSync(join(dirname(bundle), file)), encoding);
  return (text) => tokenizer.count(text);
}

interface GptTokenizer {
  readonly countTokens: (text: string, options: { readonly disallowedSpecial: ReadonlySet<string> }) => number;
}

export async function loadGptTokenizer(encoding: Encoding = 'o200k_base'): Promise<Count> {
  const { countTokens } = await loadPeer<GptTokenizer>(`gpt-tokenizer/encoding/${encoding}`);
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
