import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { CheckLockResult } from '../../../shared/src/lockProtocol.ts';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { winnow, workspaceFile } from './extension.ts';
import type { Suite } from './suite.ts';

const QUERY = 'How does the selection of chunks keep the pack within its token budget?';

export const assistantTests: Suite = {
  'a pack is pinned in a lockfile, and made again from it': async () => {
    await winnow();
    const made = await vscode.commands.executeCommand<OptimizeResult>('winnow.optimizeContext', { query: QUERY });
    const file = workspaceFile('winnow.lock.json');
    try {
      // The message that tells of it waits for a click.
      void vscode.commands.executeCommand('winnow.writeLock');
      const checked = await checkedLock();
      assert.deepEqual(checked?.changes, []);
      assert.equal(checked?.pack?.text, made.text);
      assert.equal(vscode.window.activeTextEditor?.document.getText(), made.text);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  },
};

async function checkedLock(): Promise<CheckLockResult | undefined> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const checked = await vscode.commands.executeCommand<CheckLockResult | undefined>('winnow.checkLock');
    if (checked) return checked;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}
