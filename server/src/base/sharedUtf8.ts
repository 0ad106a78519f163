/** Most bytes of UTF-8 that a UTF-16 unit takes. */
const MOST_BYTES_A_UNIT = 3;
/** What larger texts are written to is not kept. */
const KEPT_SCRATCH_BYTES = 256 * 1024;

let scratch: Buffer = Buffer.alloc(0);

/**
 * A text as UTF-8 in memory of its own that threads can share. It is written to memory that is there already and then
 * copied: counting its bytes beforehand would read a text with letters beyond Latin-1 twice, as slowly as writing it.
 */
export function sharedUtf8(text: string): Uint8Array {
  const most = MOST_BYTES_A_UNIT * text.length;
  const room = most <= scratch.length ? scratch : Buffer.allocUnsafeSlow(most);
  if (most <= KEPT_SCRATCH_BYTES) scratch = room;
  const length = room.write(text);
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  bytes.set(room.subarray(0, length));
  return bytes;
}
