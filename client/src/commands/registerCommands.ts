import * as vscode from 'vscode';
import { COMMANDS, type CommandName } from '../../../shared/src/commands.ts';
import { checkLock, writeLock } from '../lockfile/lockCommands.ts';
import { clearCaches, runDoctor } from './commandLine.ts';
import type { CommandContext } from './commandContext.ts';
import { comparePacks } from './comparePacks.ts';
import { explainSelection } from './explainSelection.ts';
import { optimizeContext } from './optimizeContext.ts';
import { optimizeChangedFiles, optimizeForSelection, optimizeHere, optimizeOpenEditors } from './optimizeParts.ts';
import { copyPack, savePack } from './packActions.ts';
import { excludeBlock, includeAgain, openBlock, pinBlock, showBlock, unpinBlock } from './packBlocks.ts';
import { pinToPack } from './pinFiles.ts';
import { redactSelection } from './redactSelection.ts';
import { resetLearning } from './resetLearning.ts';
import { sendPackToChat } from './sendPack.ts';
import { showSkippedFiles } from './showSkippedFiles.ts';
import { copySecretPlace } from './secretPlaces.ts';
import { toggleTriggerHighlights } from './triggerHighlights.ts';
import { goToTriggerRule, showTriggerMatches } from './triggerPlaces.ts';
import { createTriggerRules, openTriggerRules } from './triggerRules.ts';

type Handler = (context: CommandContext, ...given: readonly unknown[]) => unknown;

// A command without a handler, or a handler without a command, does not compile.
const HANDLERS: Readonly<Record<CommandName, Handler>> = {
  'winnow.optimizeContext': optimizeContext,
  'winnow.optimizeForSelection': optimizeForSelection,
  'winnow.optimizeOpenEditors': optimizeOpenEditors,
  'winnow.optimizeChangedFiles': optimizeChangedFiles,
  'winnow.optimizeHere': optimizeHere,
  'winnow.copyPack': copyPack,
  'winnow.savePack': savePack,
  'winnow.comparePacks': comparePacks,
  'winnow.writeLock': writeLock,
  'winnow.checkLock': checkLock,
  'winnow.sendPackToChat': sendPackToChat,
  'winnow.explainSelection': explainSelection,
  'winnow.clearQueryHistory': ({ history }) => history.clear(),
  'winnow.redactSelection': redactSelection,
  'winnow.pinBlock': pinBlock,
  'winnow.unpinBlock': unpinBlock,
  'winnow.excludeBlock': excludeBlock,
  'winnow.openBlock': openBlock,
  'winnow.showBlock': showBlock,
  'winnow.includeAgain': includeAgain,
  'winnow.pinToPack': pinToPack,
  'winnow.filterPack': ({ packView }) => packView.askFilter(),
  'winnow.clearPackFilter': ({ packView }) => packView.filter(''),
  'winnow.resetLearning': resetLearning,
  'winnow.createTriggerRules': createTriggerRules,
  'winnow.openTriggerRules': openTriggerRules,
  'winnow.goToTriggerRule': goToTriggerRule,
  'winnow.toggleTriggerHighlights': toggleTriggerHighlights,
  'winnow.showTriggerHighlights': toggleTriggerHighlights,
  'winnow.groupTriggersByAgent': ({ triggers }) => triggers.group('agent'),
  'winnow.groupTriggersByFile': ({ triggers }) => triggers.group('file'),
  'winnow.refreshTriggers': ({ triggers }) => triggers.refresh(),
  'winnow.stopTriggerSearch': ({ triggers }) => triggers.stop(),
  'winnow.showTriggerMatches': showTriggerMatches,
  'winnow.scanSecrets': ({ secrets }) => secrets.scan(),
  'winnow.refreshSecrets': ({ secrets }) => secrets.refresh(),
  'winnow.stopSecretScan': ({ secrets }) => secrets.stop(),
  'winnow.copySecretPlace': copySecretPlace,
  'winnow.restoreSecrets': ({ restoring }) => restoring.restoreActive(),
  'winnow.setStoreUrl': ({ stores, server }) => stores.ask(() => server.restart()),
  'winnow.setTeamKey': ({ stores, server }) => stores.askTeamKey(() => server.restart()),
  'winnow.showDashboard': ({ dashboard }) => dashboard.show(),
  'winnow.showSkippedFiles': showSkippedFiles,
  'winnow.doctor': runDoctor,
  'winnow.clearCaches': clearCaches,
  'winnow.showLogs': ({ log }) => log.show(),
  'winnow.restartServer': ({ server }) => server.restart(),
};

/** Registers every command of the manifest. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  const names = Object.keys(COMMANDS) as CommandName[];
  return vscode.Disposable.from(
    ...names.map((name) =>
      vscode.commands.registerCommand(name, (...given: unknown[]) => HANDLERS[name](context, ...given)),
    ),
  );
}
