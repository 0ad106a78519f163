/** Each command once: the manifest's `contributes.commands` and `menus` and the client's registration derive from here. */
export interface Command {
  /** Shown in the palette behind the category `Winnow`. */
  readonly title: string;
  readonly icon?: string;
  /** `when` clause of its palette entry; `false` keeps it out. */
  readonly when?: string;
  /** Default keys: `mac` on macOS, `key` elsewhere. */
  readonly keybinding?: { readonly key: string; readonly mac: string; readonly when: string };
  /** Menu contributions: menu id → `when` clause. */
  readonly menus?: Readonly<Record<string, { readonly when: string; readonly group: string }>>;
}

export const COMMANDS = {
  'winnow.optimizeContext': {
    title: 'Optimize Context…',
    icon: '$(wand)',
    // No default of VS Code's begins so; the editor's test looks whether that stays so.
    keybinding: { key: 'ctrl+k ctrl+g', mac: 'cmd+k cmd+g', when: 'workspaceFolderCount > 0' },
    menus: {
      'editor/context': {
        when: 'editorTextFocus && !editorHasSelection && workspaceFolderCount > 0',
        group: 'z_winnow@1',
      },
      'view/title': { when: 'view == winnow.pack && workspaceFolderCount > 0', group: 'navigation@1' },
    },
  },
  'winnow.optimizeForSelection': {
    title: 'Optimize Context for Selection',
    when: 'workspaceFolderCount > 0 && editorHasSelection',
    menus: {
      'editor/context': {
        when: 'editorTextFocus && editorHasSelection && workspaceFolderCount > 0',
        group: 'z_winnow@1',
      },
    },
  },
  'winnow.optimizeOpenEditors': {
    title: 'Optimize Open Editors…',
    when: 'workspaceFolderCount > 0 && editorIsOpen',
    menus: {
      'editor/title/context': { when: 'workspaceFolderCount > 0 && resourceScheme == file', group: '5_winnow@2' },
    },
  },
  'winnow.optimizeChangedFiles': {
    title: 'Optimize Changed Files…',
    when: 'workspaceFolderCount > 0 && gitOpenRepositoryCount > 0',
    menus: { 'scm/title': { when: 'scmProvider == git && workspaceFolderCount > 0', group: '5_winnow@1' } },
  },
  'winnow.optimizeHere': {
    title: 'Optimize Context from Here…',
    when: 'false',
    menus: { 'explorer/context': { when: 'resourceScheme == file', group: '5_winnow@1' } },
  },
  'winnow.copyPack': {
    title: 'Copy Pack',
    icon: '$(copy)',
    when: 'winnow.hasPack',
    menus: {
      'editor/title': { when: 'resourceScheme == winnow-pack', group: 'navigation@1' },
      'view/title': { when: 'view == winnow.pack && winnow.hasPack', group: 'navigation@4' },
    },
  },
  'winnow.savePack': {
    title: 'Save Pack As…',
    icon: '$(save-as)',
    when: 'winnow.hasPack',
    menus: {
      'editor/title': { when: 'resourceScheme == winnow-pack', group: 'navigation@2' },
      'view/title': { when: 'view == winnow.pack && winnow.hasPack', group: '1_pack@1' },
    },
  },
  'winnow.writeLock': { title: 'Write Lockfile', when: 'winnow.hasPack && isWorkspaceTrusted' },
  'winnow.checkLock': { title: 'Check Lockfile', when: 'workspaceFolderCount > 0 && isWorkspaceTrusted' },
  'winnow.sendPackToChat': {
    title: 'Send Pack to Chat',
    icon: '$(comment-discussion)',
    when: 'winnow.hasPack',
    menus: {
      'editor/title': {
        when: 'resourceScheme == winnow-pack && !config.chat.disableAIFeatures',
        group: 'navigation@3',
      },
      'view/title': {
        when: 'view == winnow.pack && winnow.hasPack && !config.chat.disableAIFeatures',
        group: '1_pack@2',
      },
    },
  },
  'winnow.comparePacks': {
    title: 'Compare Pack with Previous',
    icon: '$(diff)',
    when: 'winnow.hasPack && winnow.hasPreviousPack',
    menus: {
      'editor/title': {
        when: 'resourceScheme == winnow-pack && winnow.hasPreviousPack && !isInDiffEditor',
        group: 'navigation@5',
      },
      'view/title': { when: 'view == winnow.pack && winnow.hasPack && winnow.hasPreviousPack', group: '1_pack@4' },
    },
  },
  'winnow.explainSelection': {
    title: 'Explain Selection of Chunks',
    icon: '$(question)',
    when: 'winnow.hasPack',
    menus: {
      'editor/title': { when: 'resourceScheme == winnow-pack', group: 'navigation@4' },
      'view/title': { when: 'view == winnow.pack && winnow.hasPack', group: '1_pack@3' },
    },
  },
  'winnow.clearQueryHistory': { title: 'Clear History of Questions' },
  'winnow.redactSelection': {
    title: 'Redact Selection',
    when: 'editorIsOpen && !editorReadonly',
    menus: {
      'editor/context': { when: 'editorTextFocus && editorHasSelection && !editorReadonly', group: 'z_winnow@2' },
    },
  },
  // The targets of the lenses above the blocks of a pack, and of the lines of the Pack view.
  'winnow.pinBlock': {
    title: 'Pin to Pack',
    icon: '$(pin)',
    when: 'false',
    menus: {
      'view/item/context': { when: 'view == winnow.pack && viewItem =~ /^(file|chunk|next)$/', group: 'inline@1' },
    },
  },
  'winnow.unpinBlock': {
    title: 'Unpin',
    icon: '$(pinned)',
    when: 'false',
    menus: {
      'view/item/context': {
        when: 'view == winnow.pack && viewItem =~ /^(filePinned|chunkPinned|unmetPin)$/',
        group: 'inline@1',
      },
    },
  },
  'winnow.excludeBlock': {
    title: 'Exclude File from Pack',
    icon: '$(close)',
    when: 'false',
    menus: { 'view/item/context': { when: 'view == winnow.pack && viewItem =~ /^(file|chunk)/', group: 'inline@2' } },
  },
  'winnow.includeAgain': {
    title: 'Include Again',
    icon: '$(add)',
    when: 'false',
    menus: { 'view/item/context': { when: 'view == winnow.pack && viewItem == excluded', group: 'inline@1' } },
  },
  'winnow.openBlock': {
    title: 'Open File',
    icon: '$(go-to-file)',
    when: 'false',
    menus: {
      'view/item/context': { when: 'view == winnow.pack && viewItem =~ /^(file|chunk|redaction)/', group: 'inline@3' },
    },
  },
  'winnow.showBlock': {
    title: 'Show in Pack',
    when: 'false',
    menus: {
      'view/item/context': { when: 'view == winnow.pack && viewItem =~ /^(file|chunk|redaction)/', group: '1_show' },
    },
  },
  'winnow.pinToPack': {
    title: 'Pin to Pack',
    icon: '$(pin)',
    when: 'workspaceFolderCount > 0 && resourceScheme == file',
    menus: {
      'explorer/context': { when: '!explorerResourceIsFolder && resourceScheme == file', group: '5_winnow@2' },
      'editor/title/context': { when: 'workspaceFolderCount > 0 && resourceScheme == file', group: '5_winnow@1' },
      'scm/resourceState/context': { when: 'scmProvider == git && workspaceFolderCount > 0', group: '5_winnow@1' },
    },
  },
  'winnow.filterPack': {
    title: 'Filter Pack View…',
    icon: '$(filter)',
    when: 'winnow.hasPack',
    menus: {
      'view/title': { when: 'view == winnow.pack && winnow.hasPack && !winnow.packFilter', group: 'navigation@2' },
    },
  },
  'winnow.clearPackFilter': {
    title: 'Clear Filter of Pack View',
    icon: '$(filter-filled)',
    when: 'winnow.packFilter',
    menus: {
      'view/title': { when: 'view == winnow.pack && winnow.packFilter', group: 'navigation@2' },
    },
  },
  'winnow.resetLearning': { title: 'Reset Learning', when: 'workspaceFolderCount > 0' },
  'winnow.createTriggerRules': { title: 'Create Trigger Rules', when: 'workspaceFolderCount > 0' },
  'winnow.openTriggerRules': {
    title: 'Open Trigger Rules',
    icon: '$(edit)',
    when: 'workspaceFolderCount > 0',
    menus: { 'view/title': { when: 'view == winnow.triggers && workspaceFolderCount > 0', group: 'navigation@3' } },
  },
  'winnow.goToTriggerRule': {
    title: 'Go to Trigger Rule',
    icon: '$(go-to-file)',
    when: 'winnow.triggerAtCursor',
    menus: {
      'editor/context': { when: 'editorTextFocus && winnow.triggerAtCursor', group: 'navigation@9' },
      'view/item/context': { when: 'view == winnow.triggers && viewItem == rule', group: 'inline' },
    },
  },
  'winnow.toggleTriggerHighlights': {
    title: 'Toggle Trigger Highlights',
    icon: '$(eye)',
    menus: {
      'view/title': { when: 'view == winnow.triggers && config.winnow.triggers.highlights', group: 'navigation@2' },
    },
  },
  // The same switch while it is off: a contributed command has one icon.
  'winnow.showTriggerHighlights': {
    title: 'Show Trigger Highlights',
    icon: '$(eye-closed)',
    when: 'false',
    menus: {
      'view/title': { when: 'view == winnow.triggers && !config.winnow.triggers.highlights', group: 'navigation@2' },
    },
  },
  'winnow.groupTriggersByAgent': {
    title: 'Group Triggers by Agent',
    icon: '$(organization)',
    when: 'winnow.triggersGrouping == file',
    menus: {
      'view/title': { when: 'view == winnow.triggers && winnow.triggersGrouping == file', group: 'navigation@1' },
    },
  },
  'winnow.groupTriggersByFile': {
    title: 'Group Triggers by File',
    icon: '$(files)',
    when: 'winnow.triggersGrouping == agent',
    menus: {
      'view/title': { when: 'view == winnow.triggers && winnow.triggersGrouping == agent', group: 'navigation@1' },
    },
  },
  'winnow.refreshTriggers': {
    title: 'Refresh Triggers',
    icon: '$(refresh)',
    when: 'workspaceFolderCount > 0',
    menus: {
      'view/title': {
        when: 'view == winnow.triggers && workspaceFolderCount > 0 && winnow.triggersState != searching',
        group: 'navigation@4',
      },
    },
  },
  'winnow.stopTriggerSearch': {
    title: 'Stop Searching for Triggers',
    icon: '$(stop-circle)',
    when: 'winnow.triggersState == searching',
    menus: {
      'view/title': { when: 'view == winnow.triggers && winnow.triggersState == searching', group: 'navigation@4' },
    },
  },
  // The target of the server's code lenses.
  'winnow.showTriggerMatches': { title: 'Show Trigger Matches', when: 'false' },
  'winnow.scanSecrets': {
    title: 'Scan Workspace for Secrets',
    icon: '$(shield)',
    when: 'workspaceFolderCount > 0',
    menus: {
      'view/title': {
        when: 'view == winnow.secrets && workspaceFolderCount > 0 && winnow.secretsState != scanning',
        group: 'navigation@1',
      },
    },
  },
  'winnow.refreshSecrets': {
    title: 'Refresh Secrets',
    icon: '$(refresh)',
    when: 'winnow.secretsState == found || winnow.secretsState == clean',
    menus: { 'view/title': { when: 'view == winnow.secrets && winnow.secretsState == found', group: 'navigation@2' } },
  },
  'winnow.stopSecretScan': {
    title: 'Stop Scanning for Secrets',
    icon: '$(stop-circle)',
    when: 'winnow.secretsState == scanning',
    menus: {
      'view/title': { when: 'view == winnow.secrets && winnow.secretsState == scanning', group: 'navigation@1' },
    },
  },
  'winnow.copySecretPlace': {
    title: 'Copy Place',
    icon: '$(copy)',
    when: 'false',
    menus: { 'view/item/context': { when: 'view == winnow.secrets && viewItem == finding', group: 'inline' } },
  },
  'winnow.restoreSecrets': {
    title: 'Restore Redacted Values',
    when: 'isWorkspaceTrusted && config.winnow.secrets.restoreOnApply && editorIsOpen',
  },
  'winnow.setStoreUrl': { title: 'Set Store URL…' },
  'winnow.setTeamKey': { title: 'Set Team Key…' },
  'winnow.showDashboard': { title: 'Show Dashboard', icon: '$(graph-line)' },
  'winnow.showSkippedFiles': { title: 'Show Skipped Files', when: 'workspaceFolderCount > 0' },
  // Both run a program that reads the workspace's own rules and configuration.
  'winnow.doctor': { title: 'Doctor', when: 'isWorkspaceTrusted' },
  'winnow.clearCaches': { title: 'Clear Caches', when: 'isWorkspaceTrusted' },
  'winnow.showLogs': { title: 'Show Logs' },
  'winnow.restartServer': { title: 'Restart Server' },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;
