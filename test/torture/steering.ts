import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { METHODS, type OptimizeResult } from '../../shared/src/protocol.ts';
import type { LockResult } from '../../shared/src/lockProtocol.ts';
import { DEFAULT_TRIGGERS } from '../../server/src/engine/triggers/defaultRules.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { githubToken } from '../helpers/samples.ts';
import { runCommand } from '../helpers/serveWorker.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions, type Size } from './campaign.ts';
import { ModelEditor } from './editor.ts';
import { besideFresh, firstDifference } from './freshServer.ts';
import { mutated, pick, strangeText, type Numbers } from './fuzzValues.ts';
import { LATE, within, type ServerProcess } from './serverProcess.ts';

const ROUNDS: Readonly<Record<Size, number>> = { short: 40, usual: 1000, long: 10_000 };
/** One round in so many asks the command line, too, and one a server that starts now. */
const ROUNDS_A_COMMAND = 10;
const ROUNDS_A_COMPARISON = 20;
const MOST_BYTES = 1_500_000;
const QUESTION = {
  query: 'where is the walrus fed, and who fixes the bug?',
  budget: 2000,
  format: 'markdown',
  compaction: 'lossless',
  cache: 'none',
} as const;
/** The organisation lets it out nowhere, whatever the workspace says. */
const VAULTED = ['zebra', 'fish'].join('');
const TOKEN = githubToken(77);

const FILES = {
  'src/walrus.ts': `// The walrus is fed here.\nexport const token = '${TOKEN}';\n`,
  'docs/bug.md': '# How to fix the bug\n\nAsk the walrus.\n',
  'vault/plan.ts': `// The walrus plan: ${VAULTED}\n`,
};
const CONFIG = {
  budget: 2000,
  model: 'gpt-4o',
  format: 'markdown',
  compaction: 'lossless',
  exclude: ['dist/**', '*.log'],
  secrets: { allow: ['0123456789abcdef'], personalData: true },
};
const POLICY = {
  highestLevel: 'sensitive',
  levels: [{ glob: 'vault/**', level: 'public' }],
  markers: [{ text: 'Acme only', level: 'classified' }],
  neverInclude: ['*.pem'],
};
const IGNORE = 'dist/\n*.log\n!keep.log\n/docs/**/x\n[a-z]*.tmp\n';
const RULES = '.winnow/triggers.yaml';
/** Changed files are gathered before they are read. */
const RULES_READ_MS = 1000;
const EXIT_CODES: ReadonlySet<number | null> = new Set([0, 1, 2, 3]);

