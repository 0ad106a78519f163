import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { METHODS, type OptimizeResult } from '../../shared/src/protocol.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions, type Size } from './campaign.ts';
import { ModelEditor } from './editor.ts';
import { EditSteps } from './editSteps.ts';
import { pick } from './fuzzValues.ts';
import { LATE, within } from './serverProcess.ts';

const MINUTES: Readonly<Record<Size, number>> = { short: 0.06, usual: 2, long: 30 };
const SAMPLES: Readonly<Record<Size, number>> = { short: 3, usual: 8, long: 20 };
/** The share of the samples that warming up takes. */
const WARM_UP = 0.25;
/** Growth of the resident set after warm-up; the short forms are too short to tell it from noise. */
const MOST_GROWTH: Readonly<Record<Size, number>> = { short: Infinity, usual: 0.15, long: 0.05 };
/** What may be under way at the moment of a look: a timer of diagnostics, a message; at first, files that are opened late. */
const SLACK: Readonly<Record<Size, number>> = { short: 12, usual: 2, long: 2 };
const REST_MS: Readonly<Record<Size, number>> = { short: 500, usual: 2000, long: 7000 };
const FILES = 400;
const STORM_FILES = 150;
const OPEN_PATHS = ['a.ts', 'b.py', 'docs/c.md', 'd.yaml', '.winnow/triggers.yaml', 'f.txt'];
const QUESTIONS = ['fix the bug of the walrus', 'handler 17', 'class A error handling', 'where is the queue drained?'];

