import { Buffer } from 'node:buffer';

/** A way to copy strings as UTF-16 units into a memory: several times as fast as a loop over the string. */
export function utf16Writer(memory: ArrayBuffer): (text: string, at: number) => void {
  const buffer = Buffer.from(memory);
  return (text, at) => {
    buffer.write(text, at, 'utf16le');
  };
}
