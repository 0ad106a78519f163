/**
 * True for values that a vendor prints in its own documentation or ships in its own public samples: everybody knows
 * them, so they are no secrets. Only fingerprints are kept, lest the list be found by other tools.
 */
export function isPublishedSample(value: string): boolean {
  return PUBLISHED.has(fingerprintOf(value));
}

/** 64 bits of two FNV-1a hashes (Fowler, Noll, Vo) of the UTF-16 units, as hexadecimal digits. */
export function fingerprintOf(value: string): string {
  let forward = 0x811c9dc5;
  let backward = 0x811c9dc5;
  for (let at = 0; at < value.length; at++) {
    forward = Math.imul(forward ^ value.charCodeAt(at), 0x01000193);
    backward = Math.imul(backward ^ value.charCodeAt(value.length - 1 - at), 0x01000193);
  }
  return [forward, backward].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Each was found on the vendor's page that stands beside it. */
const PUBLISHED: ReadonlySet<string> = new Set([
  // Keys of the vendor's own sample and test projects: https://github.com/firebase/firebase-android-sdk.
  // https://firebase.google.com/docs/projects/api-keys says that such keys identify a project and are no secrets.
  'c8a510e91ecad985',
  '722ef8d0a2804c0c',
  'af8fab00fc220ba4',
  '00d9b068bd5a366c',
  '1845a427fa4f4edf',
  'f09512748277b0e0',
  'f50c0e722b3f1d4e',
  '6a41f9114f898395',
  'b8782c2e09e651da',
  '1751c16cdc1b8cb4',
  '2237c0ce86380bde',
  '739ddd8710506d7f',
  '965bd60a310016da',
  // Of its earlier versions.
  '4e1351cbac79316b',
  '0af7ca9dd35829bd',
  // https://learn.microsoft.com/en-us/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
  'c0cc49e75ecb05e7',
  // https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file#packagesourcecredentials
  'd518b0416262f9ad',
  '6af56d8056d5307a',
]);
