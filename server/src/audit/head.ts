import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chain, ChainEnd } from './chain.ts';

/**
 * How far the log goes, kept beside it: a chain alone does not show that its last lines are gone. It is written before
 * the first record and after each write, so after a crash it may tell of less than there is, never of more.
 */
export interface Head extends ChainEnd {
  readonly file: string;
  /** Size of that file. */
  readonly bytes: number;
}

export const HEAD_FILE = 'head.json';

/** Undefined when it is not there, or was not written by this chain. */
export function readHead(folder: string, chain: Chain): Head | undefined {
  try {
    const { mac, ...head } = JSON.parse(readFileSync(join(folder, HEAD_FILE), 'utf8')) as Head & {
      readonly mac: string;
    };
    return chain.mac(JSON.stringify(head)) === mac ? head : undefined;
  } catch {
    return undefined;
  }
}

/** Renamed into place: a reader sees the old one or the new one. Under the lock, so one temporary name is enough. */
export function writeHead(folder: string, chain: Chain, { file, bytes, seq, hash }: Head): void {
  const head = { file, bytes, seq, hash };
  const path = join(folder, HEAD_FILE);
  writeFileSync(`${path}.new`, JSON.stringify({ ...head, mac: chain.mac(JSON.stringify(head)) }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
