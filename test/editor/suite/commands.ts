import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../shared/src/commands.ts';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { winnow, workspaceFile } from './extension.ts';
import { until, type Suite } from './suite.ts';

const QUERY = 'How does the selection of chunks keep the pack within its token budget?';
const OPTIMIZE: keyof typeof COMMANDS = 'winnow.optimizeContext';

const optimize = () => vscode.commands.executeCommand<OptimizeResult | undefined>(OPTIMIZE, { query: QUERY });

export const commandTests: Suite = {
  'every command of the manifest is registered': async () => {
    await winnow();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.keys(COMMANDS).filter((name) => !registered.has(name)),
      [],
    );
  },

  'the optimize command returns the pack that it shows, read-only and in its own language': async () => {
    const result = await optimize();
    assert.ok(result, 'no pack came back');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.getText(), result.text);
    assert.equal(document.uri.scheme, 'winnow-pack');
    assert.equal(document.languageId, 'winnow-pack');
    assert.equal(vscode.workspace.fs.isWritableFileSystem(document.uri.scheme), undefined);
    assert.equal(result.query, QUERY);
  },

  'a pack stays within its budget and names files of the workspace': async () => {
    const { optimize: ask } = await winnow();
    const result = await ask({ query: QUERY, budget: 1500 });
    assert.ok(result.tokens > 0 && result.tokens <= 1500, `${result.tokens} tokens`);
    assert.ok(result.chunks.length > 0, 'the pack is empty');
    for (const { path } of result.chunks) await vscode.workspace.fs.stat(workspaceFile(...path.split('/')));
  },

  'a cancelled request is an error, not an empty pack': async () => {
    const { optimize: ask } = await winnow();
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    await assert.rejects(ask({ query: QUERY, cache: 'none' }, source.token));
  },

  'the figures count the packs': async () => {
    const { stats } = await winnow();
    const before = await stats();
    await optimize();
    const after = await stats();
    assert.ok(after.requests > before.requests);
    assert.ok(after.latencyMs !== null && after.latencyMs.last > 0);
    assert.ok(after.files > 10 && after.memory.rss > 0);
    assert.deepEqual(after.degraded, []);
  },

  'lenses above the blocks of a pack tell their figures; pinning and excluding pack anew in place': async () => {
    assert.ok(await optimize(), 'no pack came back');
    const uri = vscode.window.activeTextEditor?.document.uri;
    assert.ok(uri);
    const lenses = () => vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1000);
    const titles = async () => (await lenses()).map(({ command }) => command?.title ?? '');
    const click = async (title: string) => {
      const command = (await lenses()).find((lens) => lens.command?.title.endsWith(title))?.command;
      assert.ok(command, `no lens ${title}`);
      const place = command.arguments?.[0] as { readonly path: string };
      await vscode.commands.executeCommand(command.command, place);
      return place.path;
    };
    const told = await titles();
    for (const form of [
      /^[▰▱]{10} [\d,]+ of 8,000 tokens \(\d+ %\), \d+ blocks? of \d+ files?$/,
      /^2,000 more tokens would add/,
      /^score \d+\.\d\d · [\d,]+ tokens$/,
      /^its text matches: /,
    ])
      assert.ok(
        told.some((title) => form.test(title)),
        `no lens like ${String(form)}`,
      );
    await click(' Pin');
    await until(titles, (found) => found.some((title) => title.endsWith(' Unpin')));
    await click(' Unpin');
    await until(titles, (found) => !found.some((title) => title.endsWith(' Unpin')));
    const path = await click(' Exclude File');
    const text = () => vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString())?.getText();
    await until(
      () => Promise.resolve(text()),
      (shown) => shown !== undefined && !shown.includes(`## \`${path}\``),
    );
    await vscode.window.showTextDocument(uri);
    const opened = await click(' Open');
    assert.ok(vscode.window.activeTextEditor?.document.uri.path.endsWith(`/${opened}`));
  },

  'Copy Pack puts the newest pack on the clipboard': async () => {
    const result = await optimize();
    await vscode.commands.executeCommand('winnow.copyPack');
    assert.equal(await vscode.env.clipboard.readText(), result?.text);
  },

  'Create Trigger Rules opens the rules that are there and leaves them as they are': async () => {
    const rules = workspaceFile('.winnow', 'triggers.yaml');
    const before = Buffer.from(await vscode.workspace.fs.readFile(rules)).toString();
    await vscode.commands.executeCommand('winnow.createTriggerRules');
    await until(
      () => vscode.window.activeTextEditor?.document.uri.toString(),
      (uri) => uri === rules.toString(),
    );
    assert.equal(vscode.window.activeTextEditor?.document.getText(), before);
  },

  'Open Trigger Rules shows the rules that apply': async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('winnow.openTriggerRules');
    const rules = workspaceFile('.winnow', 'triggers.yaml').toString();
    await until(
      () => vscode.window.activeTextEditor?.document.uri.toString(),
      (uri) => uri === rules,
    );
  },

  'Create Trigger Rules writes the built-in rules where there are none': async () => {
    const rules = workspaceFile('.winnow', 'triggers.yaml');
    const before = await vscode.workspace.fs.readFile(rules);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(rules);
    try {
      await vscode.commands.executeCommand('winnow.createTriggerRules');
      const written = Buffer.from(await vscode.workspace.fs.readFile(rules)).toString();
      assert.match(written, /^immediate_triggers:/m);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.writeFile(rules, before);
    }
  },

  'the server answers again after Restart Server': async () => {
    await vscode.commands.executeCommand('winnow.restartServer');
    const { stats } = await winnow();
    assert.equal((await stats()).requests, 0);
  },
};
