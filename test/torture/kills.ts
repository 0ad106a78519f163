import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../../server/src/cache/migrate.ts';
import { METHODS, type FeedbackResult, type OptimizeResult, type StatsResult } from '../../shared/src/protocol.ts';
import { requireComponent } from '../helpers/components.ts';
import { indexersOf } from '../helpers/indexers.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { startPostgres, type TestPostgres } from '../helpers/postgres.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { runCommand } from '../helpers/serveWorker.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions, type Size } from './campaign.ts';
import { ModelEditor } from './editor.ts';
import { pick } from './fuzzValues.ts';
import { LATE, within } from './serverProcess.ts';

const MINUTES: Readonly<Record<Size, number>> = { short: 0.15, usual: 2, long: 10 };
/** Together more than a server indexes without a process of its own for it. */
const FILES = 2400;
/** A question after a restart waits for the index. */
const ANSWER_WITHIN_MS = 30_000;
const QUESTIONS = [
  'where is the queue drained',
  'handler 17',
  'retry of a failed upload',
  'who closes the session',
  'walrus',
];
const TOPICS = ['queue drained', 'upload failed retry', 'session closed', 'walrus counted', 'handler registered'];

/** Server, its indexing process, Redis and PostgreSQL are killed at random while questions are asked and files change. */
export const kills: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- kills --seed ${options.seed}`);
  const [redisProgram, postgresProgram] = [await requireComponent('redis-server'), await requireComponent('postgres')];
  if (!('path' in redisProgram) || !('path' in postgresProgram)) throw new Error('it needs redis-server and postgres');
  const numbers = seededNumbers(options.seed);
  const folder = temporaryFolder(
    Object.fromEntries(Array.from({ length: FILES }, (_, n) => [pathOf(n), content(numbers, n)])),
  );
  const home = temporaryFolder();
  const stores = { redis: await startRedis(redisProgram.path), postgres: await startPostgres(postgresProgram.path) };
  const environment = {
    WINNOW_REDIS_URL: stores.redis.url,
    WINNOW_POSTGRES_URL: stores.postgres.url,
    WINNOW_TEAM_KEY: ['a key that the', 'whole team has'].join(' '),
  };
  const editor = new ModelEditor(folder.path, home.path, { environment });
  try {
    await migrate({ url: stores.postgres.url, folder: join(REPOSITORY, 'server', 'src', 'cache', 'schema') });
    await editor.start();
    const campaign = new Kills({ options, numbers, tally, editor, stores, environment });
    await campaign.run();
    await campaign.judge();
  } finally {
    await editor.kill();
    await stores.redis.stop();
    await stores.postgres.stop();
    folder.remove();
    home.remove();
  }
  return tally.outcome();
};

interface Stores {
  readonly redis: TestRedis;
  readonly postgres: TestPostgres;
}

interface KillsOptions {
  readonly options: CampaignOptions;
  readonly numbers: (limit: number) => number;
  readonly tally: Tally;
  readonly editor: ModelEditor;
  readonly stores: Stores;
  readonly environment: Readonly<Record<string, string>>;
}

class Kills {
  readonly #options: CampaignOptions;
  readonly #tally: Tally;
  readonly #editor: ModelEditor;
  readonly #stores: Stores;
  readonly #numbers: (limit: number) => number;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #latenciesMs: number[] = [];
  /** What the server said it had recorded; saying the same again teaches nothing. */
  readonly #pins = new Set<string>();

  constructor({ options, numbers, tally, editor, stores, environment }: KillsOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#numbers = numbers;
    this.#tally = tally;
    this.#editor = editor;
    this.#stores = stores;
  }

  async run(): Promise<void> {
    const startMs = performance.now();
    const endMs = startMs + MINUTES[this.#options.size] * 60_000;
    let toldMs = startMs;
    while (performance.now() < endMs && !this.#tally.hopeless) {
      await this.#step(this.#numbers(100));
      if (performance.now() < toldMs + 60_000) continue;
      toldMs = performance.now();
      this.#options.say(`${Math.round((toldMs - startMs) / 60_000)} min`);
    }
  }

  async #step(kind: number): Promise<void> {
    if (kind < 60) await this.#ask();
    else if (kind < 76) this.#write(this.#numbers(FILES));
    else if (kind < 82) await this.#pin();
    else if (kind < 86) await this.#killServer();
    else if (kind < 89) await this.#killHelpers();
    else if (kind < 93) await this.#down('redis');
    else if (kind < 97) await this.#down('postgres');
    else await this.#freezeRedis();
  }

  #write(file: number): void {
    this.#editor.write(pathOf(file), content(this.#numbers, file));
    this.#tally.add('writes');
  }

  /** Asks, and compares what the pack shows with what the files hold. */
  async #ask(): Promise<void> {
    const { client } = this.#editor.server;
    const query = pick(this.#numbers, QUESTIONS);
    const params = { query, budget: 1500, format: 'json', compaction: 'none' } as const;
    const startMs = performance.now();
    const answer = await within(
      client.request<OptimizeResult>(METHODS.optimize, params).catch((error: unknown) => String(error)),
      ANSWER_WITHIN_MS,
    );
    this.#tally.add('questions');
    if (answer === LATE) this.#tally.fail('a question was not answered');
    else if (typeof answer === 'string') this.#tally.fail(`a question failed: ${answer}`);
    else {
      this.#latenciesMs.push(performance.now() - startMs);
      this.#tally.add(`from ${answer.cacheLevel}`);
      this.#compare(answer);
    }
  }

  #compare({ text, tokens, budget, chunks }: OptimizeResult): void {
    if (tokens > budget || tokens === 0) this.#tally.fail(`a pack of ${tokens} tokens`);
    const shown = (JSON.parse(text) as { chunks: (ShownChunk | null)[] }).chunks.filter((one) => one !== null);
    if (shown.length !== chunks.length) this.#tally.fail(`${shown.length} blocks for ${chunks.length} chunks`);
    for (const [at, one] of shown.entries()) {
      if (chunks[at]?.shownLines || chunks[at]?.contextLines) continue;
      const lines = this.#editor
        .onDisk(one.path)
        .split('\n')
        .slice(one.startLine - 1, one.endLine);
      if (one.text.trimEnd() !== lines.join('\n').trimEnd())
        this.#tally.fail(`${one.path}:${one.startLine} is not what the file holds`);
    }
    this.#tally.add('blocks compared', shown.length);
  }

  async #pin(): Promise<void> {
    const chunks = [{ path: pathOf(this.#numbers(FILES)) }];
    const params = { kind: 'pin', query: pick(this.#numbers, QUESTIONS), chunks };
    const answer = this.#editor.server.client.request<FeedbackResult>(METHODS.feedback, params);
    const told = await within(answer, ANSWER_WITHIN_MS);
    if (told === LATE || !told.recorded) this.#tally.fail(`feedback: ${JSON.stringify(told)}`);
    else this.#pins.add(`${params.query} ${params.chunks[0]?.path}`);
  }

  /** In the middle of a question, and starts it again as a client does. */
  async #killServer(): Promise<void> {
    const { client } = this.#editor.server;
    const params = { query: pick(this.#numbers, QUESTIONS), budget: 1500, cache: 'none' };
    client.request(METHODS.optimize, params).catch(() => {});
    await delay(this.#numbers(300));
    await this.#editor.server.kill();
    await this.#editor.start();
    this.#tally.add('server killed');
  }

  /** The process that indexes, while a question waits for the index; sometimes the one in its place, too. */
  async #killHelpers(): Promise<void> {
    await this.#editor.server.stop(ANSWER_WITHIN_MS);
    // Neither this disk nor the team's stores have the index then.
    const args = ['cache', 'clear', '--team', '--workspace', this.#editor.folder];
    await runCommand({ args, home: this.#editor.home, environment: this.#environment });
    rmSync(join(this.#editor.home, 'index'), { recursive: true, force: true });
    await this.#editor.start();
    const asked = this.#ask();
    for (let count = 1 + this.#numbers(3); count > 0; count--) await this.#killHelper(asked);
    await asked;
  }

  async #killHelper(asked: Promise<void>): Promise<void> {
    let isAnswered = false;
    void asked.then(() => (isAnswered = true));
    const { pid } = this.#editor.server.process;
    for (let child = indexersOf(pid)[0]; !isAnswered; child = indexersOf(pid)[0]) {
      await delay(this.#numbers(60));
      if (child === undefined) continue;
      try {
        process.kill(child, 'SIGKILL');
        this.#tally.add('indexing process killed');
      } catch {
        // It was done before.
      }
      return;
    }
  }

  async #down(store: keyof Stores): Promise<void> {
    await this.#stores[store].crash();
    for (let asked = this.#numbers(6); asked > 0; asked--) await this.#ask();
    await this.#stores[store].restart();
    this.#tally.add(`${store} killed`);
  }

  async #freezeRedis(): Promise<void> {
    this.#stores.redis.freeze();
    for (let asked = this.#numbers(6); asked > 0; asked--) await this.#ask();
    this.#stores.redis.thaw();
    this.#tally.add('redis frozen');
  }

  /** What must be true when all is over: nothing lost, nothing left behind. */
  async judge(): Promise<void> {
    await this.#ask();
    const { learned, persistedIndex } = await this.#editor.server.client.request<StatsResult>(METHODS.stats);
    this.#tally.set('pins recorded', this.#pins.size);
    if ((learned?.feedback.pin ?? 0) < this.#pins.size)
      this.#tally.fail(`${this.#pins.size} pins were recorded, ${learned?.feedback.pin ?? 0} are known`);
    if (persistedIndex && persistedIndex.broken > 0) this.#tally.fail('the index that is kept was damaged');
    const exited = await this.#editor.server.stop(10_000);
    if (exited !== 0) this.#tally.fail(`the server ended with ${exited}: ${this.#editor.server.standardError}`);
    await this.#judgeTrail();
    const left = processesOf(this.#editor.home);
    if (left.length > 0) this.#tally.fail(`processes that are left: ${left.join(', ')}`);
    const files = readdirSync(this.#editor.home, { recursive: true, encoding: 'utf8' });
    const locks = files.filter((path) => path.endsWith('.lock'));
    if (locks.length > 0) this.#tally.fail(`locks that are left: ${locks.join(', ')}`);
    this.#tally.set('half-written files left', files.filter((path) => path.endsWith('.tmp')).length);
    const latencies = this.#latenciesMs.toSorted((a, b) => a - b);
    this.#tally.set('p50Ms', latencies[Math.floor(latencies.length / 2)] ?? 0);
    this.#tally.set('p99Ms', latencies[Math.floor(latencies.length * 0.99)] ?? 0);
  }

  async #judgeTrail(): Promise<void> {
    const args = ['audit', 'verify', '--workspace', this.#editor.folder];
    const { code, stdout } = await runCommand({ args, home: this.#editor.home, environment: {} });
    if (code !== 0) this.#tally.fail(`the audit trail: ${stdout}`);
  }
}

const pathOf = (file: number): string => `src/part${file % 9}/handler${file}.ts`;

function content(numbers: (limit: number) => number, file: number): string {
  const lines = Array.from({ length: 20 }, () => `  // ${pick(numbers, TOPICS)} ${numbers(1000)}`);
  return `export function handle${file}() {\n${lines.join('\n')}\n}\n`;
}

interface ShownChunk {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** Processes, zombies among them, that were started with this data folder. */
function processesOf(home: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`WINNOW_HOME=${home}`);
    } catch {
      return false;
    }
  });
}
