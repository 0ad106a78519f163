import { METHODS } from '../../shared/src/protocol.ts';
import { junk, mutated, pick, strangeNumber, strangeText, type Numbers } from './fuzzValues.ts';

/** One body of a frame, and the id under which an answer to it must come. */
export interface FuzzMessage {
  readonly json: string;
  readonly id?: string;
}

export interface FuzzOptions {
  readonly numbers: Numbers;
  /** URI of the workspace's folder, without a slash at its end. */
  readonly folderUri: string;
}

type Params = (numbers: Numbers, uri: string) => object;

const position = (numbers: Numbers) => ({ line: strangeNumber(numbers), character: strangeNumber(numbers) });
const range = (numbers: Numbers) => ({ start: position(numbers), end: position(numbers) });
const atPosition: Params = (numbers, uri) => ({ textDocument: { uri }, position: position(numbers) });
const inDocument: Params = (_numbers, uri) => ({ textDocument: { uri } });
const question: Params = (numbers, uri) => ({
  query: strangeText(numbers) || 'walrus',
  budget: 500 + numbers(3000),
  document: uri,
  cache: pick(numbers, ['all', 'memory', 'none']),
});

const OPEN: Params = (numbers, uri) => ({
  textDocument: {
    uri,
    languageId: pick(numbers, ['typescript', 'yaml', '', 'x']),
    version: 1,
    text: strangeText(numbers),
  },
});
const CHANGE: Params = (numbers, uri) => ({
  textDocument: { uri, version: strangeNumber(numbers) },
  contentChanges: Array.from({ length: numbers(4) }, () =>
    numbers(8) === 0 ? { text: strangeText(numbers) } : { range: range(numbers), text: strangeText(numbers) },
  ),
});

/** Notifications with params of the right shape, often though of strange values. */
const NOTIFICATIONS: readonly (readonly [method: string, params: Params])[] = [
  ['textDocument/didOpen', OPEN],
  ['textDocument/didChange', CHANGE],
  ['textDocument/didChange', CHANGE],
  ['textDocument/didChange', CHANGE],
  ['textDocument/didSave', inDocument],
  ['textDocument/didClose', inDocument],
  ['workspace/didChangeWatchedFiles', (numbers, uri) => ({ changes: [{ uri, type: 1 + numbers(3) }] })],
  ['workspace/didChangeConfiguration', () => ({ settings: { winnow: { budget: 7 } } })],
  ['workspace/didChangeWorkspaceFolders', (_n, uri) => ({ event: { added: [{ uri, name: 'x' }], removed: [] } })],
  ['$/setTrace', (numbers) => ({ value: pick(numbers, ['off', 'messages', 'verbose']) })],
  ['window/workDoneProgress/cancel', (numbers) => ({ token: numbers(5) })],
  ['initialized', () => ({})],
];

const REQUESTS: readonly (readonly [method: string, params: Params])[] = [
  [METHODS.analysis, inDocument],
  [METHODS.secrets, inDocument],
  [METHODS.triggers, (numbers, uri) => ({ textDocument: { uri }, ranges: [range(numbers)] })],
  [METHODS.triggers, (numbers) => ({ text: strangeText(numbers) })],
  [METHODS.triggerMatches, (numbers) => ({ rangesPerFile: numbers(3) })],
  [METHODS.secretFindings, (numbers) => ({ findingsPerFile: numbers(3) })],
  [METHODS.optimize, question],
  [METHODS.explain, question],
  [METHODS.compress, (numbers) => ({ text: strangeText(numbers), budget: 100 })],
  [
    METHODS.feedback,
    (numbers) => ({ kind: 'pin', query: 'walrus', chunks: [{ path: 'a.ts', startLine: numbers(9) }] }),
  ],
  [METHODS.restore, () => ({ placeholders: ['[REDACTED:a-rule:ab12cd]'] })],
  [METHODS.skippedFiles, () => ({})],
  [METHODS.stats, () => ({})],
  // Without a process: the server ends, as it should, when its client's is not there.
  ['initialize', () => ({ rootUri: null, capabilities: {} })],
  ['textDocument/hover', atPosition],
  ['textDocument/definition', atPosition],
  ['textDocument/references', (numbers, uri) => ({ ...atPosition(numbers, uri), context: {} })],
  ['textDocument/documentHighlight', atPosition],
  ['textDocument/completion', atPosition],
  ['textDocument/prepareRename', atPosition],
  ['textDocument/rename', (numbers, uri) => ({ ...atPosition(numbers, uri), newName: strangeText(numbers) })],
  ['textDocument/diagnostic', inDocument],
  ['textDocument/codeLens', inDocument],
  ['textDocument/documentSymbol', inDocument],
  [
    'textDocument/codeAction',
    (numbers, uri) => ({ textDocument: { uri }, range: range(numbers), context: { diagnostics: [] } }),
  ],
  ['codeAction/resolve', (numbers, uri) => ({ title: 'x', data: { uri, fingerprint: strangeText(numbers) } })],
  ['workspace/executeCommand', (numbers) => ({ command: strangeText(numbers), arguments: [{}] })],
];

