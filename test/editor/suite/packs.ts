import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../shared/src/commands.ts';
import { until, type Suite } from './suite.ts';

const QUERY = 'How does the selection of chunks keep the pack within its token budget?';

export const packTests: Suite = {
  'the keys of Optimize Context are no command’s of VS Code, and begin none of its chords': async () => {
    const { key } = COMMANDS['winnow.optimizeContext'].keybinding;
    const uri = vscode.Uri.parse('vscode://defaultsettings/keybindings.json');
    const defaults = (await vscode.workspace.openTextDocument(uri)).getText();
    const taken = [...defaults.matchAll(/"key":\s*"([^"]+)",?\s*(?:"command":\s*"([^"]+)")?/g)]
      .filter(([, , command]) => command?.startsWith('winnow.') !== true)
      .map(([, keys]) => keys ?? '');
    assert.ok(taken.length > 500 && taken.includes('ctrl+k ctrl+s'), `${taken.length} keys were read`);
    assert.deepEqual(
      taken.filter((keys) => keys === key || keys.startsWith(`${key} `)),
      [],
    );
  },

  'a pack is compared with the one that answered its question before': async () => {
    await vscode.commands.executeCommand('winnow.optimizeContext', { query: QUERY });
    await vscode.commands.executeCommand('winnow.optimizeContext', { query: QUERY });
    await vscode.commands.executeCommand('winnow.comparePacks');
    const input = await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (found) => found instanceof vscode.TabInputTextDiff,
    );
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const [before, now] = await Promise.all(
      [input.original, input.modified].map((uri) => vscode.workspace.openTextDocument(uri)),
    );
    assert.equal(before?.getText(), now?.getText());
    assert.equal(before?.languageId, 'winnow-pack');
  },
};
