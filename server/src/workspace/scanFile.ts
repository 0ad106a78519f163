import { Buffer, isAscii } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { Automaton } from '../engine/scan/automaton.ts';
import { StreamScanner, type OnStreamHit } from '../engine/scan/streamScanner.ts';
import { StreamLines } from './streamLines.ts';

const PART_BYTES = 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/**
 * Receives a hit: the keyword's index and its range in the whole text, in UTF-16 units. `lineOf` tells the one-based line
 * of an offset, from the hit's last unit on.
 */
export type OnFileHit = (keyword: number, start: number, end: number, lineOf: (offset: number) => number) => void;

interface ScanFileOptions {
  readonly onHit: OnFileHit;
  /** Is told the bytes that were scanned so far. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface FileScan {
  readonly bytes: number;
  readonly lineFeeds: number;
  /** Length of the text in UTF-16 units. */
  readonly units: number;
  /** Most units that were held at once: one part and what a hit may reach back to. */
  readonly mostUnitsHeld: number;
}

/**
 * Scans a UTF-8 file of any size in bounded memory and gives the hits of its whole text, with offsets in UTF-16 units.
 * As when a file is read at once, a byte order mark does not count, and bytes that are no UTF-8 count as U+FFFD.
 *
 * @throws what reading throws (`ENOENT`, `EACCES` …), and the signal's reason.
 */
export async function scanFile(
  path: string,
  automaton: Automaton,
  { onHit, onProgress, signal }: ScanFileOptions,
): Promise<FileScan> {
  const scanner = new StreamScanner(automaton);
  const lines = new StreamLines();
  const lineOf = (offset: number) => lines.lineOf(offset);
  const report: OnStreamHit = (keyword, start, end) => onHit(keyword, start, end, lineOf);
  const buffer = Buffer.allocUnsafe(PART_BYTES);
  let bytes = 0;
  let units = 0;
  let mostUnitsHeld = 0;
  const push = (read: Buffer) => {
    const part = bytes === 0 && read.indexOf(BYTE_ORDER_MARK) === 0 ? read.subarray(BYTE_ORDER_MARK.length) : read;
    const text = isAscii(part) ? part.toString('latin1') : part.toString('utf8');
    lines.next(text, part);
    bytes += read.length;
    units += text.length;
    mostUnitsHeld = Math.max(mostUnitsHeld, scanner.unitsHeld + text.length);
    scanner.push(text, report);
    onProgress?.(bytes);
  };
  const file = await open(path);
  try {
    let held = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, held, PART_BYTES - held, null);
      const length = held + bytesRead;
      const whole = bytesRead === 0 ? length : length - cutCharacterBytes(buffer.subarray(0, length));
      if (whole > 0) push(buffer.subarray(0, whole));
      if (bytesRead === 0) break;
      held = buffer.copy(buffer, 0, whole, length);
    }
  } finally {
    await file.close();
  }
  scanner.finish(report);
  return { bytes, units, mostUnitsHeld, lineFeeds: lines.lineFeeds };
}

/** How many bytes at the end are the beginning of a UTF-8 character that goes on behind them: 0 to 3. */
function cutCharacterBytes(bytes: Uint8Array): number {
  for (let count = 1; count <= Math.min(3, bytes.length); count++) {
    const byte = bytes[bytes.length - count] as number;
    if (byte >= 0xc0) return count < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? count : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}
