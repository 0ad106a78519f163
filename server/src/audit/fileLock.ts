import { readFileSync, statSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createOnce } from '../base/createOnce.ts';

/** A lock is held for milliseconds: one this old is its owner's who is gone (or whose number another process has). */
const ABANDONED_MS = 30_000;
/** Making a lock takes microseconds: one that has no owner for so long is a killed process's. */
const UNMADE_MS = 1000;
const FIRST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 40;

/**
 * Runs `work` while no other process or thread does under the same path. An owner that was killed is found out by its
 * process number. @returns whether the lock was had within `patienceMs`
 */
export async function withFileLock(path: string, patienceMs: number, work: () => void): Promise<boolean> {
  const giveUpMs = performance.now() + patienceMs;
  for (let waitMs = FIRST_WAIT_MS; !withFreeLock(path, work); waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 1.5)) {
    if (performance.now() > giveUpMs) return false;
    await delay(waitMs * (0.5 + Math.random()));
  }
  return true;
}

/** The same without waiting. */
export function withFreeLock(path: string, work: () => void): boolean {
  if (!tryLock(path)) return false;
  try {
    work();
  } finally {
    removeIfThere(path);
  }
  return true;
}

function tryLock(path: string): boolean {
  if (create(path)) return true;
  if (!isAbandoned(path)) return false;
  // Only who holds this second lock may remove the first: of two who find it abandoned, the slower would otherwise
  // remove the lock that the quicker one has taken since.
  const breaker = `${path}.break`;
  if (!create(breaker)) {
    if (isAbandoned(breaker)) removeIfThere(breaker);
    return false;
  }
  try {
    if (isAbandoned(path)) removeIfThere(path);
  } finally {
    removeIfThere(breaker);
  }
  return create(path);
}

function create(path: string): boolean {
  return createOnce(path, `${process.pid} ${hostname()}`, { mode: 0o600 });
}

function isAbandoned(path: string): boolean {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs;
    const [pid = '', host = ''] = readFileSync(path, 'utf8').split(' ');
    if (pid === '') return ageMs > UNMADE_MS;
    return ageMs > ABANDONED_MS || (host === hostname() && !isRunning(Number(pid)));
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
