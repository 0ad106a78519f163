import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, type Chain, type ChainedLine } from './chain.ts';
import { fileName, logFiles, splitLines } from './files.ts';
import { readHead, type Head } from './head.ts';

export type AuditProblemKind = 'changed' | 'removed' | 'reordered' | 'inserted' | 'truncated' | 'torn';

export interface AuditProblem {
  readonly kind: AuditProblemKind;
  readonly file: string;
  /** 1-based; that of a line that is gone is the one that stands in its place. */
  readonly line: number;
  readonly message: string;
}

export interface Verification {
  readonly files: number;
  readonly records: number;
  /** Writes that a crash cut off and that were set aside and recorded: no fault. */
  readonly torn: number;
  readonly problems: readonly AuditProblem[];
}

/** Reads the whole trail and tells every place where it is not what was written. @throws on I/O */
export function verifyTrail(folder: string, chain: Chain): Verification {
  const files = logFiles(folder).map((file) => [file, readFileSync(join(folder, file))] as const);
  return verifyFiles(files, readHead(folder, chain), chain);
}

/** The same for what the files hold, oldest first. */
export function verifyFiles(
  files: readonly (readonly [name: string, content: Buffer])[],
  head: Head | undefined,
  chain: Chain,
): Verification {
  const places = files.flatMap(([file, content]) => placesOf(file, content, chain));
  return new Verifier(
    files.map(([name]) => name),
    places,
    head,
  ).run();
}

