import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every way in which a value may stand somewhere: as it is, hexadecimal, URL-encoded, and as base64 at any offset. */
export function formsOf(secret: string): readonly string[] {
  // Whole groups of three bytes are told whatever stands before and behind the value (RFC 4648, 4).
  const shifted = [0, 1, 2].map((shift) => {
    const bytes = Buffer.from(secret).subarray(shift);
    return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  });
  const url = shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const everyByte = [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const hexadecimal = Buffer.from(secret).toString('hex');
  return [...new Set([secret, encodeURIComponent(secret), everyByte, hexadecimal, ...shifted, ...url])];
}

/** Which of the named secrets stand in a text, in whatever form. */
export function leaksIn(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(secrets).filter((name) => formsOf(secrets[name] as string).some((form) => text.includes(form)));
}

/** Names and bytes of everything below a folder. */
export function everythingBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) =>
      lstatSync(join(folder, name)).isFile() ? `${name}\n${readFileSync(join(folder, name), 'latin1')}` : name,
    )
    .join('\n');
}
