/** Packs gpt-tokenizer's o200k_base vocabulary into the file that `engine/tokens/vocabulary.ts` reads; about 1.2 MB. */
export function packVocabulary(): Uint8Array;
