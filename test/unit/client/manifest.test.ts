import { expect, test } from 'vitest';
import { COMMANDS } from '../../../shared/src/commands.ts';
import {
  createManifest,
  createSettingsPage,
  PACK_VIEW,
  SECRETS_VIEW,
  TRIGGERS_VIEW,
} from '../../../shared/src/manifest.ts';
import { SETTINGS } from '../../../shared/src/settings.ts';

interface Contributes {
  readonly commands: readonly { readonly command: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
  readonly viewsWelcome: readonly { readonly view: string; readonly when: string; readonly contents: string }[];
}

const contributes = createManifest([]).contributes as unknown as Contributes;

test('there are few settings', () => {
  expect(Object.keys(SETTINGS).length).toBeLessThanOrEqual(40);
});

test('what only other commands call is neither in the palette nor in the documentation', () => {
  const hidden = contributes.menus['commandPalette']
    ?.filter(({ when }) => when === 'false')
    .map(({ command }) => command);
  expect(hidden).toContain('winnow.showTriggerMatches');
  for (const command of hidden ?? []) expect(createSettingsPage()).not.toContain(`\`${command}\``);
});

test('the view stands in a container that exists, and each of its states has its own words', () => {
  expect(Object.keys(contributes.views)).toEqual(contributes.viewsContainers.activitybar.map(({ id }) => id));
  expect(Object.values(contributes.views).flat()).toMatchObject([
    { id: PACK_VIEW },
    { id: TRIGGERS_VIEW },
    { id: SECRETS_VIEW },
  ]);
  const conditions = contributes.viewsWelcome.map(({ view, when }) => `${view}: ${when}`);
  expect(new Set(conditions).size).toBe(conditions.length);
});

test('links of the welcome texts lead to commands of the manifest or of VS Code', () => {
  const links = contributes.viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/\(command:([\w.]+)\)/g)]);
  const ours = links.map(([, command]) => command ?? '').filter((command) => command.startsWith('winnow.'));
  expect(links.length).toBeGreaterThan(ours.length);
  expect(ours.filter((command) => !Object.hasOwn(COMMANDS, command))).toEqual([]);
});

test('buttons of the view are shown in it alone', () => {
  for (const menu of ['view/title', 'view/item/context']) {
    for (const { when } of contributes.menus[menu] ?? [])
      expect(when).toMatch(/^view == winnow\.(?:pack|triggers|secrets)\b/);
  }
});

test('tools of assistants have names that the editor takes, and are offered by a setting that exists', () => {
  const { languageModelTools: tools } = createManifest([]).contributes as {
    readonly languageModelTools: readonly {
      readonly name: string;
      readonly toolReferenceName: string;
      readonly when: string;
    }[];
  };
  expect(tools).toHaveLength(5);
  for (const { name, toolReferenceName, when } of tools) {
    expect(`${name} ${toolReferenceName}`).toMatch(/^winnow_[a-z]+ winnow[A-Z][a-z]+$/);
    const [, setting = '', value = ''] = /^config\.([\w.]+) == (\w+)$/.exec(when) ?? [];
    expect(SETTINGS[setting as 'winnow.assistants'].values).toContain(value);
  }
});

test('the walkthrough has four steps, whose links and events lead to commands that exist', () => {
  const { walkthroughs } = createManifest([]).contributes as {
    readonly walkthroughs: readonly { readonly steps: unknown[] }[];
  };
  expect(walkthroughs.map(({ steps }) => steps.length)).toEqual([4]);
  const named = [...JSON.stringify(walkthroughs).matchAll(/(?:command|onCommand):(winnow\.\w+)(?!\w*\.focus)/g)];
  expect(named.length).toBeGreaterThan(6);
  expect(named.map(([, command = '']) => command).filter((command) => !Object.hasOwn(COMMANDS, command))).toEqual([]);
});
