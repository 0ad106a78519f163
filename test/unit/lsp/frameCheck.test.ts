import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameCheck } from '../../../server/src/lsp/frameCheck.ts';

const BODY = '{"a":"é"}';
const LENGTH = Buffer.byteLength(BODY);
const frame = (header: string, body = BODY) => `${header}\r\n\r\n${body}`;
const sound = (body = BODY) => frame(`Content-Length: ${Buffer.byteLength(body)}`, body);
const check = (text: string) => new FrameCheck().take(Buffer.from(text));

test.each([
  ['one frame', sound()],
  [
    'any case, other headers',
    frame(`content-LENGTH:${LENGTH} \r\nContent-Type: application/vscode-jsonrpc; charset=utf-8`),
  ],
  ['no body', sound('') + sound()],
  ['the beginning of a frame', sound().slice(0, 9)],
  ['a body that speaks of frames', sound(String.raw`{"a":"Content-Length: 7\r\n\r\n{}"}`)],
  ['JSON with empty lines', sound('{"content-length":\r\n\r\n7,\r\n\r\n"b":"content-type:x"\r\n\r\n}')],
])('%s is sound', (_name, text) => {
  expect(check(text)).toBeUndefined();
});

test.each([
  ['no length', frame('Content-Type: x'), /has 0 Content-Length/],
  ['two lengths', frame('Content-Length: 9\r\nContent-Length: 8'), /has 2 Content-Length/],
  ['a negative one', frame('Content-Length: -9'), /not a number/],
  ['a tail', frame('Content-Length: 9x'), /not a number/],
  ['a word', frame('Content-Length: many'), /not a number/],
  ['beyond all bounds', frame('Content-Length: 99999999999'), /longer than 268435456 bytes/],
  ['no colon', frame('Content-Length 9'), /name: value/],
  ['line feeds', `Content-Length: ${LENGTH}\n\n${BODY}`, /none may have/],
  ['other text', 'hello\n', /none may have/],
  ['a body that goes on', frame('Content-Length: 3'), /none may have/],
  ['a header without end', `X: ${'x'.repeat(9000)}`, /longer than 8192 bytes/],
  ['a body that is cut', frame('Content-Length: 500') + sound(), /began within it/],
  [
    'a body that is cut, typed',
    frame('Content-Length: 500') + frame('Content-Length: 9\r\nContent-Type: a; b=c'),
    /began/,
  ],
])('%s is not', (_name, text, reason) => {
  expect(check(text)).toMatch(reason);
});

test('however the bytes are cut, the verdict is the same', () => {
  const part = fc.constantFrom(
    sound(),
    sound('{"long":"text"}'),
    sound(''),
    frame('Content-Length: 60'),
    'x',
    frame('a:b'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.array(fc.nat({ max: 40 }), { maxLength: 12 }), (parts, cuts) => {
      const text = Buffer.from(parts.join(''));
      const pieces = new FrameCheck();
      let problem: string | undefined;
      for (let at = 0, turn = 0; at < text.length && problem === undefined; turn++) {
        const end = at + 1 + (cuts[turn] ?? text.length);
        problem = pieces.take(text.subarray(at, end));
        at = end;
      }
      expect(problem).toBe(check(text.toString()));
    }),
    { numRuns: 200 },
  );
});
