import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { CheckLockResult } from '../../../shared/src/lockProtocol.ts';
import { editorToolName } from '../../../shared/src/editorTools.ts';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { TOOLS, type ToolName } from '../../../shared/src/toolList.ts';
import { githubToken } from '../../helpers/samples.ts';
import { winnow, workspaceFile } from './extension.ts';
import { until, type Suite } from './suite.ts';

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

  'the five tools are there for assistants, with the schemas of the MCP server': async () => {
    await winnow();
    for (const { name, description, inputSchema } of TOOLS) {
      const tool = vscode.lm.tools.find((one) => one.name === editorToolName(name));
      assert.equal(tool?.description, description);
      assert.deepEqual(tool.inputSchema, inputSchema);
    }
  },

  'each tool answers, with secrets redacted and within the room that is left': async () => {
    await winnow();
    const secret = workspaceFile('token.ts');
    await vscode.workspace.fs.writeFile(secret, Buffer.from(`const budgetToken = '${githubToken(3)}';\n`));
    try {
      await until(
        () => textOf('scan', {}),
        (found) => found.includes('token.ts:1:'),
      );
      const pack = await textOf('optimize', { query: QUERY, pins: ['token.ts'] });
      assert.ok(pack.includes('[REDACTED:github-token:') && !pack.includes(githubToken(3)), pack.slice(0, 300));
      const short = await textOf('optimize', { query: QUERY }, { tokenBudget: 400, countTokens });
      assert.ok(short.length > 0 && short.length < pack.length / 2, `${short.length} characters`);
      assert.match(await textOf('explain', { query: QUERY, budget: 500 }), /^Budget 500\. /);
      assert.match(await textOf('triggers', { text: 'please fix bug' }), /^Agents \(in parallel\): debugger/);
      assert.match(await textOf('stats', {}), /^winnow \d+\.\d+\.\d+; workspace: /);
    } finally {
      await vscode.workspace.fs.delete(secret);
    }
  },

  'a tool says what is wrong with its arguments, and stops when it is told to': async () => {
    await winnow();
    await assert.rejects(
      textOf('explain', { query: QUERY, path: '../../etc/passwd' }),
      /does not lie in the workspace/,
    );
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const options = { input: { query: QUERY }, toolInvocationToken: undefined };
    await assert.rejects(Promise.resolve(vscode.lm.invokeTool(editorToolName('optimize'), options, source.token)));
  },
};

const countTokens = (text: string) => Promise.resolve(Math.ceil(text.length / 4));

async function textOf(
  name: ToolName,
  input: object,
  tokenizationOptions?: vscode.LanguageModelToolTokenizationOptions,
): Promise<string> {
  const options = { input, toolInvocationToken: undefined, ...(tokenizationOptions ? { tokenizationOptions } : {}) };
  const { content } = await vscode.lm.invokeTool(editorToolName(name), options);
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('\n');
}

async function checkedLock(): Promise<CheckLockResult | undefined> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const checked = await vscode.commands.executeCommand<CheckLockResult | undefined>('winnow.checkLock');
    if (checked) return checked;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}
