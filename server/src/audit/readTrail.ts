import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chain } from './chain.ts';
import { logFiles, splitLines } from './files.ts';
import type { AuditRecord } from './record.ts';

export interface TrailLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The line as it stands in the file, without its line break. */
  readonly text: string;
  /** Undefined when the line is not as it was written. */
  readonly record: AuditRecord | undefined;
}

/** The trail's lines, oldest first, one file in memory at a time. */
export function* readTrail(folder: string, chain: Chain): Generator<TrailLine> {
  for (const file of logFiles(folder)) {
    for (const [at, { bytes }] of splitLines(readFileSync(join(folder, file))).entries())
      yield { file, line: at + 1, text: bytes.toString('utf8'), record: chain.read(bytes)?.record };
  }
}
