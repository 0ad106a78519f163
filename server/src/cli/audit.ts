import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LOCK_FILE } from '../audit/auditLog.ts';
import { Chain } from '../audit/chain.ts';
import { withFileLock } from '../audit/fileLock.ts';
import { auditFolder } from '../audit/folder.ts';
import { readTrail, type TrailLine } from '../audit/readTrail.ts';
import type { AuditRecord } from '../audit/record.ts';
import { verifyTrail, type Verification } from '../audit/verify.ts';
import { dataFolder, localKey } from '../base/dataFolder.ts';
import { UsageError, UserError } from '../base/errors.ts';
import { parseSince } from './auditSince.ts';
import { recordLines, verificationLines } from './auditView.ts';
import type { CommandContext, ExitCode, Run } from './command.ts';
import type { AUDIT_OPTIONS } from './options.ts';
import { writeOut } from './output.ts';
import { plural } from './words.ts';

type Context = CommandContext<typeof AUDIT_OPTIONS>;

interface Trail {
  readonly folder: string;
  readonly chain: Chain;
}

const ACTIONS: Readonly<Record<string, (context: Context, trail: Trail) => Promise<ExitCode>>> = {
  verify,
  show,
  export: exportTrail,
};

/** How long to wait for a writer to finish; without the lock its newest record may look cut off. */
const LOCK_PATIENCE_MS = 5000;

export const runAudit: Run<typeof AUDIT_OPTIONS> = async (context) => {
  const [name = ''] = context.operands;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action) throw new UsageError('winnow audit: say what to do: verify, show or export');
  return action(context, openTrail(context));
};

function openTrail({ workspace }: Context): Trail {
  const home = dataFolder();
  const key = localKey(home, { create: false });
  if (!key.kept && existsSync(join(home, 'audit'))) {
    throw new UserError(`the key that signed the trail is not in ${home}: put the file “key” back from a backup`);
  }
  return { folder: auditFolder(home, key.bytes, [workspace]), chain: new Chain(key.bytes) };
}

async function verify({ json, terminal, options }: Context, { folder, chain }: Trail): Promise<ExitCode> {
  if (options.since !== undefined || options.out !== undefined)
    throw new UsageError('winnow audit verify: takes neither --since nor --out, since it looks at the whole trail');
  const found = await whileNobodyWrites(folder, () => verifyTrail(folder, chain));
  await terminal.print(
    json ? JSON.stringify({ folder: basename(folder), ...found }) : verificationLines(found, terminal.paint).join('\n'),
  );
  return found.problems.length > 0 ? 1 : 0;
}

/** A trail that is not there has nobody who writes it. */
async function whileNobodyWrites(folder: string, read: () => Verification): Promise<Verification> {
  let found: Verification | undefined;
  if (existsSync(folder)) {
    await withFileLock(join(folder, LOCK_FILE), LOCK_PATIENCE_MS, () => {
      found = read();
    }).catch((error: NodeJS.ErrnoException) => {
      // A trail that may only be read has no writer either.
      if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
    });
  }
  return found ?? read();
}

async function show(context: Context, trail: Trail): Promise<ExitCode> {
  const { json, terminal, log } = context;
  const records: AuditRecord[] = [];
  let changed = 0;
  for (const { record } of linesSince(context, trail)) {
    if (record) records.push(record);
    else changed++;
  }
  if (json) await terminal.print(JSON.stringify({ records }));
  else if (records.length > 0) await terminal.print(recordLines(records, terminal.paint).join('\n'));
  else terminal.note('no records');
  if (changed > 0) log.warn(`${plural(changed, 'line')} cannot be read: “winnow audit verify” says which`);
  return 0;
}

/** The lines as they stand, those that were changed too: whoever gets them is to see what there is. */
async function exportTrail(context: Context, trail: Trail): Promise<ExitCode> {
  const { options, terminal } = context;
  const lines = [...linesSince(context, trail)].map(({ text }) => `${text}\n`);
  if (options.out === undefined) await terminal.write(lines.join(''));
  else writeOut(options.out, lines.join(''));
  terminal.note(`${plural(lines.length, 'line')} exported`);
  return 0;
}

/** A line without a readable time belongs to the record before it. */
function* linesSince({ options }: Context, { folder, chain }: Trail): Generator<TrailLine> {
  const sinceMs = options.since === undefined ? -Infinity : parseSince(options.since, Date.now());
  let wanted = sinceMs === -Infinity;
  for (const line of readTrail(folder, chain)) {
    if (line.record) wanted = Date.parse(line.record.time) >= sinceMs;
    if (wanted) yield line;
  }
}
