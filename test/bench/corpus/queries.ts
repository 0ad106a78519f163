import type { CorpusFile } from './files.ts';

/** A sentence of prose in a comment: a capital, plain words, a full stop. */
const SENTENCE = /(?:^|\s)(?:\/\/+|\*|#|\/\*\*)\s+([A-Z][a-z]+(?: [a-zA-Z][\w'-]*){4,13})\.?\s*$/gm;
const BOILERPLATE = /licen[cs]e|copyright|authors/i;

/**
 * Distinct questions, as many as asked for, the same for the same corpus: sentences of 5 to 14 words from its comments,
 * so that they speak of what is in it, taken from files spread over all of it. Fewer when the corpus holds fewer.
 */
export function queriesOf(files: readonly CorpusFile[], count: number): readonly string[] {
  const perFile = files.map((file) => sentencesOf(file.text));
  const queries = new Set<string>();
  const deepest = perFile.reduce((most, sentences) => Math.max(most, sentences.length), 0);
  // 1,613 is prime to the number of files, so the walk visits each file once a round, far from the one before.
  for (let round = 0; round < deepest && queries.size < count; round++) {
    for (let n = 0; n < files.length && queries.size < count; n++) {
      const sentence = perFile[(n * 1613) % files.length]![round];
      if (sentence !== undefined) queries.add(sentence);
    }
  }
  return [...queries];
}

function sentencesOf(text: string): readonly string[] {
  const sentences = [...text.matchAll(SENTENCE)].map(([, sentence]) => sentence!);
  return [...new Set(sentences)].filter((sentence) => !BOILERPLATE.test(sentence));
}
