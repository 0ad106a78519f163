import { readdirSync, readFileSync } from 'node:fs';

/** Processes that index, of those that a server has started; none where there is no /proc. */
export function indexersOf(pid: number | undefined): readonly number[] {
  try {
    // A child is listed with the thread that started it.
    const threads = readdirSync(`/proc/${pid}/task`);
    const told = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1'));
    const children = told.join(' ').split(' ').filter(Boolean).map(Number);
    return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'latin1').includes('worker'));
  } catch {
    return [];
  }
}
