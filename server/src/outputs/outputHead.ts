import * as z from 'zod/mini';

const LENGTH_BYTES = 4;
const count = z.int().check(z.minimum(0));
const HEAD = z.object({
  /** The command, or the file; redacted. */
  label: z.string(),
  createdMs: z.number(),
  /** Of the whole output, not only of what is kept. */
  lines: count,
  tokens: count,
  /** Lines in the middle of a very long output that are not kept; `line` is the first of them, counted from 1. */
  missing: z.optional(z.object({ line: count, lines: count, at: count })),
});

/** What is told of a kept output; `missing.at` is the place in the kept text, in UTF-16 units. */
export type OutputHead = z.infer<typeof HEAD>;

/** The head as bytes: its length, then JSON. */
export function headBytes(head: OutputHead): Uint8Array {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json]);
}

/** The head, and what follows it. @throws what has another form */
export function readHead(plain: Buffer): { readonly head: OutputHead; readonly rest: Uint8Array } {
  const end = LENGTH_BYTES + plain.readUInt32LE(0);
  if (end > plain.length) throw new Error('a wrong length');
  return { head: HEAD.parse(JSON.parse(plain.toString('utf8', LENGTH_BYTES, end))), rest: plain.subarray(end) };
}
