import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { logFiles, splitLines } from '../audit/files.ts';
import { messageOf, UserError } from '../base/errors.ts';
import type { CopyTarget, TrailCopy } from '../cache/postgresCopies.ts';

export interface CopyReport {
  readonly trails: number;
  /** Lines of trails that were not there before. */
  readonly linesAdded: number;
  /** Lines that are there in another form than they have now. */
  readonly differing: readonly { readonly trail: string; readonly seqs: readonly number[] }[];
  /** States of what was learned that were not there before in this form. */
  readonly learned: number;
}

/** As they are named in the data folder: keyed digests of workspaces. */
const DIGEST_NAME = /^[0-9a-f]{16}$/;
const LINES_AT_A_TIME = 2000;
const MOST_STATE_BYTES = 4_000_000;

/** Copies the audit trails and what was learned, of all of this user's workspaces, out of the data folder. @throws UserError */
export async function copyKept(dataFolder: string, target: CopyTarget): Promise<CopyReport> {
  const differing: { trail: string; seqs: number[] }[] = [];
  let linesAdded = 0;
  const trails = digestNames(join(dataFolder, 'audit'));
  for (const trail of trails) {
    const seqs: number[] = [];
    for (const lines of trailBatches(join(dataFolder, 'audit', trail))) {
      const copied = await target.addTrail(trail, lines);
      linesAdded += copied.added;
      seqs.push(...copied.differing);
    }
    if (seqs.length > 0) differing.push({ trail, seqs });
  }
  return { trails: trails.length, linesAdded, differing, learned: await copyLearned(dataFolder, target) };
}

function* trailBatches(folder: string): Generator<readonly TrailCopy[]> {
  for (const name of logFiles(folder)) {
    const lines = splitLines(readOwn(join(folder, name))).flatMap(({ bytes, ended }) => (ended ? toCopy(bytes) : []));
    for (let at = 0; at < lines.length; at += LINES_AT_A_TIME) yield lines.slice(at, at + LINES_AT_A_TIME);
  }
}

/** Nothing of what is no record: a write that was cut off. */
function toCopy(bytes: Buffer): readonly TrailCopy[] {
  const seq = Number(/^\{"seq":(\d{1,15}),/.exec(bytes.toString('latin1', 0, 30))?.[1] ?? Number.NaN);
  const line = bytes.toString('utf8');
  // PostgreSQL's text takes no NUL, and what is not UTF-8 would be another line.
  if (Number.isNaN(seq) || bytes.includes(0) || !Buffer.from(line).equals(bytes)) return [];
  return [{ seq, digest: createHash('sha256').update(bytes).digest(), line }];
}

async function copyLearned(dataFolder: string, target: CopyTarget): Promise<number> {
  const folder = join(dataFolder, 'learned');
  let copied = 0;
  for (const name of digestNames(folder)) {
    const path = join(folder, name);
    if (statSync(path).size > MOST_STATE_BYTES) continue;
    if (await target.putLearned(name, readOwn(path))) copied++;
  }
  return copied;
}

/** @throws UserError: the fault is this machine's and not the database's */
function readOwn(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`${path} cannot be read (${messageOf(error)}); let this user read it`);
  }
}

function digestNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => DIGEST_NAME.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
