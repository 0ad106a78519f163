import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { winnow, workspaceFile } from './extension.ts';
import { until, type Suite } from './suite.ts';

const rulesFile = () => workspaceFile('.winnow', 'triggers.yaml');

async function open(...path: readonly string[]): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(...path));
  await vscode.window.showTextDocument(document);
  return document;
}

const positionOf = (document: vscode.TextDocument, words: string): vscode.Position =>
  document.positionAt(document.getText().indexOf(words) + 1);

/** The rules with other text, in the editor only; taken back afterwards. */
async function withRules(text: (rules: string) => string, work: (document: vscode.TextDocument) => Promise<void>) {
  const document = await open('.winnow', 'triggers.yaml');
  const edit = new vscode.WorkspaceEdit();
  const whole = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
  edit.replace(document.uri, whole, text(document.getText()));
  assert.ok(await vscode.workspace.applyEdit(edit));
  try {
    await work(document);
  } finally {
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

const highlights = () => vscode.workspace.getConfiguration('winnow.triggers').inspect<boolean>('highlights');
const toggle = () => vscode.commands.executeCommand('winnow.toggleTriggerHighlights');

export const triggerTests: Suite = {
  'the highlights are switched where the setting stands: in the workspace, else for the user': async () => {
    const { Workspace, Global } = vscode.ConfigurationTarget;
    await toggle();
    assert.equal(highlights()?.globalValue, false);
    assert.equal(highlights()?.workspaceValue, undefined);
    const configuration = vscode.workspace.getConfiguration('winnow.triggers');
    await configuration.update('highlights', false, Workspace);
    await toggle();
    assert.equal(highlights()?.workspaceValue, true);
    assert.equal(highlights()?.globalValue, false);
    await configuration.update('highlights', undefined, Workspace);
    await configuration.update('highlights', undefined, Global);
  },

  'the matches of the workspace name the files and places of a keyword': async () => {
    const { triggerMatches } = await winnow();
    const { rules, files } = await triggerMatches({ rule: 'debugging' });
    assert.ok(files > 10, `${files} files`);
    assert.deepEqual(
      rules.map(({ rule, agents, color }) => ({ rule, agents, color })),
      [{ rule: 'debugging', agents: ['debugger'], color: 'red' }],
    );
    const notes = rules[0]?.files.find(({ path }) => path === 'notes.md');
    const [range] = notes?.ranges ?? [];
    assert.ok(notes && range, 'notes.md is not among them');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(notes.uri));
    const { start, end } = range;
    const words = document.getText(new vscode.Range(start.line, start.character, end.line, end.character));
    assert.equal(words, 'fix bug');
  },

  'a keyword leads to its rule by definition, and the rule back to its places by references': async () => {
    const notes = await open('notes.md');
    const [found] = await until(
      () =>
        vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
          'vscode.executeDefinitionProvider',
          notes.uri,
          positionOf(notes, 'fix bug'),
        ),
      ({ length }) => length > 0,
    );
    const uri = found && ('targetUri' in found ? found.targetUri : found.uri);
    assert.equal(uri?.toString(), rulesFile().toString());
    const rules = await open('.winnow', 'triggers.yaml');
    const places = await until(
      () =>
        vscode.commands.executeCommand<vscode.Location[]>(
          'vscode.executeReferenceProvider',
          rules.uri,
          positionOf(rules, 'debugging'),
        ),
      ({ length }) => length > 0,
    );
    assert.ok(places.some((place) => place.uri.path.endsWith('/notes.md')));
  },

  'Go to Trigger Rule opens the rule of the keyword at the cursor': async () => {
    const notes = await open('notes.md');
    const at = positionOf(notes, 'fix bug');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('winnow.goToTriggerRule');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), rulesFile().toString());
  },

  'a fault in the rules file is a problem on its range, and goes when it is mended': async () => {
    const problems = () => vscode.languages.getDiagnostics(rulesFile());
    await withRules(
      (rules) => rules.replace('color: red', 'colour: red'),
      async (document) => {
        const found = await until(problems, ({ length }) => length > 0);
        assert.ok(found.some(({ range }) => document.getText(range).startsWith('colour')));
      },
    );
    await until(problems, ({ length }) => length === 0);
  },

  'the rules file is completed': async () => {
    await withRules(
      (rules) => rules.replace('color: red', 'color: '),
      async (document) => {
        const at = document.positionAt(document.getText().indexOf('color: ') + 'color: '.length);
        const labels = async () => {
          const list = await vscode.commands.executeCommand<vscode.CompletionList>(
            'vscode.executeCompletionItemProvider',
            document.uri,
            at,
          );
          return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
        };
        await until(labels, (found) => found.includes('orange') && found.includes('gray'));
      },
    );
  },
};
