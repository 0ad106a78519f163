import * as vscode from 'vscode';
import {
  COMPACTION_LEVELS,
  PACK_FORMATS,
  type CompactionLevel,
  type PackFormat,
  type StatsResult,
} from '../../../shared/src/protocol.ts';

/** What a pack is made with. */
export interface PackSettings {
  readonly budget: number;
  /** Empty: the budget is in tokens of o200k_base. */
  readonly model: string;
  readonly format: PackFormat;
  readonly compaction: CompactionLevel;
}

/** What a pack is made with where nothing is chosen: as the server told, and before it did, as the settings say. */
export function defaultSettings(told: StatsResult['defaults']): PackSettings {
  const { budget, model, format, compaction } = told ?? configured();
  return {
    budget,
    model,
    format: PACK_FORMATS.find((one) => one === format) ?? 'markdown',
    compaction: COMPACTION_LEVELS.find((one) => one === compaction) ?? 'lossless',
  };
}

/** The settings of the workspace's first folder. */
function configured(): NonNullable<StatsResult['defaults']> {
  const settings = vscode.workspace.getConfiguration('winnow', vscode.workspace.workspaceFolders?.[0]);
  return {
    budget: settings.get<number>('budget') ?? 8000,
    model: settings.get<string>('model') ?? '',
    format: settings.get<string>('format') ?? '',
    compaction: settings.get<string>('compaction') ?? '',
  };
}
