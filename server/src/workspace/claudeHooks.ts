import {
  applyEdit,
  insertion,
  jsonContainer,
  madeForOne,
  memberNamed,
  removal,
  type JsonContainer,
  type JsonEdit,
  type JsonMember,
} from './jsonMembers.ts';

/** Most bytes of a settings file that is edited; people's are a few thousand. */
export const MOST_SETTINGS_BYTES = 1_000_000;

/** Seconds after which Claude Code stops waiting for the hook. */
const TIMEOUT_SECONDS = 5;

/** The command of a routing hook: `winnow`, or a bundle run by `node`. */
const ROUTING_COMMAND = /^(?:winnow|node "(?:[^"\\]|\\.)*cli\.(?:cjs|ts)") hook claude(?:$|;)/;

/** What becomes of a settings file; `text` is the whole new file, without it the file goes. */
export interface SettingsChange {
  readonly kind: 'added' | 'updated' | 'removed';
  readonly text?: string;
  /** What is put in, or taken out, and nothing else of the file. */
  readonly piece: string;
}

export type SettingsOutcome =
  | SettingsChange
  /** Nothing to do. */
  | { readonly kind: 'unchanged' }
  /** Why the file cannot be edited, in words that go on from its name. */
  | { readonly kind: 'unusable'; readonly problem: string };

/**
 * A settings file of Claude Code with a prompt hook that runs `command`; everything else stays as it is, byte for byte.
 * Without `source` (there is no such file) it is made.
 *
 * The format, `hooks.UserPromptSubmit[].hooks[]` with `type`, `command` and `timeout` in seconds, is that of
 * https://code.claude.com/docs/en/hooks, sections "Configuration" and "UserPromptSubmit".
 */
export function addRoutingHook(source: string | undefined, command: string): SettingsOutcome {
  const group = { hooks: [{ type: 'command', command, timeout: TIMEOUT_SECONDS }] };
  if (source === undefined) {
    const text = `${JSON.stringify({ hooks: { UserPromptSubmit: [group] } }, undefined, 2)}\n`;
    return { kind: 'added', text, piece: text };
  }
  const settings = readSettings(source);
  if ('problem' in settings) return { kind: 'unusable', problem: settings.problem };
  const there = settings.routes[0];
  if (there) return withCommand(source, there, command);
  const { root, hooks, prompts } = settings;
  if (prompts) return edited('added', source, insertion(source, prompts, { value: group }));
  if (hooks) return edited('added', source, insertion(source, hooks, { key: 'UserPromptSubmit', value: [group] }));
  return edited('added', source, insertion(source, root, { key: 'hooks', value: { UserPromptSubmit: [group] } }));
}

/**
 * The settings file without what `addRoutingHook` put in: the hook, and the containers that were made for it. Containers
 * that other hooks share, or that stood there empty before, stay.
 */
export function removeRoutingHook(source: string): SettingsOutcome {
  let text = source;
  let piece = '';
  for (;;) {
    const settings = readSettings(text);
    if ('problem' in settings) return { kind: 'unusable', problem: settings.problem };
    const route = settings.routes[0];
    if (!route) break;
    const edit = removalOf(route);
    if (!edit) return { kind: 'removed', piece: source };
    piece += text.slice(edit.start, edit.end);
    text = applyEdit(text, edit);
  }
  return text === source ? { kind: 'unchanged' } : { kind: 'removed', text, piece };
}

/** From the outermost container to the hook itself: in each container the member that leads to it. */
type Route = readonly (readonly [JsonContainer, JsonMember])[];

interface Settings {
  readonly root: JsonContainer;
  readonly hooks?: JsonContainer;
  readonly prompts?: JsonContainer;
  /** Routes to the hooks that are ours. */
  readonly routes: readonly Route[];
}

function readSettings(source: string): Settings | { readonly problem: string } {
  const text = source.replace(/^\uFEFF/, ' ');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'is not plain JSON (comments and commas before a closing bracket are not)' };
  }
  if (!isObject(value)) return { problem: 'is not a JSON object' };
  const root = jsonContainer(text, text.indexOf('{'));
  const hooksMember = memberNamed(root, 'hooks');
  if (!hooksMember) return { root, routes: [] };
  if (!isObject(value['hooks'])) return { problem: 'has something other than an object under “hooks”' };
  const hooks = jsonContainer(text, hooksMember.valueStart);
  const promptsMember = memberNamed(hooks, 'UserPromptSubmit');
  if (!promptsMember) return { root, hooks, routes: [] };
  const groups = value['hooks']['UserPromptSubmit'];
  if (!Array.isArray(groups)) return { problem: 'has something other than a list under “hooks.UserPromptSubmit”' };
  const prompts = jsonContainer(text, promptsMember.valueStart);
  const trunk: Route = [
    [root, hooksMember],
    [hooks, promptsMember],
  ];
  const routes = prompts.members.flatMap((member, at) => {
    return routesInGroup(text, member, groups[at]).map((route) => [...trunk, [prompts, member], ...route] as const);
  });
  return { root, hooks, prompts, routes };
}

function routesInGroup(text: string, member: JsonMember, group: unknown): Route[] {
  const handlers = isObject(group) ? group['hooks'] : undefined;
  if (!Array.isArray(handlers)) return [];
  const inGroup = jsonContainer(text, member.valueStart);
  const list = memberNamed(inGroup, 'hooks')!;
  const inList = jsonContainer(text, list.valueStart);
  return inList.members
    .filter((_, at) => isRouting(handlers[at]))
    .map((handler) => [
      [inGroup, list],
      [inList, handler],
    ]);
}

function isRouting(handler: unknown): boolean {
  if (!isObject(handler)) return false;
  const { command } = handler;
  return typeof command === 'string' && ROUTING_COMMAND.test(command);
}

/** The program may have moved since: then its command is written anew. */
function withCommand(source: string, route: Route, command: string): SettingsOutcome {
  const handler = jsonContainer(source, route.at(-1)![1].valueStart);
  const { valueStart: start, end } = memberNamed(handler, 'command')!;
  const text = JSON.stringify(command);
  return source.slice(start, end) === text ? { kind: 'unchanged' } : edited('updated', source, { start, end, text });
}

function edited(kind: 'added' | 'updated', source: string, edit: JsonEdit): SettingsChange {
  return { kind, text: applyEdit(source, edit), piece: edit.text };
}

/** Undefined when nothing would be left of the file. */
function removalOf(route: Route): JsonEdit | undefined {
  let level = route.length - 1;
  while (level >= 0) {
    const [container, member] = route[level]!;
    // A group without its hooks means nothing, whatever else it says.
    if (!madeForOne(container) && level !== GROUP_LEVEL) return removal(container, member);
    level--;
  }
  return undefined;
}

const GROUP_LEVEL = 3;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
