/**
 * Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), with the idf of Lucene, which
 * is never negative.
 */
const K1 = 1.2;
export const B = 0.75;

export function inverseDocumentFrequency(documents: number, holding: number): number {
  return Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
}

/** What a document's length adds to the denominator of `saturate`; `relativeLength` is its length over the mean length. */
export function lengthNorm(relativeLength: number, b = B): number {
  return K1 * (1 - b + b * relativeLength);
}

/** Saturated term frequency: 0 … K1 + 1. */
export function saturate(count: number, norm: number): number {
  return (count * (K1 + 1)) / (count + norm);
}
