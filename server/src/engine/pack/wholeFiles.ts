/** The chosen lines of a file. */
export interface ChosenLines {
  /** Tells files apart. */
  readonly file: number;
  /** Exact. */
  readonly tokens: number;
  readonly units: number;
  /** UTF-16 units of the whole file. */
  readonly fileUnits: number;
}

/**
 * About how many tokens the whole files have of which some lines were chosen: those lines' exact tokens in proportion to
 * what they are of their file, and never less. Nothing is counted for it.
 */
export function wholeFileTokens(chosen: readonly ChosenLines[]): number {
  const files = new Map<number, { tokens: number; units: number; fileUnits: number }>();
  for (const { file, tokens, units, fileUnits } of chosen) {
    const sum = files.get(file) ?? { tokens: 0, units: 0, fileUnits };
    files.set(file, { tokens: sum.tokens + tokens, units: sum.units + units, fileUnits });
  }
  let total = 0;
  for (const { tokens, units, fileUnits } of files.values()) {
    if (units > 0) total += tokens * Math.max(1, fileUnits / units);
  }
  return Math.round(total);
}
