/** What a compound pattern asks for: every group by one of its alternatives, and nothing of `none`. */
export interface CompoundPattern {
  readonly all: readonly (readonly string[])[];
  readonly none: readonly string[];
}

interface ParsedPattern extends CompoundPattern {
  /** All of its keywords, in the order in which they stand. */
  readonly texts: readonly string[];
}

/**
 * Reads the pattern of a compound trigger as older rules files write it:
 *
 * - `security + audit`, `optimize & performance`, `deploy AND production`, `api, gateway`: all of them;
 * - `audit | review`, `audit OR review`: one of them. Alternatives bind tighter than `+`, so
 *   `security + audit | review` asks for "security" and for one of the other two; brackets round alternatives change
 *   nothing;
 * - `NOT draft`, `!draft`: none of them.
 *
 * `+` and `&` join only with white space on both sides: `c++` and `R&D` are keywords.
 */
export function parseCompoundPattern(pattern: string): ParsedPattern {
  const all: string[][] = [];
  const none: string[] = [];
  const texts: string[] = [];
  for (const part of pattern.split(CONJUNCTION)) {
    const negated = NEGATION.test(part.trim());
    const keywords = part
      .trim()
      .replace(NEGATION, '')
      .split(DISJUNCTION)
      .map((keyword) => keyword.replace(OUTER_BRACKETS, '').trim())
      .filter((keyword) => keyword !== '');
    texts.push(...keywords);
    if (negated) none.push(...keywords);
    else if (keywords.length > 0) all.push(keywords);
  }
  return { all, none, texts };
}

const CONJUNCTION = /\s(?:\+|&{1,2}|AND)(?=\s)|,/;
const DISJUNCTION = /\|{1,2}|\sOR(?=\s)/;
const NEGATION = /^(?:NOT\s|!\s*)/;
const OUTER_BRACKETS = /^\s*\(|\)\s*$/g;