/** Hours of an editor's day in minutes: nothing may pile up. */
export const soak: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- soak --seed ${options.seed}`);
  const folder = temporaryFolder({ 'a.ts': 'export const walrus = 1;\n' });
  const home = temporaryFolder();
  const report = join(home.path, 'report.jsonl');
  writeFileSync(report, '');
  const editor = new ModelEditor(folder.path, home.path, {
    execArgv: ['--expose-gc', '--require', join(REPOSITORY, 'test', 'torture', 'inspect.cjs')],
    environment: { WINNOW_TORTURE_REPORT: report },
  });
  try {
    await editor.start();
    await new Soak(options, tally, editor, report).run();
    const exited = await editor.server.stop(5000);
    if (exited !== 0) tally.fail(`the server ended with ${exited}: ${editor.server.standardError}`);
  } finally {
    await editor.kill();
    folder.remove();
    home.remove();
  }
  return tally.outcome();
};

/** One thread at one moment. */
interface ThreadLook {
  readonly threadId: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly listeners: number;
  readonly descriptors: number;
}

class Soak {
  readonly #options: CampaignOptions;
  readonly #tally: Tally;
  readonly #editor: ModelEditor;
  readonly #report: string;
  readonly #steps: EditSteps;
  readonly #numbers: (limit: number) => number;
  readonly #asked = new Set<Promise<void>>();

  constructor(options: CampaignOptions, tally: Tally, editor: ModelEditor, report: string) {
    this.#options = options;
    this.#tally = tally;
    this.#editor = editor;
    this.#report = report;
    this.#numbers = seededNumbers(options.seed);
    this.#steps = new EditSteps(editor, this.#numbers, OPEN_PATHS);
  }

  async run(): Promise<void> {
    const { size, say } = this.#options;
    this.#storm(FILES);
    const workMs = (MINUTES[size] * 60_000) / SAMPLES[size];
    const looks: (readonly ThreadLook[])[] = [];
    for (let sample = 0; sample < SAMPLES[size]; sample++) {
      await this.#work(workMs);
      looks.push(await this.#look());
      const [main] = looks.at(-1) ?? [];
      say(`${sample + 1}/${SAMPLES[size]}: ${Math.round((main?.rssBytes ?? 0) / 1e6)} MB`);
    }
    this.#judge(looks.slice(Math.floor(SAMPLES[size] * WARM_UP)));
  }

  async #work(forMs: number): Promise<void> {
    const endMs = performance.now() + forMs;
    while (performance.now() < endMs && !this.#tally.hopeless) {
      const kind = this.#numbers(200);
      if (kind === 0) this.#storm(STORM_FILES);
      else if (kind < 12) await this.#ask();
      else {
        this.#steps.step();
        this.#tally.add('steps');
      }
      if (kind % 10 === 0) await delay(5);
    }
    await within(Promise.all(this.#asked), 60_000);
  }

  /** Somebody else writes many files at once: a checkout, a build. */
  #storm(count: number): void {
    for (let at = 0; at < count; at++) {
      const file = this.#numbers(FILES);
      const words = Array.from({ length: 30 }, () => `word${this.#numbers(500)}`).join(' ');
      this.#editor.write(
        `src/group${file % 10}/handler${file}.ts`,
        `export function handle${file}() {\n  // ${words}\n}\n`,
      );
    }
    this.#tally.add('storms');
  }

  /** Asks, sometimes without waiting, sometimes taking the question back. */
  async #ask(): Promise<void> {
    const { client } = this.#editor.server;
    const cancelled = this.#numbers(5) === 0;
    const params = { query: pick(this.#numbers, QUESTIONS), budget: 2000, cache: pick(this.#numbers, ['all', 'none']) };
    const { id, result } = client.start<OptimizeResult>(METHODS.optimize, params);
    if (cancelled) client.cancel(id);
    const answered = result.then(
      () => this.#tally.add('questions'),
      (error: unknown) => {
        if (!cancelled) this.#tally.fail(`a question failed: ${String(error)}`);
      },
    );
    this.#asked.add(answered);
    void answered.finally(() => this.#asked.delete(answered));
    if (this.#numbers(3) > 0 && (await within(answered, 30_000)) === LATE)
      this.#tally.fail('a question was not answered');
  }

  /** What each thread holds once it rests, the main one first. */
  async #look(): Promise<readonly ThreadLook[]> {
    const { size } = this.#options;
    await delay(REST_MS[size]);
    const before = this.#lines().length;
    this.#editor.server.process.kill('SIGUSR2');
    await delay(REST_MS[size]);
    const looks = this.#lines()
      .slice(before)
      .filter((line): line is ThreadLook => 'threadId' in line);
    return looks.sort((a, b) => a.threadId - b.threadId);
  }

  #lines(): readonly object[] {
    return readFileSync(this.#report, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object);
  }

  #judge(looks: readonly (readonly ThreadLook[])[]): void {
    for (const line of this.#lines()) if ('unhandledRejection' in line) this.#tally.fail(JSON.stringify(line));
    const [first = [], last = []] = [looks[0], looks.at(-1)];
    if (first.length < 2) this.#tally.fail(`${first.length} threads reported`);
    if (last.length !== first.length) this.#tally.fail(`${last.length} threads, ${first.length} at first`);
    for (const [at, thread] of last.entries())
      this.#judgeThread(at === 0 ? 'main' : 'worker', first[at] ?? thread, thread);
    const rss = looks.map(([main]) => main?.rssBytes ?? 0);
    const growth = median(rss.slice(-3)) / median(rss.slice(0, 3)) - 1;
    this.#tally.set('rssMB', (rss.at(-1) ?? 0) / 1e6);
    this.#tally.set('rssGrowthPercent', 100 * growth);
    if (growth > MOST_GROWTH[this.#options.size])
      this.#tally.fail(`the resident set grew by ${Math.round(100 * growth)} %`);
  }

  #judgeThread(name: string, first: ThreadLook, last: ThreadLook): void {
    const names = new Set([...Object.keys(first.resources), ...Object.keys(last.resources)]);
    for (const resource of names)
      this.#constant(`${name}: ${resource}`, first.resources[resource] ?? 0, last.resources[resource] ?? 0);
    this.#constant(`${name}: listeners`, first.listeners, last.listeners);
    this.#constant(`${name}: descriptors`, first.descriptors, last.descriptors);
    this.#tally.set(`${name}: heapMB`, last.heapBytes / 1e6);
  }

  #constant(what: string, first: number, last: number): void {
    this.#tally.set(what, last);
    if (last > first + SLACK[this.#options.size]) this.#tally.fail(`${what}: ${last}, ${first} after warm-up`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
