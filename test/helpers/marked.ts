import type { Span } from '../../server/src/engine/text/span.ts';

/** A sample whose expected spans stand between « and »: the text without the signs, and the spans in it. */
export function parseMarked(sample: string): { readonly text: string; readonly spans: readonly Span[] } {
  let text = '';
  let start = 0;
  const spans: Span[] = [];
  for (const character of sample) {
    if (character === '«') start = text.length;
    else if (character === '»') spans.push({ start, end: text.length });
    else text += character;
  }
  return { text, spans };
}
