import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  Hover,
  Location,
  MarkupContent,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import {
  METHODS,
  type TriggerMatchesResult,
  type TriggersChanged,
  type TriggersResult,
} from '../../shared/src/protocol.ts';
import { startServer, type RunningServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const RULES = `immediate_triggers:
  bugs:
    keywords: [bug, crash, bug]
    agents: [debugger]
  slow:
    keywords: [slow]
    agents: [tuner]
negative_triggers:
  quiet: { patterns: [no bug], triggers: [bugs] }
priority_rules:
  - { condition: bugs, priority: 5 }
`;
const files = {
  '.winnow/triggers.yaml': RULES,
  '.claude/agents/debugger.md': '---\nname: debugger\ndescription: Finds what is broken\n---\nYou debug.\n',
  'AGENTS.md': '# Agents\n\n## tuner\n\nMakes it fast.\n',
  'src/a.ts': '// a bug, a BUG and a crash\n// no bug here\n',
  'src/b.ts': '// why is it slow? a bug\n',
};
const folder = temporaryFolder(files);
const home = temporaryFolder();
const uriOf = (path: string) => pathToFileURL(join(folder.path, path)).href;
const rulesUri = uriOf('.winnow/triggers.yaml');
const codeUri = uriOf('src/a.ts');

let server: RunningServer;
let refreshed = 0;
let text = RULES;
let version = 1;

beforeAll(async () => {
  server = await startServer({
    folder: folder.path,
    home: home.path,
    capabilities: {
      textDocument: { diagnostic: {}, documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
      workspace: { codeLens: { refreshSupport: true } },
    },
  });
  server.client.onRequest('workspace/codeLens/refresh', () => ++refreshed);
  server.client.notify('textDocument/didOpen', {
    textDocument: { uri: rulesUri, languageId: 'yaml', version, text },
  });
  server.client.notify('textDocument/didOpen', {
    textDocument: { uri: codeUri, languageId: 'typescript', version: 1, text: files['src/a.ts'] },
  });
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
  folder.remove();
  home.remove();
});

/** What stands in the editor from now on. */
function write(newText: string): void {
  text = newText;
  server.client.notify('textDocument/didChange', {
    textDocument: { uri: rulesUri, version: ++version },
    contentChanges: [{ text }],
  });
}

/** Saves what stands in the editor, and waits for what the server says of it. */
async function save(): Promise<TriggersChanged> {
  const told = new Promise<TriggersChanged>((resolve) => {
    const stop = server.client.on(METHODS.didChangeTriggers, (params: TriggersChanged) => {
      stop();
      resolve(params);
    });
  });
  writeFileSync(join(folder.path, '.winnow/triggers.yaml'), text);
  server.client.notify('textDocument/didSave', { textDocument: { uri: rulesUri } });
  return told;
}

/** A request about the place of a piece of a text; `‸` in the piece marks the cursor. */
function at<Result>(method: string, piece: string, params: object = {}, uri = rulesUri, document = text) {
  const offset = document.indexOf(piece.replace('‸', '')) + piece.indexOf('‸');
  const before = document.slice(0, offset).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  return server.client.request<Result>(method, { textDocument: { uri }, position, ...params });
}

const inCode = <Result>(method: string, piece: string, params: object = {}) =>
  at<Result>(method, piece, params, codeUri, files['src/a.ts']);

async function diagnostics(): Promise<readonly Diagnostic[]> {
  const report = await server.client.request<{ readonly items: readonly Diagnostic[] }>('textDocument/diagnostic', {
    textDocument: { uri: rulesUri },
  });
  return report.items;
}

function edited(document: string, edits: readonly TextEdit[]): string {
  const lines = document.split('\n');
  const offsetOf = ({ line, character }: TextEdit['range']['start']) =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return [...edits]
    .sort((a, b) => offsetOf(b.range.start) - offsetOf(a.range.start))
    .reduce(
      (all, { range, newText }) => all.slice(0, offsetOf(range.start)) + newText + all.slice(offsetOf(range.end)),
      document,
    );
}

const placesOf = (locations: readonly Location[] | null) =>
  (locations ?? []).map(
    ({ uri, range: { start } }) => `${uri.slice(uriOf('').length + 1)}:${start.line}:${start.character}`,
  );

test('problems have their places', async () => {
  const items = await diagnostics();
  expect(items).toMatchObject([
    { code: 'duplicate', source: 'winnow', tags: [1], range: { start: { line: 2, character: 27 } } },
  ]);
});

test('a quick fix mends the problem', async () => {
  const [problem] = await diagnostics();
  const actions = await server.client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: rulesUri },
    range: problem?.range,
    context: { diagnostics: [problem] },
  });
  expect(actions.map(({ title }) => title)).toEqual(['Remove the duplicate']);
  write(edited(text, actions[0]?.edit?.changes?.[rulesUri] ?? []));
  expect(await diagnostics()).toEqual([]);
  expect(await save()).toEqual({ uri: rulesUri, errors: 0, warnings: 0, kept: false });
});

