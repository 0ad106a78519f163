import { createHmac, hash } from 'node:crypto';
import { keyedHash } from '../base/keyedHash.ts';
import type { AuditRecord } from './record.ts';

/** What the next record continues from. */
export interface ChainEnd {
  readonly seq: number;
  /** SHA-256, hexadecimal, of the last line without its line break. */
  readonly hash: string;
}

export const CHAIN_START: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

/** A line whose mark is right, and its place in the chain. */
export interface ChainedLine {
  readonly record: AuditRecord;
  readonly hash: string;
}

const MAC_UNITS = `,"mac":"${'0'.repeat(64)}"}`.length;
const MAC_PATTERN = /^,"mac":"([0-9a-f]{64})"\}$/;

/**
 * Makes and reads lines. Each holds the hash of the line before, and a message authentication code (HMAC-SHA-256, RFC
 * 2104) under a key of this machine: without the code, whoever changes a line could put all later hashes right.
 */
export class Chain {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = createHmac('sha256', key).update('winnow audit trail 1').digest();
  }

  mac(text: string): string {
    return keyedHash(this.#key, text);
  }

  /** The line after `end`, without a line break; `bodyJson` is of a `RecordBody`. */
  line(end: ChainEnd, time: string, bodyJson: string): { readonly line: string; readonly end: ChainEnd } {
    const seq = end.seq + 1;
    const unsigned = `${JSON.stringify({ seq, time, prev: end.hash }).slice(0, -1)},${bodyJson.slice(1)}`;
    const line = `${unsigned.slice(0, -1)},"mac":"${this.mac(unsigned)}"}`;
    return { line, end: { seq, hash: sha256(line) } };
  }

  /** A line's bytes, without the line break; undefined when this chain did not write exactly them. */
  read(line: Buffer): ChainedLine | undefined {
    const split = line.length - MAC_UNITS;
    if (split <= 0) return undefined;
    const mac = MAC_PATTERN.exec(line.toString('latin1', split))?.[1];
    if (mac === undefined) return undefined;
    const unsigned = Buffer.concat([line.subarray(0, split), Buffer.from('}')]);
    if (keyedHash(this.#key, unsigned) !== mac) return undefined;
    return { record: JSON.parse(line.toString('utf8')) as AuditRecord, hash: sha256(line) };
  }
}

export function sha256(data: string | Buffer): string {
  // In one call: an object for each digest costs half as much again.
  return hash('sha256', data, 'hex');
}
