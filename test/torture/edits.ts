import { isDeepStrictEqual } from 'node:util';
import { METHODS, type AnalysisResult, type OptimizeResult } from '../../shared/src/protocol.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions, type Size } from './campaign.ts';
import { ModelEditor } from './editor.ts';
import { EditSteps } from './editSteps.ts';
import type { Numbers } from './fuzzValues.ts';
import { besideFresh, firstDifference } from './freshServer.ts';
import { LATE, within, type ServerProcess } from './serverProcess.ts';

const SEQUENCES: Readonly<Record<Size, number>> = { short: 12, usual: 1000, long: 5000 };
const STEPS = 50;
const PATHS = ['a.ts', 'b.py', 'docs/c.md', 'd.yaml', 'src/e.ts', 'f.txt'];
/** One sequence in so many has a crash in its middle. */
const SEQUENCES_A_CRASH = 10;
/** One sequence in so many ends with packs that a fresh server must give, too. */
const SEQUENCES_A_PACK = 20;
const QUESTION = { query: 'fix the bug of class A in walrus', budget: 3000, cache: 'none' };

/** Sequences of what happens in an editor; documents and packs must be what a fresh server knows of the same texts. */
export const edits: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- edits --seed ${options.seed}`);
  const folder = temporaryFolder(
    Object.fromEntries(PATHS.map((path) => [path, `export const walrus = 1; // ${path}\n`])),
  );
  const home = temporaryFolder();
  const editor = new ModelEditor(folder.path, home.path);
  const reference = new ModelEditor(folder.path, home.path);
  try {
    await Promise.all([editor.start(), reference.start()]);
    for (let at = 0; at < SEQUENCES[options.size] && !tally.hopeless; at++) {
      await new Sequence({ options, tally, editor, reference, at }).run();
      if (at % 100 === 99) options.say(`${at + 1} sequences`);
    }
    tally.set('rssMB', (editor.server.memory()?.rssBytes ?? 0) / 1e6);
    for (const one of [editor, reference]) await one.server.stop(options.answerWithinMs);
  } finally {
    for (const one of [editor, reference]) if (one.server.exited === undefined) await one.server.kill();
    folder.remove();
    home.remove();
  }
  return tally.outcome();
};

interface SequenceOptions {
  readonly options: CampaignOptions;
  readonly tally: Tally;
  readonly editor: ModelEditor;
  /** Knows each document only as it is when it is asked. */
  readonly reference: ModelEditor;
  readonly at: number;
}

class Sequence {
  readonly #o: SequenceOptions;
  readonly #numbers: Numbers;
  readonly #steps: EditSteps;

  constructor(options: SequenceOptions) {
    this.#o = options;
    this.#numbers = seededNumbers(options.options.seed * 1_000_003 + options.at);
    this.#steps = new EditSteps(options.editor, this.#numbers, PATHS);
  }

  async run(): Promise<void> {
    const { tally, at, editor } = this.#o;
    tally.add('sequences');
    const crashAt = at % SEQUENCES_A_CRASH === 0 ? this.#numbers(STEPS) : -1;
    for (let step = 0; step < STEPS; step++) {
      tally.add('steps');
      if (step === crashAt) await this.#crash();
      const path = this.#steps.step();
      if (this.#numbers(4) === 0 || step === STEPS - 1) await this.#check(path, step);
    }
    for (const path of editor.open.keys()) await this.#check(path, STEPS);
    if (at % SEQUENCES_A_PACK === 0) await this.#comparePacks();
    for (const path of editor.open.keys()) if (this.#numbers(2) === 0) editor.close(path);
  }

  async #crash(): Promise<void> {
    const { editor, tally } = this.#o;
    // In the middle of a question, so that the pipeline and what it keeps are caught at work.
    editor.server.client.request(METHODS.optimize, QUESTION).catch(() => undefined);
    await editor.server.kill();
    await editor.start();
    tally.add('crashes');
  }

  /** Compares what both servers know of a document. */
  async #check(path: string, step: number): Promise<void> {
    const { editor, reference, tally, options, at } = this.#o;
    const document = editor.open.get(path);
    if (!document) return;
    const { uri, languageId, version, text } = document;
    reference.server.client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
    const ask = ({ server }: ModelEditor) =>
      server.client.request<AnalysisResult>(METHODS.analysis, { textDocument: { uri } });
    const both = await within(Promise.all([ask(editor), ask(reference)]), 5 * options.answerWithinMs);
    reference.server.client.notify('textDocument/didClose', { textDocument: { uri } });
    tally.add('analyses compared');
    const where = `sequence ${at}, step ${step}, ${path}`;
    if (both === LATE) return tally.fail(`${where}: no answer`);
    const [known, fresh] = both;
    if (known.sha256 !== document.sha256) tally.fail(`${where}: the server has another text`);
    if (!isDeepStrictEqual(known, fresh))
      tally.fail(`${where}:\n      ${JSON.stringify(known)}\n      ${JSON.stringify(fresh)}`);
  }

  /** A server that starts now, with the same documents open, must give the same pack. */
  async #comparePacks(): Promise<void> {
    const { editor, tally, options, at } = this.#o;
    const ask = ({ client }: ServerProcess) => client.request<OptimizeResult>(METHODS.optimize, QUESTION);
    const both = await besideFresh(editor, ask, 10 * options.answerWithinMs);
    tally.add('packs compared');
    if (both === LATE) tally.fail(`sequence ${at}: no pack`);
    else {
      const [known = '', made = ''] = both.map(({ text }) => text);
      if (known !== made) tally.fail(`sequence ${at}: the packs differ\n${firstDifference(known, made)}`);
    }
  }
}