test('hover counts in the workspace, without what is silenced', async () => {
  const rule = await at<Hover>('textDocument/hover', 'bu‸gs:');
  expect((rule.contents as MarkupContent).value).toMatch(
    /Agents: debugger[^]*It fires in 4 places of 2 files:[^]*\(3\)/,
  );
  const keyword = await at<Hover>('textDocument/hover', 'cr‸ash');
  expect((keyword.contents as MarkupContent).value).toMatch(/It fires in 1 place of 1 file/);
  const agent = await at<Hover>('textDocument/hover', 'debug‸ger');
  expect((agent.contents as MarkupContent).value).toContain('Finds what is broken');
  const key = await at<Hover>('textDocument/hover', 'condi‸tion');
  expect((key.contents as MarkupContent).value).toContain('**condition**');
});

test('completion in a file that is no YAML at the moment', async () => {
  const before = text;
  write(text.replace('[tuner]', '['));
  const agents = await at<CompletionItem[]>('textDocument/completion', 'agents: [‸\n');
  expect(agents.map(({ label }) => label)).toEqual(['debugger', 'tuner']);
  write(before);
});

test('definition leads both ways, and to the agent', async () => {
  expect(placesOf(await inCode('textDocument/definition', 'cr‸ash'))).toEqual(['.winnow/triggers.yaml:2:20']);
  expect(placesOf(await at('textDocument/definition', 'triggers: [bu‸gs]'))).toEqual(['.winnow/triggers.yaml:1:2']);
  expect(placesOf(await at('textDocument/definition', '[debug‸ger]'))).toEqual(['.claude/agents/debugger.md:1:0']);
  expect(placesOf(await at('textDocument/definition', '[tu‸ner]'))).toEqual(['AGENTS.md:2:0']);
});

test('references are the matches in the workspace', async () => {
  const context = { context: { includeDeclaration: false } };
  const all = ['src/a.ts:0:5', 'src/a.ts:0:12', 'src/a.ts:0:22', 'src/b.ts:0:21'];
  expect(placesOf(await at('textDocument/references', 'bu‸gs:', context))).toEqual(all);
  expect(placesOf(await at('textDocument/references', 'cra‸sh]', context))).toEqual(['src/a.ts:0:22']);
  expect(placesOf(await inCode('textDocument/references', 'B‸UG', context))).toEqual([
    'src/a.ts:0:5',
    'src/a.ts:0:12',
    'src/b.ts:0:21',
  ]);
  const highlights = await inCode<readonly object[]>('textDocument/documentHighlight', 'cr‸ash');
  expect(highlights).toHaveLength(3);
});

test('rename changes the rule and who names it', async () => {
  expect(await at('textDocument/prepareRename', 'condition: bu‸gs')).toMatchObject({ placeholder: 'bugs' });
  expect(await at('textDocument/prepareRename', 'condi‸tion')).toBeNull();
  const edit = await at<WorkspaceEdit>('textDocument/rename', 'bu‸gs:', { newName: 'defects' });
  expect(edited(text, edit.changes?.[rulesUri] ?? [])).toBe(text.replaceAll('bugs', 'defects'));
  await expect(at('textDocument/rename', 'bu‸gs:', { newName: 'slow' })).rejects.toThrow(/already/);
});

test('symbols and lenses', async () => {
  const symbols = await server.client.request<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument: { uri: rulesUri },
  });
  expect(symbols.map(({ name, children }) => `${name}: ${children?.map((one) => one.name).join(' ')}`)).toEqual([
    'immediate_triggers: bugs slow',
    'negative_triggers: quiet',
    'priority_rules: bugs',
  ]);
  const lenses = await server.client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: rulesUri } });
  expect(lenses.map(({ command }) => command)).toEqual([undefined, undefined]);
  const resolved = await server.client.request<CodeLens>('codeLens/resolve', lenses[0]);
  expect(resolved.command).toMatchObject({ title: 'fires in 4 places', command: 'winnow.showTriggerMatches' });
  expect(resolved.command?.arguments).toMatchObject([rulesUri, { line: 1, character: 2 }, { length: 4 }]);
});

test('what is typed counts before it is saved', async () => {
  const change = (line: string) =>
    server.client.notify('textDocument/didChange', {
      textDocument: { uri: codeUri, version: ++version },
      contentChanges: [{ text: line + files['src/a.ts'] }],
    });
  change('// slow slow\n');
  const progress: string[] = [];
  const stop = server.client.on('$/progress', ({ value }: { readonly value: { readonly kind: string } }) => {
    progress.push(value.kind);
  });
  const { files: seen, rules } = await server.client.request<TriggerMatchesResult>(METHODS.triggerMatches, {
    rule: 'slow',
    workDoneToken: 'matches',
  });
  stop();
  expect([progress[0], progress.at(-1)]).toEqual(['begin', 'end']);
  expect(seen).toBe(4);
  expect(rules).toMatchObject([{ count: 3, files: [{ path: 'src/a.ts', count: 2 }, { path: 'src/b.ts' }] }]);
  change('');
});

