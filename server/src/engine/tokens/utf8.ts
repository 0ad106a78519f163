const REPLACEMENT = 0xfffd;

/** At most this many bytes come of one UTF-16 unit. */
export const BYTES_PER_UNIT = 3;

/**
 * Writes the UTF-8 form of `text` to `target`, which must hold `BYTES_PER_UNIT` bytes a unit; returns its length in
 * bytes. Lone surrogates become U+FFFD, as the Encoding standard's UTF-8 encoder has it.
 */
export function encodeUtf8(text: string, target: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let codePoint = text.charCodeAt(at);
    if (codePoint < 0x80) {
      target[length++] = codePoint;
      continue;
    }
    if ((codePoint & 0xf800) === 0xd800) {
      codePoint = text.codePointAt(at) ?? REPLACEMENT;
      if (codePoint > 0xffff) at++;
      else codePoint = REPLACEMENT;
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
