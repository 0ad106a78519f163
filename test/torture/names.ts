import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { METHODS, type OptimizeResult, type TriggersResult } from '../../shared/src/protocol.ts';
import { caselessFolder, STALE_NAMES_MS, type CaselessFolder } from '../helpers/caselessFolder.ts';
import { seededNumbers } from '../helpers/hostileFiles.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { Tally, type Campaign, type CampaignOptions, type Size } from './campaign.ts';
import { ModelEditor } from './editor.ts';
import { besideFresh, firstDifference } from './freshServer.ts';
import { pick, type Numbers } from './fuzzValues.ts';
import { LATE, within, type ServerProcess } from './serverProcess.ts';

const ROUNDS: Readonly<Record<Size, number>> = { short: 8, usual: 60, long: 400 };
const ATTACKS: Readonly<Record<Size, number>> = { short: 20, usual: 200, long: 1000 };
const STEPS_A_ROUND = 6;
/** One round in so many begins with a crash. */
const ROUNDS_A_CRASH = 10;
const QUESTION = { query: 'where is the walrus fed, and who counts invoices?', budget: 4000, cache: 'none' } as const;
/** Stands in files that no pack may show, and in no other. */
const HIDDEN = ['zebra', 'fish'].join('');
const FOLDERS = ['Source', 'docs'];
const NAMES = ['Alpha.ts', 'beta.ts', 'Gamma.PY', 'delta.md'];

/** By the names that the disk has: those who hide them spell them otherwise. */
const HIDDEN_FILES: Readonly<Record<string, string>> = {
  'build/out.ts': HIDDEN,
  'Trace.log': HIDDEN,
  'Secret-Plans.md': HIDDEN,
  'Vendor/lib.ts': HIDDEN,
  '.Winnow/triggers.yaml': `# ${HIDDEN}\nimmediate_triggers:\n  walruses:\n    keywords: [walrus]\n    agents: [keeper]\n`,
  '.Winnow/Config.json': JSON.stringify({ exclude: ['VENDOR'], $schema: HIDDEN }),
};
const IGNORING: Readonly<Record<string, string>> = {
  '.GitIgnore': 'BUILD/\n*.LOG\n',
  '.WinnowIgnore': 'secret-plans.MD\n',
};

/** A disk that takes `Foo.ts` and `foo.ts` for one file, under a server that must take them for one, too. */
export const names: Campaign = async (options) => {
  const tally = new Tally(`npm run torture -- names --seed ${options.seed}`);
  const folder = await caselessFolder();
  if ('missing' in folder) throw new Error(`it needs a disk that ignores case: ${folder.missing}`);
  const home = temporaryFolder();
  const editor = new ModelEditor(folder.path, home.path);
  try {
    const numbers = seededNumbers(options.seed);
    for (const [path, text] of Object.entries({ ...HIDDEN_FILES, ...IGNORING })) write(folder.path, path, text);
    for (const name of FOLDERS)
      for (const file of NAMES) write(folder.path, `${name}/${file}`, content(numbers, `${name}/${file}`));
    repository(folder.path);
    await editor.start();
    const campaign = new Names({ options, numbers, tally, editor, written: folder.written });
    await campaign.run();
    await editor.server.stop(options.answerWithinMs);
  } finally {
    await editor.kill();
    folder.remove();
    home.remove();
  }
  return tally.outcome();
};

interface NamesOptions {
  readonly options: CampaignOptions;
  readonly numbers: Numbers;
  readonly tally: Tally;
  readonly editor: ModelEditor;
  readonly written: CaselessFolder['written'];
}

class Names {
  readonly #o: NamesOptions;
  readonly #numbers: Numbers;
  /** As the disk spells them now. */
  readonly #paths = new Set(FOLDERS.flatMap((folder) => NAMES.map((name) => `${folder}/${name}`)));
  #added = 0;

  constructor(options: NamesOptions) {
    this.#o = options;
    this.#numbers = options.numbers;
  }

