import { CHAT_PARTICIPANT } from './chatParticipant.ts';
import { COMMANDS, type Command } from './commands.ts';
import { languageModelTools } from './editorTools.ts';
import { SETTINGS, type Setting } from './settings.ts';
import { WALKTHROUGH } from './walkthrough.ts';

/** The parts of `package.json` that VS Code reads, derived from the definitions of commands and settings. */
export interface Manifest {
  readonly contributes: Readonly<Record<string, unknown>>;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

const CATEGORY = 'Winnow';

/** The view of the current pack. */
export const PACK_VIEW = 'winnow.pack';

/** The view of all trigger keywords in the workspace. */
export const TRIGGERS_VIEW = 'winnow.triggers';

/** The view of all secrets in the workspace. */
export const SECRETS_VIEW = 'winnow.secrets';

/** Under which the MCP server stands in the editor's list of servers. */
export const MCP_PROVIDER = { id: 'winnow', label: CATEGORY } as const;

/** What the Pack view says before there is a pack. */
const PACK_WELCOME: readonly { readonly when: string; readonly contents: string }[] = [
  {
    when: 'workspaceFolderCount == 0',
    contents: 'Open a folder to build context packs from it.\n[Open Folder](command:vscode.openFolder)',
  },
  {
    when: 'virtualWorkspace',
    contents:
      'The files of this workspace are not on a disk: trigger keywords and secrets are shown in open documents, packs cannot be built.',
  },
  {
    when: 'workspaceFolderCount > 0 && !winnow.hasPack',
    contents:
      'Ask a question: the pack holds the code that answers it, within a budget of tokens, with secrets replaced. It stays on this machine.\n[Optimize Context…](command:winnow.optimizeContext)\nDrop files or editors here to pin them.',
  },
  {
    when: 'winnow.packFilter',
    contents: 'No file of the pack passes the filter.\n[Clear Filter](command:winnow.clearPackFilter)',
  },
];

/** What the view says while it has nothing to show, by the state that the client gives as `winnow.triggersState`. */
const TRIGGERS_WELCOME: typeof PACK_WELCOME = [
  {
    when: 'workspaceFolderCount == 0',
    contents:
      'Open a folder to see where the keywords of its trigger rules stand.\n[Open Folder](command:vscode.openFolder)',
  },
  {
    when: 'workspaceFolderCount > 0 && !isWorkspaceTrusted && winnow.triggersState != searching',
    contents:
      'In Restricted Mode the trigger rules of this workspace are not read; the built-in ones apply.\n[Manage Workspace Trust](command:workbench.trust.manage)',
  },
  {
    when: 'workspaceFolderCount > 0 && isWorkspaceTrusted && winnow.triggersState == empty',
    contents:
      'No keyword of the trigger rules stands in this workspace.\n[Open Trigger Rules](command:winnow.openTriggerRules)',
  },
  {
    when: 'workspaceFolderCount > 0 && winnow.triggersState == stopped',
    contents: 'The search was stopped.\n[Search Again](command:winnow.refreshTriggers)',
  },
  {
    when: 'workspaceFolderCount > 0 && winnow.triggersState == failed',
    contents:
      'The workspace could not be searched for trigger keywords; the log says why.\n[Search Again](command:winnow.refreshTriggers)\n[Show Logs](command:winnow.showLogs)',
  },
];

/** The same for the Secrets view, by `winnow.secretsState`. */
const SECRETS_WELCOME: typeof PACK_WELCOME = [
  {
    when: 'workspaceFolderCount == 0',
    contents: 'Open a folder to scan it for secrets.\n[Open Folder](command:vscode.openFolder)',
  },
  {
    when: 'workspaceFolderCount > 0 && winnow.secretsState == idle',
    contents:
      'Secrets in open files are marked as you type. A scan looks at every file of the workspace.\n[Scan Workspace for Secrets](command:winnow.scanSecrets)',
  },
  {
    when: 'workspaceFolderCount > 0 && winnow.secretsState == clean',
    contents: 'No secret stands in the files of this workspace.\n[Scan Again](command:winnow.scanSecrets)',
  },
  {
    when: 'workspaceFolderCount > 0 && winnow.secretsState == stopped',
    contents: 'The scan was stopped.\n[Scan Again](command:winnow.scanSecrets)',
  },
  {
    when: 'workspaceFolderCount > 0 && winnow.secretsState == failed',
    contents:
      'The workspace could not be scanned for secrets; the log says why.\n[Scan Again](command:winnow.scanSecrets)\n[Show Logs](command:winnow.showLogs)',
  },
];

export function createManifest(colors: readonly unknown[]): Manifest {
  return {
    capabilities: {
      untrustedWorkspaces: {
        supported: 'limited',
        description:
          'In Restricted Mode Winnow does not use settings, rules or patterns that the workspace brings along, and keeps no pack or key on disk.',
        restrictedConfigurations: restrictedSettings(),
      },
      virtualWorkspaces: {
        supported: 'limited',
        description:
          'Trigger keywords and secrets are shown in open documents. Packs are built from files on a disk that the server can read.',
      },
    },
    contributes: {
      commands: commandEntries().map(([command, { title, icon }]) => ({
        command,
        title,
        category: CATEGORY,
        ...(icon ? { icon } : {}),
      })),
      menus: menus(),
      keybindings: commandEntries().flatMap(([command, { keybinding }]) =>
        keybinding ? [{ command, ...keybinding, when: onDisk(keybinding.when) }] : [],
      ),
      viewsContainers: { activitybar: [{ id: 'winnow', title: CATEGORY, icon: 'client/media/activity.svg' }] },
      views: {
        winnow: [
          { id: PACK_VIEW, name: 'Pack', contextualTitle: CATEGORY, icon: '$(package)' },
          { id: TRIGGERS_VIEW, name: 'Triggers', contextualTitle: CATEGORY, icon: '$(symbol-keyword)' },
          // It has nothing to show before somebody scans, which unfolds it.
          {
            id: SECRETS_VIEW,
            name: 'Secrets',
            contextualTitle: CATEGORY,
            icon: '$(key)',
            visibility: 'collapsed',
          },
        ],
      },
      viewsWelcome: [
        ...PACK_WELCOME.map((welcome) => welcomeIn(PACK_VIEW, welcome)),
        ...TRIGGERS_WELCOME.map((welcome) => welcomeIn(TRIGGERS_VIEW, welcome)),
        ...SECRETS_WELCOME.map((welcome) => welcomeIn(SECRETS_VIEW, welcome)),
      ],
      configuration: { title: CATEGORY, properties: settingProperties() },
      languages: [{ id: 'winnow-pack', aliases: ['Winnow Pack'] }],
      grammars: [{ language: 'winnow-pack', scopeName: 'text.winnow-pack', path: './syntaxes/pack.tmLanguage.json' }],
      jsonValidation: [{ fileMatch: '/.winnow/config.json', url: './syntaxes/config.schema.json' }],
      colors,
      mcpServerDefinitionProviders: [MCP_PROVIDER],
      languageModelTools: languageModelTools(),
      chatParticipants: [CHAT_PARTICIPANT],
      walkthroughs: [WALKTHROUGH],
    },
  };
}

function welcomeIn(view: string, { when, contents }: (typeof PACK_WELCOME)[number]): object {
  return { view, when: onDisk(when), contents };
}

function commandEntries(): [string, Command][] {
  return Object.entries(COMMANDS as Record<string, Command>);
}

/** What needs a folder needs one on a disk: what cannot work in a virtual workspace is not shown there. */
function onDisk(when: string): string {
  return when.replace('workspaceFolderCount > 0', 'workspaceFolderCount > 0 && !virtualWorkspace');
}

function menus(): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (const [command, { when, menus: places }] of commandEntries()) {
    if (when) (found['commandPalette'] ??= []).push({ command, when: onDisk(when) });
    for (const [menu, place] of Object.entries(places ?? {}))
      (found[menu] ??= []).push({ command, ...place, when: onDisk(place.when) });
  }
  return found;
}

