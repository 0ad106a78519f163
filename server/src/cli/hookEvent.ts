import { isAbsolute } from 'node:path';

/** What a prompt hook is told. */
export interface PromptEvent {
  readonly prompt: string;
  /** Absolute. */
  readonly folder: string;
}

/** Most bytes of an event; a longer prompt is a pasted log, and no routing is worth the wait. */
const MOST_EVENT_BYTES = 4_000_000;

/**
 * The event that Claude Code writes to a hook's standard input, one JSON object with `hook_event_name`, `prompt` and
 * `cwd` (https://code.claude.com/docs/en/hooks, section "UserPromptSubmit input"); undefined when it is another event.
 * @throws Error that says what is wrong with it, and never what stands in it
 */
export async function readPromptEvent(input: AsyncIterable<Uint8Array>): Promise<PromptEvent | undefined> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of input) {
    sizeBytes += chunk.length;
    if (sizeBytes > MOST_EVENT_BYTES) throw new Error(`the event is larger than ${MOST_EVENT_BYTES} bytes`);
    chunks.push(chunk);
  }
  const event = parseObject(Buffer.concat(chunks).toString('utf8'));
  if (event['hook_event_name'] !== 'UserPromptSubmit') return undefined;
  const { prompt, cwd } = event;
  if (typeof prompt !== 'string') throw new Error('the event has no prompt');
  if (typeof cwd !== 'string' || !isAbsolute(cwd)) throw new Error('the event has no folder (cwd)');
  return { prompt, folder: cwd };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new Error('the event is not JSON');
  }
  if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new Error('the event is not a JSON object');
}
