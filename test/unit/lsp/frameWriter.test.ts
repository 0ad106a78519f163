import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Message, ResponseMessage } from 'vscode-languageserver/node';
import { sharedUtf8 } from '../../../server/src/base/sharedUtf8.ts';
import { FrameWriter } from '../../../server/src/lsp/frameWriter.ts';
import { JsonText } from '../../../server/src/lsp/jsonText.ts';

/** What stands in the frames that were written. */
function bodies(bytes: Buffer): unknown[] {
  const found: unknown[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const header = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString('latin1'));
    const end = header![0].length + Number(header![1]);
    found.push(JSON.parse(rest.toString('utf8', header![0].length, end)));
    rest = rest.subarray(end);
  }
  return found;
}

const response = (result: unknown): Message => ({ jsonrpc: '2.0', id: 7, result }) as ResponseMessage;

const rows: readonly (readonly [string, Message, unknown])[] = [
  ['a result', response({ a: 1 }), { jsonrpc: '2.0', id: 7, result: { a: 1 } }],
  ['letters of several bytes', response('é😀'), { jsonrpc: '2.0', id: 7, result: 'é😀' }],
  ['a result that is JSON', response(new JsonText(['{"b":["é"]}'])), { jsonrpc: '2.0', id: 7, result: { b: ['é'] } }],
  [
    'one in pieces of shared memory and of text',
    response(new JsonText([sharedUtf8('{"b":["é😀"]'), ',"c":"ü"}'])),
    { jsonrpc: '2.0', id: 7, result: { b: ['é😀'], c: 'ü' } },
  ],
  ['one within another', response([new JsonText([sharedUtf8('"é'), '2"'])]), { jsonrpc: '2.0', id: 7, result: ['é2'] }],
  ['a notification', { jsonrpc: '2.0', method: 'm' } as Message, { jsonrpc: '2.0', method: 'm' }],
];
test.each(rows)('%s', async (_, message, read) => {
  const output = new PassThrough();
  const writer = new FrameWriter(output);
  await writer.write(message);
  await writer.write(message);
  expect(bodies(output.read() as Buffer)).toEqual([read, read]);
});

test('a full stream makes writers wait until it takes more', async () => {
  let take = () => {};
  const output = new Writable({ highWaterMark: 1, write: (_bytes, _encoding, taken) => (take = taken) });
  const writer = new FrameWriter(output);
  let written = 0;
  const writing = [1, 2].map(async (n) => {
    await writer.write(response(n));
    written++;
  });
  await new Promise(setImmediate);
  expect(written).toBe(0);
  take();
  await new Promise(setImmediate);
  take();
  await Promise.all(writing);
  expect(written).toBe(2);
});

test('errors of the stream are told, and so is its end', async () => {
  const output = new PassThrough();
  const writer = new FrameWriter(output);
  const told: unknown[] = [];
  writer.onError(([error, , count]) => told.push(error.message, count));
  writer.onClose(() => told.push('closed'));
  output.destroy(new Error('broken pipe'));
  await new Promise(setImmediate);
  expect(told).toEqual(['broken pipe', 1, 'closed']);
});
