import { isAscii } from 'node:buffer';
import {
  close,
  closeSync,
  constants,
  fstat,
  fstatSync,
  lstatSync,
  open,
  openSync,
  read,
  readSync,
  type Stats,
} from 'node:fs';
import { promisify } from 'node:util';
import { liesWithin } from './realPath.ts';

export type SkipReason = 'binary' | 'too large' | 'symbolic link' | 'not a regular file' | 'unreadable';
export type TextEncodingName = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

export type DecodedText =
  | { readonly text: string; readonly encoding: TextEncodingName }
  /** Why there is no text. */
  | { readonly skip: SkipReason };

/** Git calls a file binary when a NUL byte stands among its first 8,000 bytes (`xdiff-interface.c`, `buffer_is_binary`). */
const BINARY_WINDOW_BYTES = 8000;
/** The buffer for synchronous reads is kept up to this size. */
const KEPT_BUFFER_BYTES = 4_000_000;
const MOST_IGNORE_FILE_BYTES = 1_000_000;
const NO_NOFOLLOW = constants.O_NOFOLLOW === undefined;
/** Never waits for a pipe's other end, never follows a link that took the file's place. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const FOLLOW_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The text of a file's bytes. UTF-16 is known by its byte order mark; everything else is UTF-8, whose byte order mark is
 * stripped and whose invalid sequences become U+FFFD (a Latin-1 file stays readable, and offsets stay well defined).
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xfe && !(bytes[2] === 0 && bytes[3] === 0)) {
    return { text: buffer.toString('utf16le', 2), encoding: 'utf-16le' };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = buffer.length & ~1;
    return { text: Buffer.from(buffer.subarray(2, even)).swap16().toString('utf16le'), encoding: 'utf-16be' };
  }
  if (buffer.subarray(0, BINARY_WINDOW_BYTES).includes(0)) return { skip: 'binary' };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { text: buffer.toString('utf8', 3), encoding: 'utf-8-bom' };
  }
  // Most sources are ASCII: told by a vector test, they are copied as they are.
  return { text: isAscii(buffer) ? buffer.toString('latin1') : buffer.toString('utf8'), encoding: 'utf-8' };
}

/**
 * Reads a regular file of at most `maxBytes`. Never blocks on a pipe, never follows a symbolic link, never throws on what
 * the disk holds. A file that shrinks meanwhile gives what was read, one that grows what it held when opened. With `root`
 * no folder on the way may be a link that leads outside it either.
 */
export function readTextFile(path: string, maxBytes: number, root?: string): DecodedText {
  return readWith({ path, maxBytes, root }, decodeText);
}

/** What `use` makes of the bytes that `readTextFile` would decode; they are gone when it returns. */
export function readWith<Result>(
  { path, maxBytes, root }: { readonly path: string; readonly maxBytes: number; readonly root?: string | undefined },
  use: (bytes: Uint8Array) => Result,
): Result | { readonly skip: SkipReason } {
  let file: number;
  try {
    if (NO_NOFOLLOW && lstatSync(path).isSymbolicLink()) return { skip: 'symbolic link' };
    file = openSync(path, OPEN_FLAGS);
  } catch (error) {
    return { skip: openFailure(error) };
  }
  try {
    const stats = fstatSync(file);
    const skip = unfit(stats, maxBytes);
    if (skip) return { skip };
    if (root !== undefined && !liesWithin(file, path, root)) return { skip: 'symbolic link' };
    const buffer = scratch(stats.size);
    let length = 0;
    while (length < stats.size) {
      const count = readSync(file, buffer, length, stats.size - length, length);
      if (count === 0) break;
      length += count;
    }
    return use(buffer.subarray(0, length));
  } catch {
    return { skip: 'unreadable' };
  } finally {
    closeSync(file);
  }
}

const openAsync = promisify(open);
const fstatAsync = promisify<number, Stats>(fstat);
const readAsync = promisify(read);
const closeAsync = promisify(close);

/**
 * Text of an ignore file; empty when there is none. As in git, one in a workspace must not be a symbolic link. One that is
 * too large to be read hides everything beside it: what it names is not known.
 */
export async function readIgnoreFile(path: string, options: { readonly followLinks?: boolean } = {}): Promise<string> {
  const found = await readBytes(path, MOST_IGNORE_FILE_BYTES, options.followLinks ? FOLLOW_FLAGS : OPEN_FLAGS);
  if (!('skip' in found)) return found.bytes.toString('utf8');
  return found.skip === 'too large' && !options.followLinks ? '*' : '';
}

/** Text of a small file of git's own; empty when there is none. */
export async function readPlainFile(path: string): Promise<string> {
  return readIgnoreFile(path, { followLinks: true });
}

type ReadBytes = { readonly bytes: Buffer } | { readonly skip: SkipReason };

async function readBytes(path: string, maxBytes: number, flags: number): Promise<ReadBytes> {
  let file: number;
  try {
    if (NO_NOFOLLOW && flags === OPEN_FLAGS && lstatSync(path).isSymbolicLink()) return { skip: 'symbolic link' };
    file = await openAsync(path, flags);
  } catch (error) {
    return { skip: openFailure(error) };
  }
  try {
    const stats = await fstatAsync(file);
    const skip = unfit(stats, maxBytes);
    if (skip) return { skip };
    const bytes = Buffer.allocUnsafe(stats.size);
    let length = 0;
    while (length < stats.size) {
      const { bytesRead } = await readAsync(file, bytes, length, stats.size - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { bytes: bytes.subarray(0, length) };
  } catch {
    return { skip: 'unreadable' };
  } finally {
    await closeAsync(file);
  }
}

function unfit(stats: Stats, maxBytes: number): SkipReason | undefined {
  if (!stats.isFile()) return 'not a regular file';
  return stats.size > maxBytes ? 'too large' : undefined;
}

/** `ELOOP` is what `O_NOFOLLOW` says of a link (`EMLINK` on FreeBSD); `ENXIO` is a socket or a device without a driver. */
function openFailure(error: unknown): SkipReason {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ELOOP' || code === 'EMLINK') return 'symbolic link';
  return code === 'ENXIO' || code === 'EISDIR' ? 'not a regular file' : 'unreadable';
}

let kept = Buffer.allocUnsafe(64 * 1024);

/** A buffer for one synchronous read; whoever reads is done with its content before the next one begins. */
function scratch(sizeBytes: number): Buffer {
  if (sizeBytes <= kept.length) return kept;
  const buffer = Buffer.allocUnsafe(sizeBytes);
  if (sizeBytes <= KEPT_BUFFER_BYTES) kept = buffer;
  return buffer;
}
