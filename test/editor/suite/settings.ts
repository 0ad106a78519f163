import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { winnow } from './extension.ts';
import { until, type Suite } from './suite.ts';

const QUERY = 'How does the selection of chunks keep the pack within its token budget?';

export const settingsTests: Suite = {
  'a changed budget applies without a word of the user': async () => {
    const { optimize } = await winnow();
    const budget = async () => (await optimize({ query: QUERY }).catch(() => undefined))?.budget;
    const settings = vscode.workspace.getConfiguration('winnow');
    assert.equal(await budget(), 8000);
    try {
      await settings.update('budget', 1500, vscode.ConfigurationTarget.Global);
      await until(budget, (found) => found === 1500);
    } finally {
      await settings.update('budget', undefined, vscode.ConfigurationTarget.Global);
    }
    await until(budget, (found) => found === 8000);
  },
};
