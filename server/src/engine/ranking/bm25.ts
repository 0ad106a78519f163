/**
 * Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), with the idf of Lucene, which
 * is never negative.
 */
export const K1 = 1.2;
export const B = 0.75;

export function inverseDocumentFrequency(documents: number, holding: number): number {
  return Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
}

/** Saturated term frequency: 0 … K1 + 1. `relativeLength` is the document's length over the mean length. */
export function saturate(count: number, relativeLength: number, b = B): number {
  return (count * (K1 + 1)) / (count + K1 * (1 - b + b * relativeLength));
}
