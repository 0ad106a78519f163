import * as z from 'zod/mini';
import { COMPACTION_LEVELS, LEVELS, PACK_FORMATS } from '../../../shared/src/protocol.ts';
import { UserError } from '../base/errors.ts';

/** Raised when a lockfile means something else than before. */
const LOCK_VERSION = 1;

/** Bounds on what somebody else may have written. */
const MOST_UNITS = 8_000_000;
const MOST_CHUNKS = 10_000;
const MOST_ITEMS = 1000;
const LONGEST_QUESTION = 1_000_000;
const LONGEST_PATH = 4096;
const LONGEST_VERSION = 60;
const LAST_LINE = 100_000_000;

const MEND = 'write it anew with “winnow optimize --lock”';

const line = z.int('is not a line').check(z.minimum(1, 'is not a line'), z.maximum(LAST_LINE, 'is not a line'));
const lines = z.optional(
  z.array(line, 'is not a list of lines').check(
    z.maxLength(LAST_LINE / MOST_ITEMS),
    z.refine((all) => all.every((one, at) => at === 0 || one > all[at - 1]!), 'does not rise'),
  ),
);
const digest = z.string('is not a SHA-256').check(z.regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'));
const count = z.int('is not a count').check(z.minimum(0, 'is not a count'));
const words = (longest: number) => z.string('is not a text').check(z.maxLength(longest, 'is too long'));
const texts = z.optional(z.array(words(LONGEST_PATH), 'is not a list').check(z.maxLength(MOST_ITEMS, 'is too long')));
const path = words(LONGEST_PATH).check(z.refine(isInside, 'is not a path inside the workspace'));

const chunk = z.strictObject({
  path,
  startLine: line,
  endLine: line,
  contextLines: lines,
  shownLines: lines,
  tokens: count,
  sha256: digest,
  blockSha256: digest,
});

const LOCKFILE = z.strictObject({
  lockVersion: z.literal(LOCK_VERSION),
  winnow: words(LONGEST_VERSION),
  question: words(LONGEST_QUESTION).check(z.regex(/\S/, 'is empty')),
  budget: count,
  model: z.optional(words(LONGEST_PATH)),
  format: z.enum(PACK_FORMATS, `is none of ${PACK_FORMATS.join(', ')}`),
  compaction: z.enum(COMPACTION_LEVELS, `is none of ${COMPACTION_LEVELS.join(', ')}`),
  highestLevel: z.enum(LEVELS, `is none of ${LEVELS.join(', ')}`),
  include: texts,
  exclude: texts,
  pins: texts,
  agents: z.array(words(LONGEST_PATH), 'is not a list').check(z.maxLength(MOST_ITEMS, 'is too long')),
  tokens: count,
  sha256: digest,
  chunks: z.array(chunk, 'is not a list').check(z.maxLength(MOST_CHUNKS, 'is too long')),
});

/** A pack, pinned: what was asked for, and each block's place with the digests of its lines and of what is shown of them. */
export type Lockfile = Readonly<z.infer<typeof LOCKFILE>>;
export type LockedChunk = Lockfile['chunks'][number];

/** The same bytes for the same pack: members in this order, no time, no name of a machine. */
export function serializeLockfile(lock: Omit<Lockfile, 'lockVersion'>): string {
  return `${JSON.stringify({ lockVersion: LOCK_VERSION, ...lock }, undefined, 2)}\n`;
}

/** @throws UserError that says where the file is wrong; it quotes nothing of it */
export function parseLockfile(source: string): Lockfile {
  const value = source.length <= MOST_UNITS ? parseJson(source) : undefined;
  if (typeof value !== 'object' || value === null) throw new UserError(`the lockfile is not a JSON object: ${MEND}`);
  if (!('lockVersion' in value) || value.lockVersion !== LOCK_VERSION)
    throw new UserError(`the lockfile is of another version than ${LOCK_VERSION}: ${MEND}`);
  const result = LOCKFILE.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue?.path.map(String).join('.') || 'it';
    const what = issue?.code === 'unrecognized_keys' ? 'has a member that is not known' : issue?.message;
    throw new UserError(`the lockfile cannot be used, ${where} ${what ?? 'is wrong'}: ${MEND}`);
  }
  result.data.chunks.forEach(checkLines);
  checkDisjoint(result.data.chunks);
  return result.data;
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Relative, and of names that lead nowhere else. */
function isInside(candidate: string): boolean {
  if (candidate === '' || candidate.includes('\0') || candidate.startsWith('/') || /^[a-z]:/i.test(candidate))
    return false;
  return candidate.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

function checkLines({ startLine, endLine, contextLines = [], shownLines = [] }: LockedChunk, at: number): void {
  const outside = shownLines.some((one) => one < startLine || one > endLine);
  if (endLine >= startLine && !outside && contextLines.every((one) => one < startLine)) return;
  throw new UserError(`the lockfile cannot be used, chunks.${at} has lines that are not its own: ${MEND}`);
}

/** Blocks of one file never overlap, so all of them together are at most the workspace. */
function checkDisjoint(chunks: readonly LockedChunk[]): void {
  const endOf = new Map<string, number>();
  for (const { path: file, startLine, endLine } of chunks.toSorted((a, b) => a.startLine - b.startLine)) {
    if (startLine <= (endOf.get(file) ?? 0))
      throw new UserError(`the lockfile cannot be used, chunks of one file overlap: ${MEND}`);
    endOf.set(file, endLine);
  }
}