const UNKNOWN = ['winnow/nothing', '$/nothing', 'constructor', '__proto__', 'toString', '', 'textDocument/', '\ud800'];

/** Documents that are opened again and again, inside the workspace and anywhere else. */
function uriFor({ numbers, folderUri }: FuzzOptions): string {
  const inside = ['a.ts', 'b.py', 'c.md', '.winnow/triggers.yaml', '.winnow/config.json', 'src/../d.ts', 'none/e.ts'];
  if (numbers(3) > 0) return `${folderUri}/${pick(numbers, inside)}`;
  const outside = [
    ['untitled:Untitled-1', 'http://example.org/a.ts', 'file://host/share/a.ts', 'file:///a%00b.ts', 'file:///%FF.ts'],
    ['file:', 'file:///', '', 'not a uri', 'file:///../../etc/passwd', `file:///${'a'.repeat(20_000)}`, '\ud800'],
    [`${folderUri}/../../../../etc/passwd`, `${folderUri}/%2e%2e/%2e%2e/x.ts`, `${folderUri}/a.ts#b?c`, folderUri],
    ['untitled:%', 'vscode-notebook-cell:/x.ipynb#W0s', 'git:/a.ts?{}', 'file:///c:/windows', 'javascript:alert(1)'],
  ];
  return pick(numbers, outside.flat());
}

/** Messages without end; the same numbers give the same ones. `exit` and `shutdown` are never among them. */
export function* fuzzMessages(options: FuzzOptions): Generator<FuzzMessage, never> {
  const { numbers } = options;
  for (let at = 0; ; at++) {
    const kind = numbers(100);
    if (kind < 40) yield request(options, at, kind < 15);
    else if (kind < 80) yield { json: notification(options, kind < 55) };
    else if (kind < 85) yield unknownRequest(numbers, at);
    else if (kind < 91) yield { json: cancel(numbers, at) };
    else yield { json: malformed(options) };
  }
}

function request(options: FuzzOptions, at: number, sound: boolean): FuzzMessage {
  const { numbers } = options;
  const [method, params] = pick(numbers, REQUESTS);
  const value = params(numbers, uriFor(options));
  // A few share their id with an earlier one that may still be under way.
  const id = `fuzz-${numbers(20) === 0 ? Math.max(0, at - 1 - numbers(5)) : at}`;
  const json = sound ? JSON.stringify(value) : mutated(numbers, value);
  return { id, json: `{"jsonrpc":"2.0","id":"${id}","method":"${method}","params":${json}}` };
}

function notification(options: FuzzOptions, sound: boolean): string {
  const { numbers } = options;
  const [method, params] = pick(numbers, NOTIFICATIONS);
  const value = params(numbers, uriFor(options));
  return `{"jsonrpc":"2.0","method":"${method}","params":${sound ? JSON.stringify(value) : mutated(numbers, value)}}`;
}

function unknownRequest(numbers: Numbers, at: number): FuzzMessage {
  const method = JSON.stringify(pick(numbers, UNKNOWN));
  const params = structured(numbers);
  if (numbers(2) === 0) return { json: `{"jsonrpc":"2.0","method":${method},"params":${params}}` };
  const id = `fuzz-${at}`;
  return { id, json: `{"jsonrpc":"2.0","id":"${id}","method":${method},"params":${params}}` };
}

function structured(numbers: Numbers): string {
  return pick(numbers, ['{}', '[]', '[1,2,3]', '{"a":1}', '[null]']);
}

/** Of what is long answered, of what is under way, of what never was. */
function cancel(numbers: Numbers, at: number): string {
  const id = pick(numbers, [`"fuzz-${at - 1}"`, `"fuzz-${at - 100}"`, '"nobody"', '-1', '1e9', junk(numbers)]);
  return `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":${id}}}`;
}

/** No request, no notification, or one that JSON-RPC does not allow; answers to questions that nobody asked. */
function malformed(options: FuzzOptions): string {
  const { numbers } = options;
  const any = () => junk(numbers);
  const id = pick(numbers, ['null', '{}', '[]', 'true', '-1', '0.5', '0', '1', '2', '"nobody"', '1e999']);
  return pick(numbers, [
    () => any(),
    () => `{"jsonrpc":"1.0","id":${id},"result":${any()}}`,
    () => `{"jsonrpc":"2.0","id":${id},"result":${any()}}`,
    () => `{"jsonrpc":"2.0","id":${id},"error":${any()}}`,
    () => `{"jsonrpc":"2.0","id":${id},"error":{"code":${any()},"message":${any()},"data":${any()}}}`,
    () => `{"jsonrpc":"2.0","id":${id},"method":"winnow/stats"}`.replace('"id":1,', '"id":-1,').replace('"id":2,', ''),
    () => `{"jsonrpc":"2.0","id":{},"method":${any()},"params":${any()}}`,
    () => `{"jsonrpc":"2.0","method":${any()}}`,
    () => `{"id":"nobody","method":"winnow/stats","method":"textDocument/hover","params":${any()}}`,
    () => `{"jsonrpc":"2.0","method":"$/progress","params":{"token":${any()},"value":${any()}}}`,
  ])();
}
