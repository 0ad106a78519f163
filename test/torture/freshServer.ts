import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../helpers/temporary.ts';
import type { ModelEditor } from './editor.ts';
import { within, type LATE, type ServerProcess } from './serverProcess.ts';

/** What an editor's server answers, and a server that starts now with the same documents open. */
export async function besideFresh<Answer>(
  editor: ModelEditor,
  ask: (server: ServerProcess) => Promise<Answer>,
  withinMs: number,
): Promise<readonly [Answer, Answer] | typeof LATE> {
  // Nothing of what the other keeps but its key: placeholders are words of the text, and rank with it.
  const home = temporaryFolder();
  copyFileSync(join(editor.home, 'key'), join(home.path, 'key'));
  const fresh = editor.twin(home.path);
  await fresh.start();
  try {
    return await within(Promise.all([ask(editor.server), ask(fresh.server)]), withinMs);
  } finally {
    await fresh.server.stop(withinMs);
    home.remove();
  }
}

export function firstDifference(one: string, other: string): string {
  const theirs = other.split('\n');
  const ours = one.split('\n');
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  const show = (lines: readonly string[]) => lines.slice(Math.max(0, at - 3), at + 3).join('\n      ');
  return `      ${show(ours)}\n      ======= a fresh server:\n      ${show(theirs)}`;
}