/** A line, where it stands, and what it says when its mark is right. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly bytes: Buffer;
  readonly ended: boolean;
  readonly endOffset: number;
  readonly chained: ChainedLine | undefined;
}

function placesOf(file: string, content: Buffer, chain: Chain): Place[] {
  return splitLines(content).map(({ bytes, start, ended }, at) => ({
    file,
    line: at + 1,
    bytes,
    ended,
    endOffset: start + bytes.length + (ended ? 1 : 0),
    chained: chain.read(bytes),
  }));
}

class Verifier {
  readonly #files: readonly string[];
  readonly #places: readonly Place[];
  readonly #head: Head | undefined;
  readonly #present: ReadonlySet<number>;
  readonly #seen = new Map<number, string>();
  readonly #problems: AuditProblem[] = [];
  #expected = 1;
  /** Undefined after a damaged line, whose hash is not known. */
  #previous: string | undefined = '0'.repeat(64);
  /** The file whose first record was seen. */
  #begun: string | undefined;
  #damaged: Place[] = [];
  #torn = 0;

  constructor(files: readonly string[], places: readonly Place[], head: Head | undefined) {
    this.#files = files;
    this.#places = places;
    this.#head = head;
    this.#present = new Set(places.flatMap(({ chained }) => (chained ? [chained.record.seq] : [])));
  }

  run(): Verification {
    for (const [at, place] of this.#places.entries()) {
      if (place.chained) this.#sound(place, place.chained);
      else this.#damaged.push(place);
      // A crash leaves that at the very end only: whoever writes on ends the line first.
      if (place.chained && !place.ended && at < this.#places.length - 1)
        this.#report('truncated', place, 'the end of the file is missing');
    }
    this.#settle(undefined);
    this.#checkHead();
    return {
      files: this.#files.length,
      records: this.#seen.size,
      torn: this.#torn,
      problems: this.#problems,
    };
  }

  #sound(place: Place, { record, hash }: ChainedLine): void {
    this.#settle({ place, record });
    const { seq } = record;
    if (seq === this.#expected) {
      if (this.#previous !== undefined && record.prev !== this.#previous)
        this.#report('changed', place, `record ${seq} does not continue from the line before it`);
    } else if (seq > this.#expected) {
      this.#jump(place, seq);
    } else {
      const kind = this.#seen.has(seq) ? 'inserted' : 'reordered';
      this.#report(kind, place, `record ${seq} stands after record ${this.#expected - 1}`);
    }
    this.#seen.set(seq, hash);
    if (record.kind === 'headLost')
      this.#report('truncated', place, `the trail had lost its head before record ${seq}: lines may be missing`);
    this.#checkBegin(place, record);
    if (seq < this.#expected) return;
    this.#expected = seq + 1;
    this.#previous = hash;
  }

  #jump(place: Place, seq: number): void {
    const missing: number[] = [];
    for (let one = this.#expected; one < seq && missing.length < MOST_TOLD; one++)
      if (!this.#present.has(one)) missing.push(one);
    if (missing.length > 0)
      this.#report('removed', place, `before it, ${recordsWords(this.#expected, seq - 1)} missing`);
    else this.#report('reordered', place, `record ${seq} stands where record ${this.#expected} was written`);
  }

  /** Damaged lines before `next`: a torn write when `next` says so, else each of them was changed. */
  #settle(next: { readonly place: Place; readonly record: ChainedLine['record'] } | undefined): void {
    const damaged = this.#damaged;
    this.#damaged = [];
    if (next?.record.kind === 'torn') {
      const { bytes, sha256: digest } = next.record;
      if (bytesOf(damaged).some((one) => one.length === bytes && sha256(one) === digest)) {
        this.#torn++;
        return;
      }
      this.#report('changed', next.place, 'what it says was cut off before it is not what stands there');
    }
    if (damaged.length === 0) return;
    for (const place of damaged) this.#reportDamaged(place, next?.record.seq);
    if (!next && this.#head)
      this.#expected = Math.max(this.#expected, Math.min(this.#head.seq + 1, this.#expected + damaged.length));
    // The record after a changed line has the next number but one; its `prev` is the hash of what the line was.
    this.#previous = undefined;
    if (next && next.record.seq > this.#expected && next.record.seq <= this.#expected + damaged.length)
      this.#expected = next.record.seq;
  }

  #reportDamaged(place: Place, nextSeq: number | undefined): void {
    if (nextSeq === this.#expected) {
      this.#report('inserted', place, 'the line is none of the trail’s');
    } else if (nextSeq === undefined && !place.ended && (this.#head?.seq ?? 0) < this.#expected) {
      this.#report('torn', place, 'a write was cut off here; the next record will set it aside');
    } else {
      this.#report('changed', place, 'the line is not as it was written');
    }
  }

  /** A file begins with its own name and the one before it, and nowhere else does one begin. */
  #checkBegin(place: Place, record: ChainedLine['record']): void {
    if (record.kind === 'torn' || record.kind === 'headLost') return;
    const first = place.file !== this.#begun;
    this.#begun = place.file;
    if (record.kind === 'begin' ? first && record.file === place.file : !first) return;
    this.#report('reordered', place, 'the record was written to another place or another file');
  }

  #checkHead(): void {
    const file = this.#files.at(-1) ?? fileName(1);
    const last = this.#places.at(-1);
    const end = { file, line: (last?.line ?? 0) + 1 };
    if (!this.#head) {
      if (this.#places.length > 0)
        this.#report('truncated', end, 'the trail’s head (head.json) is gone or was changed');
      return;
    }
    const { seq, hash, bytes } = this.#head;
    if (seq >= this.#expected) {
      this.#report('truncated', end, `at the end, ${recordsWords(this.#expected, seq)} missing`);
    } else if (seq > 0 && this.#seen.has(seq) && this.#seen.get(seq) !== hash) {
      this.#report('changed', end, `record ${seq} is not the one that the head names`);
    } else if (seq === this.#expected - 1 && this.#head.file === file && last?.chained && last.endOffset !== bytes) {
      this.#report('truncated', { file, line: last.line }, `the file has ${last.endOffset} bytes, not ${bytes}`);
    }
  }

  #report(kind: AuditProblemKind, { file, line }: { readonly file: string; readonly line: number }, message: string) {
    this.#problems.push({ kind, file, line, message });
  }
}

const MOST_TOLD = 1;

/** The damaged bytes as the writer may have digested them: with the line break that it added, or without. */
function bytesOf(damaged: readonly Place[]): Buffer[] {
  const parts = damaged.flatMap(({ bytes, ended }) => (ended ? [bytes, Buffer.from('\n')] : [bytes]));
  const whole = Buffer.concat(parts);
  return [whole, whole.subarray(0, -1)];
}

function recordsWords(from: number, to: number): string {
  return from === to ? `record ${from} is` : `records ${from} to ${to} are`;
}
