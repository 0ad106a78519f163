const REPLACEMENT = 0xfffd;

/**
 * Writes the UTF-8 form of `units[start, end)` to `target`, which must hold 3 bytes a unit, and returns its length in
 * bytes. Lone surrogates become U+FFFD, as the Encoding standard's UTF-8 encoder has it.
 */
export function encodeUtf8(units: Uint16Array, start: number, end: number, target: Uint8Array): number {
  let length = 0;
  for (let at = start; at < end; at++) {
    let codePoint = units[at] ?? 0;
    if (codePoint < 0x80) {
      target[length++] = codePoint;
      continue;
    }
    if ((codePoint & 0xf800) === 0xd800) {
      const low = at + 1 < end ? (units[at + 1] ?? 0) : 0;
      const paired = codePoint < 0xdc00 && (low & 0xfc00) === 0xdc00;
      codePoint = paired ? 0x10000 + ((codePoint & 0x3ff) << 10) + (low & 0x3ff) : REPLACEMENT;
      if (paired) at++;
    }
    length = pushCodePoint(codePoint, target, length);
  }
  return length;
}

function pushCodePoint(codePoint: number, target: Uint8Array, length: number): number {
  if (codePoint < 0x800) {
    target[length++] = 0xc0 | (codePoint >> 6);
  } else {
    if (codePoint < 0x10000) {
      target[length++] = 0xe0 | (codePoint >> 12);
    } else {
      target[length++] = 0xf0 | (codePoint >> 18);
      target[length++] = 0x80 | ((codePoint >> 12) & 0x3f);
    }
    target[length++] = 0x80 | ((codePoint >> 6) & 0x3f);
  }
  target[length++] = 0x80 | (codePoint & 0x3f);
  return length;
}