function settingProperties(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(SETTINGS as Record<string, Setting>).map(([name, setting], order) => [
      name,
      {
        ...typeOf(setting),
        default: setting.default,
        markdownDescription: setting.description,
        scope: setting.scope,
        order,
      },
    ]),
  );
}

function typeOf(setting: Setting): Record<string, unknown> {
  switch (setting.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'number':
      return { type: 'integer', minimum: setting.minimum, maximum: setting.maximum };
    case 'string':
      return { type: 'string', ...(setting.values ? { enum: setting.values } : {}) };
    case 'strings':
      return { type: 'array', items: { type: 'string' } };
  }
}

function restrictedSettings(): string[] {
  return Object.entries(SETTINGS as Record<string, Setting>)
    .filter(([, { restricted }]) => restricted)
    .map(([name]) => name);
}

/** `docs/settings.md`: every setting and command with its text. */
export function createSettingsPage(): string {
  const settings = Object.entries(SETTINGS as Record<string, Setting>).map(
    ([name, { type, default: value, description, scope }]) =>
      `| \`${name}\` | ${type} | \`${JSON.stringify(value)}\` | ${scope} | ${description} |`,
  );
  const commands = commandEntries()
    .filter(([, { when }]) => when !== 'false')
    .map(
      ([command, { title, keybinding }]) =>
        `| ${CATEGORY}: ${title} | \`${command}\` | ${keybinding ? `\`${keybinding.key}\`, macOS \`${keybinding.mac}\`` : ''} |`,
    );
  return [
    '# Settings and commands',
    '',
    'Generated by `npm run generate` from `shared/src/settings.ts` and `shared/src/commands.ts`.',
    '',
    '## Settings',
    '',
    '| setting | type | default | scope | what it does |',
    '| --- | --- | --- | --- | --- |',
    ...settings,
    '',
    '## The workspace’s own defaults',
    '',
    'A workspace says in `.winnow/config.json` what is to hold for everybody who works in it; `winnow init` writes one. Its keys',
    'are `budget`, `model`, `format`, `compaction` and `exclude`, which mean what the settings of these names mean, and `secrets`',
    'with `allow` and `personalData` ([docs/secrets.md](secrets.md)). VS Code completes and checks it by a schema,',
    '`syntaxes/config.schema.json`. It is read when the server or a command starts. What holds, the first of:',
    '',
    '1. what a question itself asks for: an option of the command line, a parameter of a request;',
    '2. in an editor, a setting that is not as it was shipped;',
    '3. `.winnow/config.json` of the workspace; of several folders the first that has one, and none in Restricted Mode;',
    '4. what is shipped.',
    '',
    'Globs of `winnow.exclude` and of `exclude` add up. A policy ([docs/policy.md](policy.md)) stands above all of it. On the command',
    'line a broken file is an error; a server says so in its log and goes on without it.',
    '',
    '## Commands',
    '',
    '| in the palette | identifier | keys |',
    '| --- | --- | --- |',
    ...commands,
    '',
  ].join('\n');
}
