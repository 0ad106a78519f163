import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../base/dataFolder.ts';
import type { TriggerRules } from '../engine/triggers/rule.ts';
import { VERSION } from '../version.ts';

/** Rules of so many workspaces are kept; one takes some ten kilobytes. */
const MOST_KEPT = 16;

/**
 * The rules of a rules file. Reading YAML, and loading what reads it, takes half of a hook's time, so what it gave is
 * kept in the user's data folder under the digest of the source and of the program: what is found there is never stale.
 * Where nothing can be kept, the file is read each time.
 */
export async function loadRules(source: string): Promise<TriggerRules> {
  const folder = join(dataFolder(), 'routing');
  const name = `${createHash('sha256').update(`${programIdentity()}\n${source}`).digest('hex')}.json`;
  const kept = readKept(join(folder, name));
  if (kept) return kept;
  const { parseRules } = await import('../engine/triggers/parseRules.ts');
  const { rules } = parseRules(source);
  keep(folder, name, JSON.stringify(rules));
  return rules;
}

/** Another build may read the same source otherwise. */
function programIdentity(): string {
  const entry = process.argv[1];
  const stats = entry === undefined ? undefined : statSync(entry, { throwIfNoEntry: false });
  return `${VERSION} ${stats?.mtimeMs ?? 0}`;
}

function readKept(path: string): TriggerRules | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TriggerRules;
  } catch {
    return undefined;
  }
}

/** A data folder that takes nothing costs time, never a hint. */
function keep(folder: string, name: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = join(folder, `${name}.${process.pid}.tmp`);
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, join(folder, name));
    removeOldest(folder);
  } catch {
    // What was half written is the oldest one day.
  }
}

function removeOldest(folder: string): void {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  if (paths.length <= MOST_KEPT) return;
  const writtenMs = new Map(paths.map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
  paths.sort((a, b) => writtenMs.get(b)! - writtenMs.get(a)!);
  for (const path of paths.slice(MOST_KEPT)) rmSync(path, { force: true });
}
