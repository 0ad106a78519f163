import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { METHODS, type OptimizeResult, type TriggersResult } from '../../shared/src/protocol.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions, type Size } from './campaign.ts';
import { fuzzMessages, type FuzzMessage } from './fuzzMessages.ts';
import { LATE, ServerProcess, within } from './serverProcess.ts';

const MESSAGES: Readonly<Record<Size, number>> = { short: 800, usual: 10_000, long: 100_000 };
const BETWEEN_PROBES = 25;
/** All threads of one process; what it takes at rest is some 140 MB. */
const MOST_PEAK_BYTES = 700_000_000;
/** Lines of the log that a failure shows. */
const MOST_SAID = 5;
const SENTINEL = 'please fix this bug\nconst sentinelWalrus = 1;\n';

/** Fuzzed messages to the built server, with questions in between whose answers are known. */
export const lspFuzz: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- lsp-fuzz --seed ${options.seed}`);
  const folder = temporaryFolder({ 'a.ts': 'export const a = 1;\n', 'sentinel.ts': SENTINEL });
  const home = temporaryFolder();
  try {
    await early(options, tally, { folder: folder.path, home: home.path });
    await flood(options, tally, { folder: folder.path, home: home.path });
  } finally {
    folder.remove();
    home.remove();
  }
  return tally.outcome();
};

interface Places {
  readonly folder: string;
  readonly home: string;
}

const frame = (json: string) => {
  const body = Buffer.from(json);
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
};

/** Messages before the handshake, and handshakes that are none. */
async function early({ seed, size, answerWithinMs }: CampaignOptions, tally: Tally, { folder, home }: Places) {
  const folderUri = pathToFileURL(folder).href;
  const capabilities = ['{}', 'null', '1', '{"workspace":1,"window":null,"textDocument":[]}'];
  const handshakes = capabilities.flatMap((client) =>
    ['null', '1', `"${folderUri}"`, '"http://example.org"'].map((root) => {
      return `{"processId":null,"rootUri":${root},"workspaceFolders":[{"uri":${root}}],"capabilities":${client},"initializationOptions":${root}}`;
    }),
  );
  for (const [at, params] of handshakes.entries()) {
    if (size === 'short' && at % 6 > 0) continue;
    const server = new ServerProcess({ home });
    const messages = fuzzMessages({ numbers: seededNumbers(seed + at), folderUri });
    for (let count = 0; count < 30; count++) {
      const { json } = messages.next().value;
      if (!json.includes('"initialize')) server.client.sendRaw(frame(json));
    }
    const answered = new Promise<void>((resolve) =>
      server.client.onStray(({ id }) => {
        if (id === 'hello') resolve();
      }),
    );
    server.client.sendRaw(frame(`{"jsonrpc":"2.0","id":"hello","method":"initialize","params":${params}}`));
    tally.add('handshakes');
    if ((await within(Promise.race([answered, server.exit]), answerWithinMs * 5)) === LATE)
      tally.fail(`initialize with ${params} was not answered`);
    server.client.notify('initialized', {});
    const text = server.client.request<TriggersResult>(METHODS.triggers, { text: 'fix bug' }).catch(String);
    if ((await within(Promise.race([text, server.exit]), answerWithinMs * 5)) === LATE)
      tally.fail(`after initialize with ${params} the server is deaf`);
    if (server.exited !== undefined) tally.fail(`initialize with ${params} ended the server: ${server.exited}`);
    await server.stop(answerWithinMs);
  }
}

async function flood(options: CampaignOptions, tally: Tally, { folder, home }: Places): Promise<void> {
  const { seed, size, answerWithinMs, say } = options;
  const folderUri = pathToFileURL(folder).href;
  const server = new ServerProcess({ home });
  await server.greet(folder, {
    capabilities: { workspace: { configuration: true }, window: { workDoneProgress: true } },
  });
  const unanswered = new Map<string, string>();
  server.client.onStray(({ id, error }) => {
    tally.add(error ? 'errors answered' : 'results answered');
    unanswered.delete(String(id));
  });
  const said: string[] = [];
  server.client.on('window/logMessage', ({ message }: { readonly message: string }) => {
    said.push(message.slice(0, 1000));
    said.splice(0, said.length - MOST_SAID);
  });
  const uri = `${folderUri}/sentinel.ts`;
  const textDocument = { uri, languageId: 'typescript', version: 1, text: SENTINEL };
  server.client.notify('textDocument/didOpen', { textDocument });
  const probe = new Probe(server, uri);
  await probe.learn();
  const messages = fuzzMessages({ numbers: seededNumbers(seed), folderUri });
  let batch: FuzzMessage[] = [];
  for (let count = 1; count <= MESSAGES[size] && !tally.hopeless; count++) {
    const message = messages.next().value;
    batch.push(message);
    if (message.id !== undefined) unanswered.set(message.id, message.json);
    server.client.sendRaw(frame(message.json));
    tally.add('messages');
    if (count % BETWEEN_PROBES > 0) continue;
    const startedMs = performance.now();
    const wrong = await within(probe.ask(count / BETWEEN_PROBES), answerWithinMs);
    tally.add('probes');
    tally.most('slowestProbeMs', performance.now() - startedMs);
    if (wrong !== undefined) {
      const ended = await within(server.exit, answerWithinMs);
      const problem = wrong === LATE ? `no answer within ${answerWithinMs} ms` : wrong;
      const end = ended === LATE ? '' : `; it ended with ${ended}: ${server.standardError}\n${said.join('\n')}`;
      tally.fail(`after message ${count}: ${problem}${end}\n${described(batch)}`);
      if (ended !== LATE) return;
    }
    batch = [];
    if (count % 2000 === 0) say(`${count} messages, ${Math.round((server.memory()?.rssBytes ?? 0) / 1e6)} MB`);
  }
  await settle(unanswered, answerWithinMs * 5);
  for (const json of unanswered.values()) tally.fail(`never answered: ${json.slice(0, 300)}`);
  const { rssBytes = 0, peakBytes = 0 } = server.memory() ?? {};
  tally.set('rssMB', rssBytes / 1e6);
  tally.set('peakMB', peakBytes / 1e6);
  if (peakBytes > MOST_PEAK_BYTES) tally.fail(`the server took ${Math.round(peakBytes / 1e6)} MB`);
  await late(server, tally, answerWithinMs);
}

/** Messages after `shutdown`: each request is still answered, and `exit` ends the process. */
async function late(server: ServerProcess, tally: Tally, answerWithinMs: number): Promise<void> {
  const { client } = server;
  const patientMs = answerWithinMs * 5;
  if ((await within(client.request('shutdown').catch(String), patientMs)) === LATE) tally.fail('shutdown: no answer');
  const requests = ['shutdown', METHODS.stats, METHODS.optimize, METHODS.triggers, 'textDocument/hover'];
  client.notify('textDocument/didOpen', {
    textDocument: { uri: 'file:///z.ts', languageId: '', version: 1, text: 'x' },
  });
  for (const method of requests) {
    const params = { query: 'walrus', text: 'fix bug', textDocument: { uri: 'file:///z.ts' }, position: {} };
    const answer = await within(client.request(method, params).catch(String), answerWithinMs);
    if (answer === LATE) tally.fail(`${method} after shutdown: no answer`);
  }
  client.notify('exit');
  const exited = await within(server.exit, patientMs);
  if (exited !== 0) tally.fail(`exit after shutdown ended with ${String(exited)}`);
  if (exited === LATE) await server.kill();
  if (server.standardError !== '') tally.fail(`written to standard error: ${server.standardError.slice(-2000)}`);
}

async function settle(unanswered: ReadonlyMap<string, string>, mostMs: number): Promise<void> {
  const endMs = performance.now() + mostMs;
  while (unanswered.size > 0 && performance.now() < endMs) await delay(50);
}

const described = (batch: readonly FuzzMessage[]) =>
  batch.map(({ json }) => `      ${json.length > 400 ? `${json.slice(0, 400)}… (${json.length})` : json}`).join('\n');

/** Questions whose right answers were learned before the first strange message. */
class Probe {
  readonly #server: ServerProcess;
  readonly #uri: string;
  #analysis: unknown;
  #hover: unknown;

  constructor(server: ServerProcess, uri: string) {
    this.#server = server;
    this.#uri = uri;
  }

  async learn(): Promise<void> {
    this.#analysis = await this.#analyze();
    this.#hover = await this.#hoverAt();
    const pack = await this.#pack();
    if (this.#hover === null || !pack.text.includes('sentinelWalrus')) throw new Error('the sentinel is not seen');
  }

  /** What is wrong with an answer; undefined when nothing is. */
  async ask(turn: number): Promise<string | undefined> {
    try {
      if (turn % 3 === 0) {
        const { text } = await this.#pack();
        return text.includes('const sentinelWalrus = 1') ? undefined : 'the sentinel is not in the pack';
      }
      if (turn % 3 === 1)
        return isDeepStrictEqual(await this.#analyze(), this.#analysis) ? undefined : 'the analysis differs';
      return isDeepStrictEqual(await this.#hoverAt(), this.#hover) ? undefined : 'the hover differs';
    } catch (error) {
      return `a sound request failed: ${String(error)}`;
    }
  }

  #analyze(): Promise<unknown> {
    return this.#server.client.request(METHODS.analysis, { textDocument: { uri: this.#uri } });
  }

  #hoverAt(): Promise<unknown> {
    const at = { textDocument: { uri: this.#uri }, position: { line: 0, character: 17 } };
    return this.#server.client.request('textDocument/hover', at);
  }

  #pack(): Promise<OptimizeResult> {
    return this.#server.client.request(METHODS.optimize, { query: 'sentinelWalrus', cache: 'none', budget: 2000 });
  }
}
