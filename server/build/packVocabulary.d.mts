/** Packs a vocabulary, gpt-tokenizer's o200k_base unless another is given, into the file that `engine/tokens/vocabulary.ts` reads. */
export function packVocabulary(tokens?: readonly (string | readonly number[])[]): Uint8Array;
