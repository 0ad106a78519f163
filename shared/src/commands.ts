/** Each command once: the manifest's `contributes.commands` and `menus` and the client's registration derive from here. */
export interface Command {
  /** Shown in the palette behind the category `Winnow`. */
  readonly title: string;
  readonly icon?: string;
  /** `when` clause of its palette entry. */
  readonly when?: string;
  /** Menu contributions: menu id → `when` clause. */
  readonly menus?: Readonly<Record<string, { readonly when: string; readonly group: string }>>;
}

export const COMMANDS = {
  'winnow.optimizeContext': {
    title: 'Optimize Context…',
    icon: '$(filter)',
    menus: { 'editor/context': { when: 'editorTextFocus', group: 'z_winnow@1' } },
  },
  'winnow.copyPack': {
    title: 'Copy Pack',
    icon: '$(copy)',
    when: 'winnow.hasPack',
    menus: { 'editor/title': { when: 'resourceScheme == winnow-pack', group: 'navigation@1' } },
  },
  'winnow.savePack': {
    title: 'Save Pack As…',
    icon: '$(save-as)',
    when: 'winnow.hasPack',
    menus: { 'editor/title': { when: 'resourceScheme == winnow-pack', group: 'navigation@2' } },
  },
  'winnow.createTriggerRules': { title: 'Create Trigger Rules', when: 'workspaceFolderCount > 0' },
  'winnow.openTriggerRules': { title: 'Open Trigger Rules', when: 'workspaceFolderCount > 0' },
  'winnow.showLogs': { title: 'Show Logs' },
  'winnow.restartServer': { title: 'Restart Server' },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;
