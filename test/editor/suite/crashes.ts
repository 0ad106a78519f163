import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { COMMANDS } from '../../../shared/src/commands.ts';
import { winnow, workspaceFile } from './extension.ts';
import { until, type Suite } from './suite.ts';

const RESTART: keyof typeof COMMANDS = 'winnow.restartServer';

/** The server's process: a child of the extension host that runs its bundle. */
function serverPid(): number | undefined {
  const listed = execFileSync('ps', ['-Ao', 'pid=,ppid=,command='], { encoding: 'utf8', maxBuffer: 2 ** 24 });
  for (const line of listed.split('\n')) {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === process.pid && /[\\/]server\.cjs\b/.test(command)) return Number(pid);
  }
  return undefined;
}

/** Ends the server as a crash does; resolves to what runs in its place, if anything does. */
async function crash(): Promise<number> {
  const before = await until(serverPid, (pid) => pid !== undefined);
  process.kill(before ?? 0, 'SIGKILL');
  await until(serverPid, (pid) => pid !== before);
  return before ?? 0;
}

async function rules(document: vscode.TextDocument): Promise<readonly string[] | string> {
  try {
    return (await (await winnow()).triggers(document.uri)).hits.map(({ rule }) => rule);
  } catch (error) {
    return String(error);
  }
}

/** The last tests of all: they leave the server with crashes behind it. */
export const crashTests: Suite = {
  'after a crash the server is started again and knows what was open': async () => {
    const document = await vscode.workspace.openTextDocument(workspaceFile('notes.md'));
    await vscode.window.showTextDocument(document);
    assert.notEqual((await rules(document)).length, 0);
    await crash();
    await until(serverPid, (pid) => pid !== undefined);
    await until(
      () => rules(document),
      (found) => Array.isArray(found) && found.length > 0,
    );
  },

  'a document that two crashes in a row are due to is kept from the server; others are not': async () => {
    const document = await vscode.workspace.openTextDocument(workspaceFile('notes.md'));
    await crash();
    await until(serverPid, (pid) => pid !== undefined);
    await until(
      () => rules(document),
      (found) => /not open/.test(String(found)),
    );
    const other = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'make faster' });
    await vscode.window.showTextDocument(other);
    assert.deepEqual(await rules(other), ['speed']);
  },

  'after the third crash it stays stopped; Restart Server starts it then and after the fifth, and forgets':
    async () => {
      const document = await vscode.workspace.openTextDocument(workspaceFile('notes.md'));
      await crash();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(serverPid(), undefined);
      await vscode.commands.executeCommand(RESTART);
      assert.notEqual((await rules(document)).length, 0);
      await crash();
      await until(serverPid, (pid) => pid !== undefined);
      await crash();
      await vscode.commands.executeCommand(RESTART);
      await until(
        () => rules(document),
        (found) => Array.isArray(found) && found.length > 0,
      );
    },
};
