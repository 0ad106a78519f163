import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { METHODS, type ExplainResult, type OptimizeResult } from '../../shared/src/protocol.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions, type Size } from './campaign.ts';
import { hostileTree } from './hostileTree.ts';
import { LATE, ServerProcess, within } from './serverProcess.ts';

const CROWD: Readonly<Record<Size, number>> = { short: 300, usual: 5000, long: 100_000 };
const CHECKED_OUT: Readonly<Record<Size, number>> = { short: 200, usual: 5000, long: 5000 };
const CHECKOUTS: Readonly<Record<Size, number>> = { short: 2, usual: 8, long: 30 };
const QUESTIONS = ['where is the walrus?', 'handler 417 of the queue', 'crowd n42', 'names of the deep file'];
const WATCHING = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
const MOST_PEAK_BYTES: Readonly<Record<Size, number>> = { short: 700e6, usual: 700e6, long: 1500e6 };
/** How long the first question may take, for which everything is read. */
const INDEXING_MS = 120_000;
const SHRINKING = 'shrinking.ts';

/** Files that break programs, and thousands that change at once. */
export const files: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- files --seed ${options.seed}`);
  const folder = temporaryFolder();
  const homes = [temporaryFolder(), temporaryFolder(), temporaryFolder()] as const;
  try {
    await hostile(options, tally, { folder: folder.path, home: homes[0].path });
    await storms(options, tally, { folder: folder.path, home: homes[1].path, freshHome: homes[2].path });
  } finally {
    folder.remove();
    for (const home of homes) home.remove();
  }
  return tally.outcome();
};

interface Places {
  readonly folder: string;
  readonly home: string;
}

const pack = (server: ServerProcess, query: string) =>
  server.client.request<OptimizeResult>(METHODS.optimize, { query, budget: 4000, cache: 'none' });

async function hostile({ size, say }: CampaignOptions, tally: Tally, { folder, home }: Places): Promise<void> {
  const root = join(folder, 'hostile');
  mkdirSync(root);
  const { read, skipped } = hostileTree({ folder: root, crowd: CROWD[size] });
  tally.set('files', read.length + skipped.size + CROWD[size]);
  const server = new ServerProcess({ home });
  await server.greet(root, { capabilities: WATCHING });
  const stop = changeWhileRead(join(root, SHRINKING));
  const first = await within(pack(server, 'where is the walrus?').catch(String), INDEXING_MS);
  stop();
  if (first === LATE || typeof first === 'string') tally.fail(`no pack of the hostile folder: ${String(first)}`);
  else await account({ server, tally, read, skipped, result: first });
  noteEnd(server, tally, size);
  await server.stop(5000);
  say('hostile folder done');
  rmSync(root, { recursive: true });
}

interface Account {
  readonly server: ServerProcess;
  readonly tally: Tally;
  readonly read: readonly string[];
  readonly skipped: ReadonlyMap<string, string>;
  readonly result: OptimizeResult;
}

/** Every file is either read or told of, with the right reason. */
async function account({ server, tally, read, skipped, result }: Account): Promise<void> {
  const told = new Map(result.filesSkipped.map(({ path, reason }) => [path, reason]));
  for (const [path, reason] of skipped) {
    tally.add('skips expected');
    if (told.get(path) !== reason) tally.fail(`${path} should be skipped as ${reason}, not ${String(told.get(path))}`);
  }
  const unknown = [...told.keys()].filter(
    (path) => !skipped.has(path) && !path.includes('\ufffd') && path !== SHRINKING,
  );
  if (unknown.length > 0) tally.fail(`skipped without reason: ${JSON.stringify(unknown.slice(0, 5))}`);
  const strange = [...told].filter(([path]) => path.includes('\ufffd'));
  tally.set('names that are no UTF-8', strange.length);
  if (strange.length === 0) tally.fail('names that are no UTF-8 were not told of');
  for (const path of read) {
    const { skipped: why } = await server.client.request<ExplainResult>(METHODS.explain, { query: 'walrus', path });
    tally.add('files read');
    if (why) tally.fail(`${JSON.stringify(path)} should be read: ${why.reason}`);
  }
}

/** A file that grows, shrinks and goes while it is read. Returns what ends it. */
function changeWhileRead(path: string): () => void {
  let turn = 0;
  const timer = setInterval(() => {
    turn++;
    // Opening a file for writing cuts it off.
    if (turn % 3 === 0) writeFileSync(path, 'walru');
    else if (turn % 7 === 0) rmSync(path, { force: true });
    else writeFileSync(path, 'walrus\n'.repeat(100_000));
  }, 2);
  writeFileSync(path, 'walrus\n');
  return () => {
    clearInterval(timer);
    writeFileSync(path, 'walrus\n');
  };
}

interface StormPlaces extends Places {
  readonly freshHome: string;
}

/** Branches that differ in every file are checked out in turn, told as an editor tells it, with questions in between. */
async function storms(options: CampaignOptions, tally: Tally, { folder, home, freshHome }: StormPlaces): Promise<void> {
  const { seed, size, say } = options;
  const root = join(folder, 'storm');
  const repository = new Branches(root, CHECKED_OUT[size]);
  const server = new ServerProcess({ home });
  await server.greet(root, { capabilities: WATCHING });
  await within(pack(server, QUESTIONS[0] ?? ''), INDEXING_MS);
  const numbers = seededNumbers(seed);
  for (let count = 0; count < CHECKOUTS[size]; count++) {
    for (const batch of repository.checkOut(count % 2 === 0 ? 'other' : 'main')) {
      server.client.notify('workspace/didChangeWatchedFiles', { changes: batch });
      tally.add('changes told', batch.length);
      if (numbers(4) === 0)
        pack(server, QUESTIONS[numbers(QUESTIONS.length)] ?? '').catch((error) => tally.fail(String(error)));
    }
    tally.add('checkouts');
  }
  const fresh = new ServerProcess({ home: freshHome });
  await fresh.greet(root, { capabilities: WATCHING });
  for (const query of QUESTIONS) {
    const both = await within(Promise.all([pack(server, query), pack(fresh, query)]), INDEXING_MS);
    tally.add('packs compared');
    if (both === LATE) tally.fail(`no pack for ${query}`);
    else if (both[0].text !== both[1].text) tally.fail(`the packs for “${query}” differ`);
    else if (both[0].filesSeen !== both[1].filesSeen)
      tally.fail(`${both[0].filesSeen} files, not ${both[1].filesSeen}`);
  }
  say('storms done');
  noteEnd(server, tally, size);
  for (const one of [server, fresh]) await one.stop(5000);
}

interface Change {
  readonly uri: string;
  readonly type: 1 | 2 | 3;
}

const CHANGES_A_MESSAGE = 500;

/** A repository with two branches that differ in every file, and in which files there are. */
class Branches {
  readonly #root: string;

  constructor(root: string, count: number) {
    this.#root = root;
    mkdirSync(root);
    this.#git('init', '-q', '-b', 'main');
    this.#write('main', count);
    this.#git('checkout', '-q', '-b', 'other');
    this.#git('rm', '-rq', '.');
    this.#write('other', count);
    this.#git('checkout', '-q', 'main');
  }

  /** What a watcher reports of a checkout, in messages. */
  *checkOut(branch: string): Generator<readonly Change[]> {
    const listed = this.#git('diff', '--name-status', '--no-renames', '-z', 'HEAD', branch).split('\0');
    this.#git('checkout', '-q', branch);
    const types: Readonly<Record<string, Change['type']>> = { A: 1, M: 2, D: 3 };
    const changes: Change[] = [{ uri: this.#uri('.git/HEAD'), type: 2 }];
    for (let at = 0; at + 1 < listed.length; at += 2)
      changes.push({ uri: this.#uri(listed[at + 1] ?? ''), type: types[listed[at] ?? ''] ?? 2 });
    for (let at = 0; at < changes.length; at += CHANGES_A_MESSAGE) yield changes.slice(at, at + CHANGES_A_MESSAGE);
  }

  #write(branch: string, count: number): void {
    for (let at = 0; at < count; at++) {
      // A tenth of the files is on one branch alone.
      const folder = join(this.#root, 'src', at % 10 === 0 ? branch : `group${at % 20}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, `handler${at}.ts`),
        `export function handle${at}(queue) {\n  return queue.${branch}(${at});\n}\n`,
      );
    }
    this.#git('add', '-A');
    this.#git('commit', '-q', '-m', `Handlers of ${branch}`);
  }

  #uri(path: string): string {
    return pathToFileURL(join(this.#root, path)).href;
  }

  #git(...args: readonly string[]): string {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.org',
      '-c',
      'commit.gpgsign=false',
      '-c',
      'gc.auto=0',
    ];
    return execFileSync('git', [...identity, ...args], { cwd: this.#root, encoding: 'utf8', maxBuffer: 2 ** 27 });
  }
}

function noteEnd(server: ServerProcess, tally: Tally, size: Size): void {
  const { peakBytes = 0 } = server.memory() ?? {};
  tally.most('peakMB', peakBytes / 1e6);
  if (server.exited !== undefined) tally.fail(`the server ended with ${server.exited}: ${server.standardError}`);
  if (peakBytes > MOST_PEAK_BYTES[size]) tally.fail(`the server took ${Math.round(peakBytes / 1e6)} MB`);
}
