/**
 * Case folding of single UTF-16 code units: Unicode simple case folding (CaseFolding.txt, status C and S), the
 * relation that JavaScript's `iu` regular expressions use. Foldings that change the length (ß → ss) are left out.
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

// Stretches of the Basic Multilingual Plane without any cased letter; leaving them out makes the table cheap to build.
const CASELESS: readonly (readonly [number, number])[] = [
  [0x2e80, 0xa63f],
  [0xac00, 0xfaff],
];

let variants: ReadonlyMap<number, readonly number[]> | undefined;

function caseVariants(): ReadonlyMap<number, readonly number[]> {
  variants ??= collectVariants();
  return variants;
}

function collectVariants(): ReadonlyMap<number, readonly number[]> {
  const byFolded = new Map<number, number[]>();
  for (let unit = 0; unit < 0x10000; unit++) {
    const gap = CASELESS.find(([first, last]) => unit >= first && unit <= last);
    if (gap) {
      unit = gap[1];
      continue;
    }
    const folded = foldUnit(unit);
    if (folded === unit) continue;
    const known = byFolded.get(folded);
    if (known) known.push(unit);
    else byFolded.set(folded, [folded, unit]);
  }
  return byFolded;
}