/** Files by which a workspace steers Winnow, broken in every way, under a server and the command line. */
export const steering: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- steering --seed ${options.seed}`);
  const folder = temporaryFolder(FILES);
  const home = temporaryFolder({ 'organisation.json': JSON.stringify({ neverInclude: ['vault/**'] }) });
  const environment = { WINNOW_POLICY: join(home.path, 'organisation.json') };
  const editor = new ModelEditor(folder.path, home.path, { environment });
  try {
    await editor.start();
    await new Steering({ options, tally, editor, environment }).run();
    const { peakBytes = 0 } = editor.server.memory() ?? {};
    tally.set('peakMB', peakBytes / 1e6);
    const exited = await editor.server.stop(options.answerWithinMs);
    if (exited !== 0) tally.fail(`the server ended with ${exited}: ${editor.server.standardError}`);
  } finally {
    await editor.kill();
    folder.remove();
    home.remove();
  }
  return tally.outcome();
};

interface SteeringOptions {
  readonly options: CampaignOptions;
  readonly tally: Tally;
  readonly editor: ModelEditor;
  readonly environment: Readonly<Record<string, string>>;
}

class Steering {
  readonly #o: SteeringOptions;
  readonly #numbers: Numbers;
  #lock = '{}';

  constructor(options: SteeringOptions) {
    this.#o = options;
    this.#numbers = seededNumbers(options.options.seed);
  }

  async run(): Promise<void> {
    const { options, tally, editor } = this.#o;
    this.#lock = (await editor.server.client.request<LockResult>(METHODS.lock, QUESTION)).lock;
    for (let round = 0; round < ROUNDS[options.size] && !tally.hopeless; round++) {
      const what = this.#breakOne();
      const where = `round ${round} (${what})`;
      await this.#askServer(where);
      if (round % ROUNDS_A_COMMAND === 0) await this.#askCommand(where);
      if (round % ROUNDS_A_COMPARISON === 0) await this.#compare(where);
      tally.add('rounds');
      if (round % 500 === 499) options.say(`${round + 1} rounds`);
    }
  }

  /** Gives one of the files another content, or puts something else in its place. */
  #breakOne(): string {
    const { editor, tally } = this.#o;
    const [path, text] = pick(this.#numbers, this.#samples());
    const absolute = join(editor.folder, path);
    rmSync(absolute, { recursive: true, force: true });
    mkdirSync(dirname(absolute), { recursive: true });
    const kind = this.#numbers(20);
    tally.add(kind < 4 ? 'no files' : 'contents');
    if (kind === 0) mkdirSync(absolute);
    else if (kind === 1) symlinkSync('/dev/zero', absolute);
    else if (kind === 2) execFileSync('mkfifo', [absolute]);
    else if (kind > 3) {
      const open = editor.open.has(path) ? editor.open.get(path) : this.#numbers(6) === 0 && editor.openFile(path);
      editor.write(path, text());
      if (open && this.#numbers(2) === 0) editor.edit(open, [{ text: text() }]);
      else if (open) editor.close(path);
      return `${path}: ${JSON.stringify(editor.onDisk(path).slice(0, 80))}`;
    }
    // Told as of any change: a watcher knows no more.
    editor.server.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: editor.uriOf(path), type: 2 }] });
    return `${path}: ${['a folder', 'a link', 'a pipe', 'nothing'][kind] ?? ''}`;
  }

  #samples(): readonly (readonly [path: string, text: () => string])[] {
    const json = (value: unknown) => () => this.#garbled(mutated(this.#numbers, value));
    return [
      [RULES, () => this.#garbled(DEFAULT_TRIGGERS)],
      ['.winnow/config.json', json(CONFIG)],
      ['.winnow/policy.json', json(POLICY)],
      ['winnow.lock.json', json(JSON.parse(this.#lock))],
      ['.gitignore', () => this.#garbled(IGNORE)],
      ['docs/.winnowignore', () => this.#garbled(IGNORE)],
    ];
  }

  /** Cut, spliced, repeated, or left as it is. */
  #garbled(text: string): string {
    const numbers = this.#numbers;
    const at = numbers(text.length + 1);
    const kind = numbers(12);
    if (kind < 3) return text;
    if (kind < 5) return text.slice(0, at);
    if (kind === 5) return text.slice(at);
    if (kind === 6) return (text + '\n').repeat(1 + numbers(40)).slice(0, MOST_BYTES);
    if (kind === 7) return text.slice(0, at) + '- &a [*a, *a]\n'.repeat(1 + numbers(2000)) + text.slice(at);
    if (kind === 8) return text.slice(0, at) + ' '.repeat(numbers(MOST_BYTES)) + text.slice(at);
    return text.slice(0, at) + strangeText(numbers).toWellFormed() + text.slice(at + numbers(20));
  }

  async #askServer(where: string): Promise<void> {
    const { editor, tally, options } = this.#o;
    const { client } = editor.server;
    const lock = this.#numbers(3) === 0 ? this.#garbled(mutated(this.#numbers, JSON.parse(this.#lock))) : undefined;
    const asked = [
      client.request<OptimizeResult>(METHODS.optimize, QUESTION),
      ...(lock === undefined ? [] : [client.request(METHODS.checkLock, { lock })]),
      ...[...editor.open.values()].flatMap(({ uri }) => [
        client.request('textDocument/diagnostic', { textDocument: { uri } }),
        client.request('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 3 } }),
        client.request(METHODS.triggers, { textDocument: { uri } }),
      ]),
    ];
    const replies = await within(Promise.allSettled(asked), 5 * options.answerWithinMs);
    tally.add('questions', asked.length);
    if (replies === LATE) return tally.fail(`${where}: no answer`);
    for (const reply of replies) {
      const told = JSON.stringify(reply.status === 'fulfilled' ? reply.value : String(reply.reason));
      if (told.includes(VAULTED)) tally.fail(`${where}: a reply shows what the organisation holds back`);
      if (told.includes(TOKEN)) tally.fail(`${where}: a reply shows a secret`);
      if (reply.status === 'rejected' && /TypeError|RangeError|ReferenceError|undefined|-32603/.test(told))
        tally.fail(`${where}: ${told}`);
    }
    const [pack] = replies;
    if (pack?.status === 'rejected') tally.fail(`${where}: no pack: ${String(pack.reason)}`);
    else if (pack && (pack.value as OptimizeResult).tokens > QUESTION.budget) tally.fail(`${where}: over the budget`);
  }

  async #askCommand(where: string): Promise<void> {
    const { editor, tally, environment } = this.#o;
    const command = pick(this.#numbers, [
      ['optimize', '--query', QUESTION.query],
      ['lock'],
      ['doctor'],
      ['triggers', '--text', 'fix bug'],
      ['scan'],
      ['stats'],
    ]);
    const args = [...command, '--workspace', editor.folder];
    const { code, stdout, stderr } = await runCommand({ args, home: editor.home, environment });
    tally.add('commands');
    if (!EXIT_CODES.has(code)) tally.fail(`${where}: winnow ${args[0]} ended with ${code}: ${stderr}`);
    if (/^\s+at .*:\d+:\d+/m.test(stderr)) tally.fail(`${where}: winnow ${args[0]} shows a stack: ${stderr}`);
    if ((stdout + stderr).includes(VAULTED)) tally.fail(`${where}: winnow ${args[0]} shows what is held back`);
    if ((stdout + stderr).includes(TOKEN)) tally.fail(`${where}: winnow ${args[0]} shows a secret`);
  }

  /** Of broken rules those before stay in force, which a server that starts now cannot know: sound ones come first. */
  async #compare(where: string): Promise<void> {
    const { editor, tally, options } = this.#o;
    for (const path of editor.open.keys()) editor.close(path);
    rmSync(join(editor.folder, RULES), { recursive: true, force: true });
    editor.write(RULES, DEFAULT_TRIGGERS);
    await delay(RULES_READ_MS);
    const ask = ({ client }: ServerProcess) => client.request<OptimizeResult>(METHODS.optimize, QUESTION);
    const both = await besideFresh(editor, ask, 10 * options.answerWithinMs);
    tally.add('packs compared');
    if (both === LATE) return tally.fail(`${where}: no pack`);
    const [known, fresh] = both;
    if (known.text !== fresh.text) tally.fail(`${where}: the packs differ\n${firstDifference(known.text, fresh.text)}`);
  }
}
