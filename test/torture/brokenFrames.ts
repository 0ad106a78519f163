import { setTimeout as delay } from 'node:timers/promises';
import { METHODS, type TriggersResult } from '../../shared/src/protocol.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions } from './campaign.ts';
import { LATE, ServerProcess, within } from './serverProcess.ts';

const BODY = '{"jsonrpc":"2.0","id":"frame","method":"winnow/triggers","params":{"text":"fix bug"}}';
const LENGTH = Buffer.byteLength(BODY);
const CRLF = '\r\n';

interface BrokenFrame {
  readonly bytes: Buffer;
  /** What the server is expected to do: whatever loses messages must end it, since its documents may be out of step. */
  readonly ending: 'answers' | 'ends';
}

const frame = (headers: readonly string[], body: string | Buffer = BODY, separator = CRLF): Buffer =>
  Buffer.concat([Buffer.from([...headers, '', ''].join(separator), 'latin1'), Buffer.from(body)]);
const length = (value: number | string) => `Content-Length: ${value}`;

/** What may come in over a pipe that is not the protocol, by name. */
const FRAMES: Readonly<Record<string, BrokenFrame>> = {
  'no Content-Length': { bytes: frame(['Content-Type: application/vscode-jsonrpc; charset=utf-8']), ending: 'ends' },
  'a negative length': { bytes: frame([length(-LENGTH)]), ending: 'ends' },
  'a length of -1': { bytes: frame([length(-1)]), ending: 'ends' },
  'a length that is no number': { bytes: frame([length('many')]), ending: 'ends' },
  'a length with a tail': { bytes: frame([length(`${LENGTH}abc`)]), ending: 'ends' },
  'a length beyond all bounds': { bytes: frame([length('9'.repeat(20))]), ending: 'ends' },
  'a length too long': { bytes: frame([length(LENGTH + 7)]), ending: 'ends' },
  'a length far too long': { bytes: frame([length(LENGTH + 100_000)]), ending: 'ends' },
  'a length too short': { bytes: frame([length(LENGTH - 7)]), ending: 'ends' },
  'two lengths': { bytes: frame([length(LENGTH), length(LENGTH - 7)]), ending: 'ends' },
  'line feeds alone': { bytes: frame([length(LENGTH)], BODY, '\n'), ending: 'ends' },
  'a header without a colon': { bytes: frame(['Content-Length', length(LENGTH)]), ending: 'ends' },
  'a giant header': { bytes: frame([`X-Fill: ${'x'.repeat(1_000_000)}`, length(LENGTH)]), ending: 'ends' },
  'a header that never ends': { bytes: Buffer.from('x'.repeat(100_000)), ending: 'ends' },
  'text in between': { bytes: Buffer.from('npm warn deprecated\nhello world\n'), ending: 'ends' },
  'binary noise': { bytes: Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 89) % 256)), ending: 'ends' },
  'no body': { bytes: frame([length(0)], ''), ending: 'answers' },
  'broken JSON': { bytes: frame([length(LENGTH)], BODY.replace('}}', '}]')), ending: 'answers' },
  'JSON that is cut': { bytes: frame([length(9)], BODY.slice(0, 9)), ending: 'answers' },
  'broken UTF-8': {
    bytes: frame([length(LENGTH)], Buffer.from(BODY.replace('fix', '\u00ff\u00c0\u0080'), 'latin1')),
    ending: 'answers',
  },
  'a batch': { bytes: frame([length(LENGTH + 2)], `[${BODY}]`), ending: 'answers' },
  'an unknown charset': {
    bytes: frame([length(LENGTH), 'Content-Type: application/vscode-jsonrpc; charset=klingon']),
    ending: 'answers',
  },
  'a body that is cut, then silence': { bytes: frame([length(LENGTH)]).subarray(0, -20), ending: 'ends' },
  'a header that is cut, then silence': { bytes: frame([length(LENGTH)]).subarray(0, 12), ending: 'ends' },
};
const SILENCE_MS = 200;
const AT_ONCE = 4;

