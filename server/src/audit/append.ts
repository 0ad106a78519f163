import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CHAIN_START, sha256, type Chain, type ChainEnd } from './chain.ts';
import { fileName, logFiles, numberOf, splitLines } from './files.ts';
import { HEAD_FILE, readHead, writeHead, type Head } from './head.ts';
import type { Digests, PendingRecord, RecordBody } from './record.ts';

export interface AppendOptions {
  readonly folder: string;
  readonly chain: Chain;
  readonly records: readonly PendingRecord[];
  readonly digests: Digests;
  /** A file that has as many bytes is followed by another. */
  readonly maxFileBytes: number;
  readonly now: () => string;
}

/** Appends records. Only under the folder's lock. What a crash left is mended first, and that is recorded. @throws on I/O */
export function appendRecords({ folder, chain, records, digests, maxFileBytes, now }: AppendOptions): void {
  const tail = readTail(folder, chain);
  const writer = new Writer(folder, chain, tail.end);
  try {
    if (tail.file === undefined) writer.begin(tail.before, now());
    else writer.resume(tail.file, tail.unended);
    for (const body of tail.mends) writer.add(now(), body);
    if (tail.file !== undefined && !tail.begun) writer.nameFile(tail.before, now());
    for (const { time, bodyJson } of records) {
      if (writer.bytes >= maxFileBytes) writer.begin(writer.file, now());
      writer.addJson(time, bodyJson(digests));
    }
    writer.write();
  } finally {
    writer.close();
  }
}

/** Forces the last file and the head to the disk: once, when a process is done with them. @throws on I/O */
export function syncTrail(folder: string): void {
  const last = logFiles(folder).at(-1);
  if (last === undefined) return;
  for (const name of [last, HEAD_FILE]) {
    const descriptor = openSync(join(folder, name), 'r+');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}

interface Tail {
  /** Undefined when the next file is to begin. */
  readonly file: string | undefined;
  /** The file before it. */
  readonly before: string | undefined;
  /** False when a crash left it without a first record. */
  readonly begun: boolean;
  readonly end: ChainEnd;
  /** True when the file's last line has no line break. */
  readonly unended: boolean;
  /** What has to be recorded of the state in which the log was found. */
  readonly mends: readonly RecordBody[];
}

function readTail(folder: string, chain: Chain): Tail {
  const files = logFiles(folder);
  const file = files.at(-1);
  const head = readHead(folder, chain);
  const known = head && head.seq > 0 ? head.file : undefined;
  if (file === undefined || numberOf(known ?? '') > numberOf(file)) {
    // A whole file that is gone: the numbers go on, and `verify` says what is missing.
    return { file: undefined, before: known, begun: false, end: head ?? CHAIN_START, unended: false, mends: [] };
  }
  const before = files.at(-2);
  const content = readTailContent(folder, file, head);
  if (!content) return { file, before, begun: true, end: head!, unended: false, mends: [] };
  const lines = splitLines(content);
  let last = lines.length - 1;
  let found = undefined;
  for (; last >= 0 && !found; last--) found = chain.read(lines[last]!.bytes);
  const sound = found ? { seq: found.record.seq, hash: found.hash } : undefined;
  const firstDamaged = lines[found ? last + 2 : 0];
  const damaged = firstDamaged && content.subarray(firstDamaged.start);
  return {
    file,
    before,
    begun: found !== undefined,
    // Where the head knows of later records than there are, the chain goes on behind those, and the gap shows.
    end: laterOf(sound, head),
    unended: lines.at(-1)?.ended === false,
    mends: [
      // First, since it tells of the bytes right before it.
      ...(damaged ? [{ kind: 'torn', bytes: damaged.length, sha256: sha256(damaged) } as const] : []),
      ...(head ? [] : [{ kind: 'headLost' } as const]),
    ],
  };
}

/** Undefined when the head tells of this very file at its present size: then nothing was cut off. */
function readTailContent(folder: string, file: string, head: Head | undefined): Buffer | undefined {
  const descriptor = openSync(join(folder, file), 'r');
  try {
    // An empty file lacks its first record, whoever tells of it.
    if (head?.file === file && head.bytes > 0 && head.bytes === fstatSync(descriptor).size) return undefined;
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function laterOf(sound: ChainEnd | undefined, head: Head | undefined): ChainEnd {
  if (!sound) return head ?? CHAIN_START;
  return head && head.seq > sound.seq ? head : sound;
}

class Writer {
  readonly #folder: string;
  readonly #chain: Chain;
  #end: ChainEnd;
  #file = '';
  #descriptor: number | undefined;
  #lines: string[] = [];
  #written = 0;
  #pending = 0;

  constructor(folder: string, chain: Chain, end: ChainEnd) {
    this.#folder = folder;
    this.#chain = chain;
    this.#end = end;
  }

  get file(): string {
    return this.#file;
  }

  get bytes(): number {
    return this.#written + this.#pending;
  }

  /** Goes on in a file; a line that was cut off is ended, so that it stays as it is. */
  resume(file: string, unended: boolean): void {
    this.#open(file);
    if (unended) this.#push('\n');
  }

  /** The next file; the head is written first, so that a log without a head is always a log that lost it. */
  begin(after: string | undefined, time: string): void {
    if (this.#lines.length > 0) this.write();
    // A file that is full is on the disk before the next one begins: a power cut can only take from the last.
    if (this.#descriptor !== undefined) fsyncSync(this.#descriptor);
    const file = fileName(numberOf(after ?? '') + 1);
    if (!readHead(this.#folder, this.#chain)) writeHead(this.#folder, this.#chain, { file, bytes: 0, ...this.#end });
    this.#open(file);
    this.nameFile(after, time);
  }

  nameFile(after: string | undefined, time: string): void {
    this.add(time, { kind: 'begin', file: this.#file, after: after ?? null });
  }

  add(time: string, body: RecordBody): void {
    this.addJson(time, JSON.stringify(body));
  }

  addJson(time: string, bodyJson: string): void {
    const { line, end } = this.#chain.line(this.#end, time, bodyJson);
    this.#end = end;
    this.#push(`${line}\n`);
  }

  /** One write for all that is waiting, then the head. */
  write(): void {
    const bytes = Buffer.from(this.#lines.join(''));
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor!, bytes, at);
    this.#lines = [];
    this.#written += bytes.length;
    this.#pending = 0;
    writeHead(this.#folder, this.#chain, { file: this.#file, bytes: this.#written, ...this.#end });
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(file: string): void {
    this.close();
    this.#file = file;
    this.#descriptor = openSync(join(this.#folder, file), 'a', 0o600);
    this.#written = fstatSync(this.#descriptor).size;
  }

  #push(text: string): void {
    this.#lines.push(text);
    this.#pending += Buffer.byteLength(text);
  }
}
