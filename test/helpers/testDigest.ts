/** A digest for tests: FNV-1a, twice, as 16 hexadecimal digits. Nothing to keep secrets with. */
export function testDigest(secret: string): string {
  return fnv(secret, 0x811c9dc5) + fnv(secret, 0x01000193);
}

function fnv(text: string, seed: number): string {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
