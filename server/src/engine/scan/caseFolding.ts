/**
 * Case folding of single UTF-16 code units: Unicode simple case folding (CaseFolding.txt, status C and S), the
 * relation that JavaScript's `iu` regular expressions use, less three pairs of look-alikes (ΐ, ΰ, ﬅ spelt in two ways).
 * Foldings that change the length (ß → ss) are left out.
 */
export function foldUnit(unit: number): number {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  if (unit === DOTLESS_I) return unit;
  const character = String.fromCharCode(unit);
  const upper = character.toUpperCase();
  // By way of upper case, so that ſ meets s, ς meets σ and µ meets μ.
  const lower = (upper.length === 1 ? upper : character).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}

/** Every code unit that folds to the same unit as `folded`, itself included. */
export function unitsFoldingTo(folded: number): readonly number[] {
  return caseVariants().get(folded) ?? [folded];
}

/**
 * The low surrogate of the other case of a letter outside the Basic Multilingual Plane (Deseret, Osage, Adlam …), or
 * `undefined`. Both cases of all such letters share their high surrogate.
 */
export function otherCaseLow(high: number, low: number): number | undefined {
  if (high < 0xd800 || high > 0xdbff || low < 0xdc00 || low > 0xdfff) return undefined;
  const character = String.fromCharCode(high, low);
  const lower = character.toLowerCase();
  const other = lower === character ? character.toUpperCase() : lower;
  return other !== character && other.charCodeAt(0) === high ? other.charCodeAt(1) : undefined;
}

// Turkish ı has no simple folding, though its upper case is I.
const DOTLESS_I = 0x131;

// The stretches of the Basic Multilingual Plane that hold all its letters with two cases (Unicode 17); naming them
// makes the table cheap to build.
const CASED: readonly (readonly [first: number, last: number])[] = [
  [0x41, 0x5a],
  [0xb5, 0x58f],
  [0x10a0, 0x10ff],
  [0x13a0, 0x13ff],
  [0x1c80, 0x1cbf],
  [0x1d79, 0x1d8e],
  [0x1e00, 0x1fff],
  [0x2126, 0x2188],
  [0x24b6, 0x24e9],
  [0x2c00, 0x2d2d],
  [0xa640, 0xa7ff],
  [0xab53, 0xabbf],
  [0xfb05, 0xfb06],
  [0xff21, 0xff5a],
];

let variants: ReadonlyMap<number, readonly number[]> | undefined;

function caseVariants(): ReadonlyMap<number, readonly number[]> {
  variants ??= collectVariants();
  return variants;
}

function collectVariants(): ReadonlyMap<number, readonly number[]> {
  const byFolded = new Map<number, number[]>();
  for (const [first, last] of CASED) {
    for (let unit = first; unit <= last; unit++) {
      const folded = foldUnit(unit);
      if (folded === unit) continue;
      const known = byFolded.get(folded);
      if (known) known.push(unit);
      else byFolded.set(folded, [folded, unit]);
    }
  }
  return byFolded;
}