test('triggers of a prompt, and of a part of a document', async () => {
  const prompt = await server.client.request<TriggersResult>(METHODS.triggers, { text: 'a slow crash' });
  expect(prompt).toMatchObject({ version: 0, agents: ['debugger', 'tuner'] });
  const ranges = [{ start: { line: 0, character: 20 }, end: { line: 0, character: 23 } }];
  const part = await server.client.request<TriggersResult>(METHODS.triggers, {
    textDocument: { uri: codeUri },
    ranges,
  });
  expect(part.hits.map(({ keyword }) => keyword)).toEqual(['crash']);
  expect(part.fired).toHaveLength(1);
  await expect(server.client.request(METHODS.triggers, {})).rejects.toThrow(/either/);
});

test('a broken file keeps the rules and says so; a good one applies at once', async () => {
  const good = text;
  const hits = async () =>
    (await server.client.request<TriggersResult>(METHODS.triggers, { textDocument: { uri: codeUri } })).hits.map(
      ({ keyword }) => keyword,
    );
  write(`${good}immediate: [\n`);
  expect(await save()).toMatchObject({ uri: rulesUri, kept: true });
  expect(await hits()).toEqual(['bug', 'bug', 'crash']);
  expect((await diagnostics())[0]).toMatchObject({ code: 'kept', range: { start: { line: 0 } } });
  const before = refreshed;
  write(good.replace('crash', 'here'));
  expect(await save()).toEqual({ uri: rulesUri, errors: 0, warnings: 0, kept: false });
  expect(await hits()).toEqual(['bug', 'bug']);
  expect(await diagnostics()).toEqual([]);
  expect(refreshed).toBeGreaterThan(before);
  const counted = await server.client.request<TriggerMatchesResult>(METHODS.triggerMatches, { rule: 'bugs' });
  expect(counted.rules[0]?.count).toBe(3);
});

test('a keyword is silenced in the phrase in which it stands', async () => {
  const position = { line: 0, character: 6 };
  const actions = await server.client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: codeUri },
    range: { start: position, end: position },
    context: { diagnostics: [] },
  });
  expect(actions.map(({ title }) => title)).toEqual(['Silence “bug” in “a bug”']);
  const before = text;
  write(edited(text, actions[0]?.edit?.changes?.[rulesUri] ?? []));
  await save();
  const { hits } = await server.client.request<TriggersResult>(METHODS.triggers, { textDocument: { uri: codeUri } });
  expect(hits).toEqual([]);
  write(before);
  await save();
});

test('content patterns are tried on their samples', async () => {
  const good = text;
  write(
    `${good}context_triggers:\n  content_patterns:\n    "a{2}b": { agents: [x], examples: [aab, ab], near_misses: [b] }\n`,
  );
  expect(await diagnostics()).toMatchObject([{ code: 'example', range: { start: { character: 44 } } }]);
  write(good);
});

test('a rules file that goes leaves the shipped rules', async () => {
  const told = new Promise((resolve) => void server.client.on(METHODS.didChangeTriggers, resolve));
  rmSync(join(folder.path, '.winnow/triggers.yaml'));
  server.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: rulesUri, type: 3 }] });
  expect(await told).toEqual({ errors: 0, warnings: 0, kept: false });
  const { fired } = await server.client.request<TriggersResult>(METHODS.triggers, { text: 'why does it crash' });
  expect(fired.map(({ rule }) => rule)).toEqual(['debugging']);
});

test('a client that does not pull problems is sent them', async () => {
  const pushed = await startServer({ folder: folder.path, home: home.path });
  const told = new Promise((resolve) => void pushed.client.on('textDocument/publishDiagnostics', resolve));
  pushed.client.notify('textDocument/didOpen', {
    textDocument: { uri: rulesUri, languageId: 'yaml', version: 1, text: RULES },
  });
  expect(await told).toMatchObject({ uri: rulesUri, diagnostics: [{ code: 'duplicate' }] });
  expect(await pushed.stop()).toBe(0);
});

test('a workspace that is not trusted brings neither rules nor agents', async () => {
  const hostile = temporaryFolder(files);
  mkdirSync(join(hostile.path, '.github', 'agents'), { recursive: true });
  const restricted = await startServer({
    folder: hostile.path,
    home: home.path,
    initializationOptions: { trusted: false },
  });
  const uri = pathToFileURL(join(hostile.path, '.winnow/triggers.yaml')).href;
  restricted.client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yaml', version: 1, text: RULES },
  });
  const position = { line: 3, character: 13 };
  const offered = await restricted.client.request('textDocument/completion', { textDocument: { uri }, position });
  expect(offered).toEqual([]);
  const { rules } = await restricted.client.request<TriggerMatchesResult>(METHODS.triggerMatches, {});
  expect(rules.map(({ rule }) => rule)).not.toContain('bugs');
  expect(await restricted.stop()).toBe(0);
  hostile.remove();
});