  async run(): Promise<void> {
    const { tally, options } = this.#o;
    await this.#rules();
    for (let round = 0; round < ROUNDS[options.size] && !tally.hopeless; round++) {
      if (round % ROUNDS_A_CRASH === ROUNDS_A_CRASH - 1) await this.#crash();
      const done = Array.from({ length: STEPS_A_ROUND }, () => this.#step());
      await delay(STALE_NAMES_MS);
      await this.#compare(`round ${round} (${done.join(', ')})`);
      tally.add('rounds');
      if (round % 100 === 99) options.say(`${round + 1} rounds`);
    }
    await this.#attack();
  }

  /** The rules file counts under whatever name the disk has it. */
  async #rules(): Promise<void> {
    const { tally, editor } = this.#o;
    editor.openFile('open.txt', 'the walrus');
    const params = { textDocument: { uri: editor.uriOf('open.txt') } };
    const { fired } = await editor.server.client.request<TriggersResult>(METHODS.triggers, params);
    if (fired.length !== 1) tally.fail(`rules in .Winnow fire ${JSON.stringify(fired)}`);
    editor.close('open.txt');
  }

  async #crash(): Promise<void> {
    await this.#o.editor.server.kill();
    await this.#o.editor.start();
    this.#o.tally.add('crashes');
  }

  #step(): string {
    const { editor, tally } = this.#o;
    const numbers = this.#numbers;
    const path = pick(numbers, [...this.#paths]);
    const spelled = respell(numbers, path);
    const kind = numbers(100);
    tally.add('steps');
    if (kind < 15) return this.#edit(path);
    if (kind < 30) return this.#edit(spelled);
    const open = pick(numbers, [...editor.open.keys(), spelled]);
    if (kind < 45) editor.close(open);
    else if (kind < 60) return this.#rename();
    else if (this.#isContested(path) || this.#isContested(open)) editor.close(open);
    else if (kind < 75) this.#onDisk(spelled, () => editor.write(spelled, content(numbers, path)));
    else if (kind < 85) this.#onDisk(open, () => editor.save(open));
    else if (kind < 92 && this.#paths.size > 4) {
      editor.remove(spelled);
      this.#paths.delete(path);
    } else return this.#add();
    return `${kind} ${spelled} ${open}`;
  }

  /** The documents that are open on the file, under whatever spelling. */
  #documentsOf(path: string) {
    return [...this.#o.editor.open].filter(([one]) => same(one, path)).map(([, document]) => document);
  }

  /** Of several documents of one file with edits of their own, only the newest edit says which one counts. */
  #isContested(path: string): boolean {
    const documents = this.#documentsOf(path);
    return documents.length > 1 && documents.some(({ saved }) => !saved);
  }

  /** An editor reads documents without edits again when their file changes. */
  #onDisk(path: string, change: () => void): void {
    const { editor } = this.#o;
    const clean = this.#documentsOf(path).filter(({ saved }) => saved);
    try {
      change();
    } catch (error) {
      // The kernel still believes in a name that the file had before.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALE_NAMES_MS);
      change();
    }
    this.#o.written([...editor.open.keys(), ...this.#paths].filter((one) => same(one, path)));
    for (const document of clean) {
      editor.edit(document, [{ text: editor.onDisk(path) }]);
      document.saved = true;
    }
  }

  #edit(path: string): string {
    const { editor } = this.#o;
    const document = editor.open.get(path) ?? editor.openFile(path);
    // The newest edit counts, so a fresh server has to be told of it last.
    editor.open.delete(path);
    editor.open.set(path, document);
    editor.edit(document, [{ text: content(this.#numbers, path) }]);
    return `edit ${path}`;
  }

  #rename(): string {
    const { editor, tally } = this.#o;
    const free = [...this.#paths].filter((path) => !this.#isContested(path));
    const from = free[this.#numbers(free.length || 1)];
    const to = from && respellName(this.#numbers, from);
    if (!from || !to || from === to) return 'nothing';
    editor.rename(from, to);
    this.#paths.delete(from);
    this.#paths.add(to);
    tally.add('renames in case alone');
    return `${from} → ${to}`;
  }

  #add(): string {
    const path = `${pick(this.#numbers, FOLDERS)}/New${this.#added++}.ts`;
    this.#o.editor.write(path, content(this.#numbers, path));
    this.#paths.add(path);
    return `new ${path}`;
  }

  /** The index must be what one built anew is. */
  async #compare(where: string): Promise<void> {
    const { editor, tally, options } = this.#o;
    const both = await besideFresh(editor, pack, 10 * options.answerWithinMs);
    tally.add('packs compared');
    if (both === LATE) return tally.fail(`${where}: no pack`);
    const [known, fresh] = both.map(shown);
    if (known !== fresh) tally.fail(`${where}: the packs differ\n${firstDifference(known ?? '', fresh ?? '')}`);
    if (fresh?.includes(HIDDEN)) tally.fail(`${where}: the pack shows what is hidden`);
    for (const [path, text] of this.#newest())
      if (!both[0].text.includes(text)) tally.fail(`${where}: the pack does not show what is typed in ${path}`);
  }

  /** Of each file that is open and edited the line that was typed last, whatever its path is spelled like. */
  #newest(): ReadonlyMap<string, string> {
    const newest = new Map<string, string>();
    for (const [path, { text, saved }] of this.#o.editor.open)
      if (!saved && [...this.#paths].some((one) => same(one, path)))
        newest.set(path.toLowerCase(), text.split('\n')[1]?.trim() ?? '');
    return newest;
  }

  /** Asks for what is hidden, under names that only the disk takes for its own. */
  async #attack(): Promise<void> {
    const { editor, tally, options } = this.#o;
    const targets = [...Object.keys(HIDDEN_FILES), '.git/config', '.git/HEAD'];
    for (let at = 0; at < ATTACKS[options.size]; at++) {
      const path = respell(this.#numbers, pick(this.#numbers, targets));
      const uri = editor.uriOf(path);
      if (at % 5 === 0) editor.openFile(path, `${HIDDEN} walrus ${at}\n`);
      const params = { ...QUESTION, query: 'walrus', pins: [path], include: [path, '**'] };
      const reply = await within(
        editor.server.client.request<OptimizeResult>(METHODS.optimize, params).catch(String),
        10 * options.answerWithinMs,
      );
      tally.add('attacks');
      if (reply === LATE) tally.fail(`${path}: no answer`);
      else if (typeof reply === 'string') tally.fail(`${path}: ${reply}`);
      else if (reply.text.includes(HIDDEN) || /\[core\]|refs\/heads/.test(reply.text)) tally.fail(`${path} is shown`);
      if (uri === editor.uriOf(path)) editor.close(path);
    }
  }
}

const pack = ({ client }: ServerProcess) => client.request<OptimizeResult>(METHODS.optimize, QUESTION);

/** All of a reply that must not depend on what was before. */
function shown({ text, filesSeen, filesSkipped, chunks }: OptimizeResult): string {
  return [text, filesSeen, JSON.stringify(filesSkipped), JSON.stringify(chunks.map(({ path }) => path))].join('\n');
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The same path to a disk that ignores case. */
function respell(numbers: Numbers, path: string): string {
  return Array.from(path, (one) => (numbers(3) === 0 ? flipped(one) : one)).join('');
}

/** Of the file's own name alone: what a folder is called stays. */
function respellName(numbers: Numbers, path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  return path.slice(0, slash) + respell(numbers, path.slice(slash));
}

function flipped(character: string): string {
  const lower = character.toLowerCase();
  return character === lower ? character.toUpperCase() : lower;
}

function content(numbers: Numbers, path: string): string {
  // Of one length, so that a size that is not known yet does no harm.
  const number = String(numbers(1_000_000_000)).padStart(9, '0');
  return `// walrus of ${path.toLowerCase()}\n// fed at ${number}\nexport const invoices = 1;\n`;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** With git's own folder under another name than git's. */
function repository(folder: string): void {
  execFileSync('git', ['init', '--quiet', folder], { stdio: 'pipe' });
  renameSync(join(folder, '.git'), join(folder, '.GIT'));
  rmSync(join(folder, '.GIT', 'hooks'), { recursive: true, force: true });
}
