import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceRoot } from './indexFiles.ts';
import { readTextFile } from './textFile.ts';

/** An agent that some assistant's files in the workspace define. */
export interface KnownAgent {
  readonly name: string;
  /** Empty when the file gives none. */
  readonly description: string;
  readonly absolutePath: string;
  /** Zero-based line that names it. */
  readonly line: number;
}

/** Claude Code's subagents; GitHub Copilot's custom agents (`NAME.agent.md` or `NAME.md`). */
const FOLDERS = ['.claude/agents', '.github/agents'];
const HEADINGS_FILE = 'AGENTS.md';
const MOST_FILES = 300;
const MOST_AGENTS = 1000;
const MOST_FILE_BYTES = 200_000;
/** Front matter longer than this is none. */
const MOST_FRONT_MATTER_LINES = 60;
const MOST_NAME_LENGTH = 100;
const MOST_DESCRIPTION_LENGTH = 300;

/**
 * The agents that the folders' own files name, each name once: by the front matter of agent files, and by the headings
 * of `AGENTS.md`. Nothing of a workspace that is not trusted. Names that are no plain text are passed over; links are
 * not followed.
 */
export function readAgents(roots: readonly WorkspaceRoot[], trusted: boolean): readonly KnownAgent[] {
  if (!trusted) return [];
  const agents = new Map<string, KnownAgent>();
  const add = (agent: KnownAgent) => {
    if (agents.size < MOST_AGENTS && isName(agent.name) && !agents.has(agent.name)) agents.set(agent.name, agent);
  };
  for (const { folder } of roots) {
    for (const name of FOLDERS) for (const path of agentFiles(folder, name)) agentOfFile(path, { folder, add });
  }
  for (const { folder } of roots) for (const agent of headingsOf(folder)) add(agent);
  return [...agents.values()];
}

function agentFiles(folder: string, name: string): readonly string[] {
  const [parent = ''] = name.split('/');
  if (!isFolder(join(folder, parent)) || !isFolder(join(folder, name))) return [];
  try {
    const names = readdirSync(join(folder, name)).filter((file) => file.endsWith('.md'));
    return names
      .sort()
      .slice(0, MOST_FILES)
      .map((file) => join(folder, name, file));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

function agentOfFile(
  absolutePath: string,
  { folder, add }: { readonly folder: string; readonly add: (agent: KnownAgent) => void },
): void {
  const read = readTextFile(absolutePath, MOST_FILE_BYTES, folder);
  if ('skip' in read) return;
  const name = absolutePath.replace(/^.*[\\/]/, '').replace(/(?:\.agent)?\.md$/, '');
  add({ name, description: '', absolutePath, line: 0, ...parseFrontMatter(read.text) });
}

/**
 * `name` and `description` of a Markdown file's front matter, line by line: many descriptions hold colons and are no
 * YAML, and the assistants read them all the same.
 */
export function parseFrontMatter(text: string): Partial<Pick<KnownAgent, 'name' | 'description' | 'line'>> {
  const lines = text.split(/\r?\n/, MOST_FRONT_MATTER_LINES);
  if (lines[0]?.trim() !== '---') return {};
  const end = lines.findIndex((line, at) => at > 0 && line.trim() === '---');
  const front = lines.slice(1, Math.max(1, end));
  const valueOf = (key: string) => {
    const line = front.find((one) => one.startsWith(`${key}:`));
    return line === undefined ? '' : plainText(line.slice(key.length + 1));
  };
  const name = valueOf('name');
  const description = valueOf('description').replaceAll(UNSPEAKABLES, '').slice(0, MOST_DESCRIPTION_LENGTH);
  return {
    ...(name === '' ? {} : { name, line: 1 + front.findIndex((one) => one.startsWith('name:')) }),
    ...(description === '' ? {} : { description }),
  };
}

/** Headings of the second and third level that read like a name. */
function headingsOf(folder: string): readonly KnownAgent[] {
  const absolutePath = join(folder, HEADINGS_FILE);
  const read = readTextFile(absolutePath, MOST_FILE_BYTES, folder);
  if (!('text' in read)) return [];
  return read.text.split(/\r?\n/).flatMap((line, at): KnownAgent | readonly [] => {
    const name = /^#{2,3}[ \t]+(\S.{0,60})$/.exec(line)?.[1]?.replace(/[ \t#]+$/, '');
    if (name === undefined || !/^[@\p{L}][\p{L}\p{N} ._/-]*$/u.test(name)) return [];
    return { name, description: '', absolutePath, line: at };
  });
}

function plainText(value: string): string {
  const text = value.trim();
  return (/^(["'])(.*)\1$/.exec(text)?.[2] ?? text).trim();
}

const UNSPEAKABLE = /[\p{Cc}\p{Surrogate}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSPEAKABLES = new RegExp(UNSPEAKABLE, 'gu');

/** No control, no half of a surrogate pair, no bidi override; commas part names in a rules file. */
function isName(text: string): boolean {
  return text !== '' && text.length <= MOST_NAME_LENGTH && !text.includes(',') && !UNSPEAKABLE.test(text);
}
