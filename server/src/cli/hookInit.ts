import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { UserError } from '../base/errors.ts';
import { makeVisible } from '../engine/pack/visible.ts';
import {
  addRoutingHook,
  removeRoutingHook,
  type SettingsChange,
  type SettingsOutcome,
} from '../workspace/claudeHooks.ts';
import { RULES_PATH } from '../workspace/rulesFile.ts';
import type { CommandContext, ExitCode } from './command.ts';
import { hookCommand } from './hookCommand.ts';
import { readSettingsFile, replaceSettingsFile } from './hookFile.ts';
import type { INIT_OPTIONS } from './options.ts';

type Context = CommandContext<typeof INIT_OPTIONS>;
type Scope = 'local' | 'project';

/** Claude Code's own settings: one for this machine and user, which git ignores, and the team's. */
const SETTINGS_FILE = { local: '.claude/settings.local.json', project: '.claude/settings.json' } as const;

/** `winnow init --hooks claude`, with `--remove` too: shows the change, asks, and only then writes. */
export async function runInitHooks(context: Context): Promise<ExitCode> {
  const { options, workspace, json, terminal } = context;
  const scope = options.scope ?? 'local';
  const name = SETTINGS_FILE[scope];
  const path = join(workspace, name);
  const report = async (change: SettingsOutcome['kind'], written: boolean, says: string): Promise<void> =>
    terminal.print(json ? JSON.stringify({ hooks: { path: name, change, written } }) : `${name}: ${says}`);
  const before = readSettingsFile(path);
  const outcome = options.remove ? removed(before) : added(before, scope);
  if (outcome.kind === 'unusable') {
    throw new UserError(`${path} ${outcome.problem}: correct it, and run this again; it was left as it is`);
  }
  if (outcome.kind === 'unchanged') {
    await report('unchanged', false, options.remove ? 'no routing hook is there' : 'the routing hook is there already');
    return 0;
  }
  const other = SETTINGS_FILE[scope === 'local' ? 'project' : 'local'];
  if (outcome.kind === 'added' && holdsHook(join(workspace, other))) {
    await report('unchanged', false, `left as it is; the routing hook is in ${other} already`);
    return 0;
  }
  if (!json) terminal.note(preview(name, outcome, before === undefined));
  if (!options.yes && !(await agrees(context))) {
    await report(outcome.kind, false, 'left as it is; --yes writes without asking');
    return 1;
  }
  replaceSettingsFile(path, before, outcome.text);
  await report(outcome.kind, true, DONE[outcome.kind]);
  if (!options.remove && !existsSync(join(workspace, RULES_PATH))) {
    terminal.note(`There is no ${RULES_PATH} here, and without rules no hint: “winnow init” writes one to start from.`);
  }
  return 0;
}

const DONE = {
  added: 'routing hook added; it holds from the next start of Claude Code',
  updated: 'routing hook updated',
  removed: 'routing hook removed',
} as const;

function removed(before: string | undefined): SettingsOutcome {
  return before === undefined ? { kind: 'unchanged' } : removeRoutingHook(before);
}

function added(before: string | undefined, scope: Scope): SettingsOutcome {
  const { argv, env, platform } = process;
  const command = hookCommand({ scope, entry: argv[1] ?? '', searchPath: env['PATH'] ?? '', platform });
  if (command === undefined) {
    throw new UserError(
      'winnow is not on the PATH, where a file that others use must find it: install it, or leave out --scope project',
    );
  }
  return addRoutingHook(before, command);
}

function holdsHook(path: string): boolean {
  const source = readSettingsFile(path);
  return source !== undefined && removeRoutingHook(source).kind === 'removed';
}

function preview(name: string, { kind, text, piece }: SettingsChange, fresh: boolean): string {
  const sign = kind === 'removed' ? '-' : '+';
  const what = {
    added: fresh ? 'A new file' : 'To be added',
    updated: 'The new command',
    removed: 'To be removed',
  }[kind];
  const lines = makeVisible(piece)
    .replaceAll(/^[,\s]*\n|\s+$/g, '')
    .split('\n');
  const whole = kind === 'removed' && text === undefined ? ' (the whole file: nothing else is in it)' : '';
  return [`${what}: ${name}${whole}`, ...lines.map((line) => `${sign} ${line}`)].join('\n');
}

/** Nobody to ask is a no. */
async function agrees({ json, signal }: Context): Promise<boolean> {
  if (json || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question('Write this? [y/N] ', { signal });
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
