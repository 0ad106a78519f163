import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { UserError } from '../base/errors.ts';

/** How much is looked at to tell a text from something else. */
const SNIFFED_BYTES = 8192;

/** The text of a stream of UTF-8. @throws UserError for what is no text */
export async function* outputText(stream: Readable, label: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let seen = 0;
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    if (seen < SNIFFED_BYTES && bytes.subarray(0, SNIFFED_BYTES - seen).includes(0))
      throw new UserError(`${label} is binary, not the text that a command prints: give a text`);
    seen += bytes.length;
    yield decoder.write(bytes);
  }
  yield decoder.end();
}