/** Broken frames: whatever comes in, sound requests are answered, or the process ends so that a client restarts it. */
export const brokenFrames: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- frames --seed ${options.seed}`);
  const folder = temporaryFolder({ 'a.ts': 'export const a = 1;\n' });
  const home = temporaryFolder();
  try {
    const left = Object.entries(FRAMES).filter((_frame, at) => options.size !== 'short' || at % 2 === options.seed % 2);
    const sufferSome = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const [name, { bytes, ending }] = next;
        const [outcome, ms] = await suffer({ options, home: home.path, folder: folder.path, bytes });
        tally.add('frames');
        tally.add(outcome);
        tally.most('slowestMs', ms);
        if (outcome !== ending) tally.fail(`${name}: the server ${outcome}, not ${ending}`);
      }
    };
    // They mostly wait.
    await Promise.all(Array.from({ length: AT_ONCE }, sufferSome));
    await sound(options, tally, { folder: folder.path, home: home.path });
  } finally {
    folder.remove();
    home.remove();
  }
  return tally.outcome();
};

interface Suffering {
  readonly options: CampaignOptions;
  readonly folder: string;
  readonly home: string;
  readonly bytes: Buffer;
}

/** Sends the bytes to a server of their own, then what a client goes on to say. */
async function suffer({ options, folder, home, bytes }: Suffering): Promise<readonly [string, number]> {
  const server = new ServerProcess({ home });
  await server.greet(folder);
  await ask(server);
  server.client.sendRaw(bytes);
  await delay(SILENCE_MS);
  const startedMs = performance.now();
  const answer = await within(
    Promise.race([ask(server).catch(() => server.exit), server.exit]),
    options.answerWithinMs,
  );
  const ms = performance.now() - startedMs;
  if (answer === LATE) {
    await server.kill();
    return ['is deaf', ms];
  }
  if (typeof answer !== 'object') return [answer === 0 ? 'ends as if all were well' : 'ends', ms];
  await server.stop(options.answerWithinMs);
  return ['answers', ms];
}

const ask = (server: ServerProcess) => server.client.request<TriggersResult>(METHODS.triggers, { text: 'fix bug' });

const HEADERS: readonly ((length: number) => readonly string[])[] = [
  (bytes) => [length(bytes)],
  (bytes) => [`content-length:${bytes}`],
  (bytes) => ['Content-Type: application/vscode-jsonrpc; charset=utf-8', length(bytes)],
  (bytes) => [`CONTENT-LENGTH:   ${bytes} `, 'X-Other: a:b'],
];

/** Sound frames, cut anywhere by the pipe and many in one piece, must never be taken for broken ones. */
async function sound(
  { seed, size, answerWithinMs }: CampaignOptions,
  tally: Tally,
  places: Omit<Suffering, 'options' | 'bytes'>,
) {
  const numbers = seededNumbers(seed);
  const server = new ServerProcess({ home: places.home });
  await server.greet(places.folder);
  let answered = 0;
  server.client.onStray(() => answered++);
  const count = size === 'short' ? 50 : 1000;
  const parts = Array.from({ length: count }, (_, at) => {
    // A text may speak of frames: JSON escapes its line breaks.
    const text = `fix bug ${'é😀'.repeat(numbers(40))} Content-Length: 7\r\n\r\n{}`;
    const body = JSON.stringify(
      { jsonrpc: '2.0', id: `sound-${at}`, method: METHODS.triggers, params: { text } },
      null,
      numbers(3),
    );
    const lines = numbers(2) === 0 ? body : body.replaceAll('\n', '\r\n\r\n');
    return frame((HEADERS[numbers(HEADERS.length)] as (bytes: number) => string[])(Buffer.byteLength(lines)), lines);
  });
  const bytes = Buffer.concat(parts);
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + numbers(numbers(4) === 0 ? 3 : 2000);
    server.client.sendRaw(bytes.subarray(at, end));
    if (numbers(3) === 0) await delay(0);
    at = end;
  }
  await within(ask(server), answerWithinMs);
  tally.set('sound frames', answered);
  if (answered !== count) tally.fail(`${answered} of ${count} sound frames were answered`);
  await server.stop(answerWithinMs);
}
