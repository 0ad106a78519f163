import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { deriveKey } from '../base/seal.ts';

/** What a file holds: a description (any JSON value) and bytes, in the order of their lengths. */
export interface SealedContent {
  readonly description: unknown;
  readonly parts: readonly Uint8Array[];
}

interface SealOptions {
  readonly path: string;
  /** At least 32 bytes; the file's own is derived from it (HKDF, RFC 5869). */
  readonly key: Uint8Array;
  /** What the content was made by: a file that was made by something else counts as absent. */
  readonly maker: string;
}

type SealedRead = SealedContent | { readonly absent: 'none' | 'of another maker' | 'broken' };

/** Head: mark, maker's digest, nonce, length of the description. Then the ciphertext, then the tag. */
const MARK = Buffer.from('WINNOW1\n');
const DIGEST_BYTES = 32;
const NONCE_BYTES = 12;
const HEAD_BYTES = MARK.length + DIGEST_BYTES + NONCE_BYTES + 4;
const TAG_BYTES = 16;
const PURPOSE = 'winnow sealed file';
/** Encrypting runs at one to two gigabytes a second: the thread is held for some milliseconds at a time. */
const SLICE_BYTES = 4_000_000;

/**
 * Writes a file that this key alone opens (AES-256-GCM, NIST SP 800-38D): under another name first, so that a reader sees
 * the old content or the new. Parts are encrypted a slice at a time, so that the thread can answer meanwhile.
 * @returns its size in bytes
 */
export async function writeSealed(options: SealOptions, { description, parts }: SealedContent): Promise<number> {
  const { path, key } = options;
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    const told = Buffer.from(JSON.stringify({ description, lengths: parts.map(({ byteLength }) => byteLength) }));
    const head = headOf(options, randomBytes(NONCE_BYTES), told.length);
    const cipher = createCipheriv('aes-256-gcm', deriveKey(key, PURPOSE), nonceIn(head)).setAAD(head);
    let bytes = await writeAll(file, head);
    for (const part of [told, ...parts]) {
      for (let at = 0; at < part.byteLength; at += SLICE_BYTES)
        bytes += await writeAll(file, cipher.update(part.subarray(at, at + SLICE_BYTES)));
    }
    cipher.final();
    bytes += await writeAll(file, cipher.getAuthTag());
    await file.close();
    await rename(temporary, path);
    return bytes;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<number> {
  for (let at = 0; at < bytes.byteLength;) at += (await file.write(bytes, at)).bytesWritten;
  return bytes.byteLength;
}

/** The content, each part in a buffer of its own. Whatever was not written by `writeSealed` under this key is told, never thrown. */
export function readSealed(options: SealOptions, mostBytes: number): SealedRead {
  let file: number;
  try {
    file = openSync(options.path, 'r');
  } catch {
    return { absent: 'none' };
  }
  try {
    return readOpen(file, options, mostBytes);
  } catch {
    return { absent: 'broken' };
  } finally {
    closeSync(file);
  }
}

function readOpen(file: number, options: SealOptions, mostBytes: number): SealedRead {
  const { size } = fstatSync(file);
  if (size < HEAD_BYTES + TAG_BYTES || size > mostBytes) return { absent: 'broken' };
  const head = readExactly(file, HEAD_BYTES, 0);
  if (!head.subarray(0, MARK.length).equals(MARK)) return { absent: 'broken' };
  const nonce = nonceIn(head);
  const toldBytes = head.readUInt32LE(HEAD_BYTES - 4);
  if (!head.equals(headOf(options, nonce, toldBytes))) return { absent: 'of another maker' };
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(options.key, PURPOSE), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(head).setAuthTag(readExactly(file, TAG_BYTES, size - TAG_BYTES));
  let at = HEAD_BYTES;
  const take = (length: number): Buffer => {
    if (!Number.isSafeInteger(length) || length < 0 || at + length > size - TAG_BYTES)
      throw new Error('a wrong length');
    const bytes = decipher.update(readExactly(file, length, at));
    at += length;
    return bytes;
  };
  // Not authentic before all of it was read: until then a number here is only bounded by the file's size.
  const told = JSON.parse(take(toldBytes).toString()) as Told;
  const parts = told.lengths.map(take);
  if (at !== size - TAG_BYTES) throw new Error('a wrong length');
  decipher.final();
  return { description: told.description, parts };
}

interface Told {
  readonly description: unknown;
  readonly lengths: readonly number[];
}

function readExactly(file: number, length: number, position: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(length);
  for (let at = 0; at < length;) {
    const count = readSync(file, buffer, at, length - at, position + at);
    if (count === 0) throw new Error('cut short');
    at += count;
  }
  return buffer;
}

function headOf({ key, maker }: SealOptions, nonce: Uint8Array, descriptionBytes: number): Buffer {
  const digest = Buffer.from(hkdfSync('sha256', key, maker, 'winnow sealed file maker', DIGEST_BYTES));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(descriptionBytes);
  return Buffer.concat([MARK, digest, nonce, length]);
}

function nonceIn(head: Buffer): Buffer {
  return head.subarray(MARK.length + DIGEST_BYTES, MARK.length + DIGEST_BYTES + NONCE_BYTES);
}
