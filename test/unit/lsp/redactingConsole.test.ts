import { PassThrough } from 'node:stream';
import { afterAll, expect, test, vi } from 'vitest';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { redactingConsole } from '../../../server/src/lsp/redactingConsole.ts';
import { githubToken } from '../../helpers/samples.ts';

const SECRET = githubToken(301);
const input = new PassThrough();
const output = new PassThrough();
let said = '';
output.on('data', (data: Buffer) => (said += data.toString()));
const connection = createConnection(
  { __brand: 'features', console: redactingConsole },
  new StreamMessageReader(input),
  new StreamMessageWriter(output),
);
connection.onNotification('test/fails', () => {
  throw new Error(`cannot read ${SECRET}`);
});
connection.listen();
afterAll(() => connection.dispose());

function notify(method: string): void {
  const content = JSON.stringify({ jsonrpc: '2.0', method });
  input.write(`Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`);
}

test.each<[what: string, say: () => void]>([
  ...(['error', 'warn', 'info', 'log', 'debug'] as const).map((method): [string, () => void] => [
    `console.${method}`,
    () => connection.console[method](`cannot read ${SECRET}`),
  ]),
  ['what a handler threw', () => notify('test/fails')],
])('%s is logged without secrets', async (_, say) => {
  said = '';
  say();
  await vi.waitFor(() => expect(said).toContain('window/logMessage'), { timeout: 4000 });
  expect(said).toContain('cannot read [REDACTED:github-token:000000]');
  expect(said).not.toContain(SECRET);
});

test('lines keep their order', async () => {
  said = '';
  for (const line of ['first', 'second', 'third']) connection.console.info(line);
  await vi.waitFor(() => expect(said).toContain('third'), { timeout: 4000 });
  expect(said.match(/first|second|third/g)).toEqual(['first', 'second', 'third']);
});
