const LONGEST_NAME = 48;

/**
 * A name from a rules file as it may stand in a label that reads `$(icon)` and `[text](link)`: neither is left, nor are
 * control and direction characters, and it is cut at 48 characters.
 */
export function plainLabel(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll('$(', '$ (')
    .replaceAll('](', '] (')
    .trim();
  const points = Array.from(plain);
  return points.length > LONGEST_NAME ? `${points.slice(0, LONGEST_NAME - 1).join('')}…` : plain;
}
