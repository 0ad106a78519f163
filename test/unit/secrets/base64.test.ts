import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../server/src/engine/secrets/rules/base64.ts';

// RFC 4648, 10.
const rows = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
  ['\u00fb\u00ff', '+/8='],
] as const;

describe('base64', () => {
  test.each(rows)('%j', (text, encoded) => {
    expect(encodeBase64(text)).toBe(encoded);
    expect(decodeBase64(encoded)).toBe(text);
    expect(decodeBase64(encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))).toBe(text);
  });
});
