import type { Tokenizer } from './tokenizer.ts';

const LF = 10;
const CR = 13;
const SLASH = 47;

/**
 * An o200k_base counter that counts lines which it met before by looking them up: while a pack is put together the same
 * lines are counted raw, compacted, in their block, in a merged block and in the finished text. It keeps what it met, so
 * it is made for one pack.
 */
export function rememberingLines(tokenizer: Tokenizer): Tokenizer {
  const known = new Map<string, number>();
  const countPart = (part: string) => {
    let tokens = known.get(part);
    if (tokens === undefined) known.set(part, (tokens = tokenizer.count(part)));
    return tokens;
  };
  return {
    count: (text) => {
      let tokens = 0;
      for (let from = 0; from < text.length;) {
        const to = nextBorder(text, from);
        const inner = indentationEnd(text, from);
        if (inner > from) tokens += countPart(text.slice(from, inner));
        tokens += countPart(text.slice(inner, to));
        from = to;
      }
      return tokens;
    },
    countUpTo: (text, limit) => tokenizer.countUpTo(text, limit),
  };
}

/**
 * How far a line's indentation is a piece of its own: `\s+(?!\S)` leaves the last blank to what follows. Counted apart,
 * a line costs one lookup however deep it stands, and the narrowed one that compaction makes of it none.
 */
function indentationEnd(text: string, from: number): number {
  let content = from;
  let unit = text.charCodeAt(content);
  while (unit === 32 || unit === 9) unit = text.charCodeAt(++content);
  return content - from > 1 && isVisible(text, content) ? content - 1 : from;
}

/** The first line start behind `from` where the encoding's splitter always stops, or the end. */
function nextBorder(text: string, from: number): number {
  for (let at = text.indexOf('\n', from) + 1; at > 0 && at < text.length; at = text.indexOf('\n', at) + 1) {
    if (isBorder(text, at)) return at;
  }
  return text.length;
}

/**
 * Of o200k_base's expression (openai/tiktoken, `openai_public.py`) two parts go on behind a line feed: `\s*[\r\n]+`, up to
 * the last line break of the white space, and `[^\s\p{L}\p{N}]+[\r\n/]*`, which takes slashes.
 */
function isBorder(text: string, lineStart: number): boolean {
  let content = lineStart;
  let unit = text.charCodeAt(content);
  while (unit === 32 || unit === 9) unit = text.charCodeAt(++content);
  if (!isVisible(text, content)) return false;
  return text.charCodeAt(lineStart) !== SLASH || isWordUnit(unitBeforeBreaks(text, lineStart));
}

/** False for white space and behind the end. */
function isVisible(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit > 32 && (unit <= 127 || !/\s/.test(text.charAt(at)));
}

function unitBeforeBreaks(text: string, end: number): number {
  let at = end - 1;
  while (at >= 0 && (text.charCodeAt(at) === LF || text.charCodeAt(at) === CR)) at--;
  return text.charCodeAt(at);
}

/** A letter or digit of ASCII. */
function isWordUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57);
}
