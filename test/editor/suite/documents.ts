import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { githubToken } from '../../helpers/samples.ts';
import { winnow, workspaceFile } from './extension.ts';
import { until, type Suite } from './suite.ts';

async function openUntitled(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content });
  await vscode.window.showTextDocument(document);
  return document;
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, document.validateRange(new vscode.Range(0, 0, document.lineCount, 0)), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const secretsOf = (document: vscode.TextDocument) => () =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source?.toLowerCase() === 'winnow');

const rulesOf = async (document: vscode.TextDocument): Promise<string[]> => {
  const { hits } = await (await winnow()).triggers(document.uri);
  return hits.map(({ rule }) => rule);
};

export const documentTests: Suite = {
  'keyword hits carry the range, the colour and the version of the document': async () => {
    const document = await vscode.workspace.openTextDocument(workspaceFile('notes.md'));
    await vscode.window.showTextDocument(document);
    const result = await (await winnow()).triggers(document.uri);
    assert.equal(result.version, document.version);
    const [hit] = result.hits;
    assert.ok(hit, 'nothing was hit');
    const { start, end } = hit.range;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    assert.equal(document.getText(range), 'fix bug');
    assert.equal(hit.color, 'red');
    assert.ok(result.agents.includes('debugger'));
  },

  'an edit is in the next answer, before it is saved': async () => {
    const document = await openUntitled('nothing to see');
    assert.deepEqual(await rulesOf(document), []);
    await replaceAll(document, 'Ångström 😀 make faster');
    assert.deepEqual(await rulesOf(document), ['speed']);
    const [hit] = (await (await winnow()).triggers(document.uri)).hits;
    assert.deepEqual(hit?.range.start, { line: 0, character: 'Ångström 😀 '.length });
  },

  'a hover on a keyword names its rule and agents': async () => {
    const document = await vscode.workspace.openTextDocument(workspaceFile('notes.md'));
    const at = document.positionAt(document.getText().indexOf('fix bug') + 2);
    const probe = () => vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
    const hovers = await until(probe, (found) => found.length > 0);
    const text = hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value)).join();
    assert.match(text, /debugging/);
    assert.match(text, /debugger/);
  },

  'a secret becomes a problem on its exact range, and goes when it is deleted': async () => {
    const token = githubToken(7);
    const document = await openUntitled(`const key = '${token}';\n`);
    const [problem] = await until(secretsOf(document), (found) => found.length > 0);
    assert.ok(problem);
    assert.equal(document.getText(problem.range), token);
    assert.ok(!problem.message.includes(token), 'the message repeats the secret');
    await replaceAll(document, 'const key = process.env.KEY;\n');
    await until(secretsOf(document), (found) => found.length === 0);
  },

  'changed rules apply to a document that is open': async () => {
    const rules = workspaceFile('.winnow', 'triggers.yaml');
    const before = await vscode.workspace.fs.readFile(rules);
    const document = await openUntitled('please paint the fence');
    assert.deepEqual(await rulesOf(document), []);
    const more = `${Buffer.from(before).toString()}  painting:\n    keywords: [paint the fence]\n    agents: [painter]\n`;
    try {
      await vscode.workspace.fs.writeFile(rules, Buffer.from(more));
      await until(
        () => rulesOf(document),
        (found) => found.includes('painting'),
      );
    } finally {
      await vscode.workspace.fs.writeFile(rules, before);
    }
  },
};
