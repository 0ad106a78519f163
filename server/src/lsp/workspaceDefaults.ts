import { SETTINGS } from '../../../shared/src/settings.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { WorkspaceRoot } from '../workspace/indexFiles.ts';
import { readWorkspaceConfig, type WorkspaceConfig } from '../workspace/workspaceConfig.ts';
import type { Settings } from './settings.ts';

interface Workspace {
  readonly roots: readonly WorkspaceRoot[];
  readonly trusted: boolean;
}

/**
 * The settings, with what the workspace's `.winnow/config.json` says in place of those that are as they were shipped:
 * who sets something in the editor means it. Globs of both leave files out. Of several folders the first one that has such
 * a file counts; one that is broken has no effect, and a workspace that is not trusted is not asked.
 */
export function withWorkspaceConfig(settings: Settings, workspace: Workspace, log: Logger): Settings {
  const own = firstConfig(workspace, log);
  const unset = <Name extends keyof Settings>(name: Name, value: Settings[Name] | undefined): Settings[Name] =>
    value !== undefined && settings[name] === SETTINGS[name].default ? value : settings[name];
  return {
    ...settings,
    'winnow.budget': unset('winnow.budget', own.budget),
    'winnow.model': unset('winnow.model', own.model),
    'winnow.format': unset('winnow.format', own.format),
    'winnow.compaction': unset('winnow.compaction', own.compaction),
    'winnow.exclude': [...settings['winnow.exclude'], ...(own.exclude ?? [])],
  };
}

function firstConfig({ roots, trusted }: Workspace, log: Logger): WorkspaceConfig {
  if (!trusted) return {};
  for (const { folder } of roots) {
    try {
      const config = readWorkspaceConfig(folder, (message) => log.warn(message));
      if (Object.keys(config).length > 0) return config;
    } catch (error) {
      log.warn(messageOf(error));
    }
  }
  return {};
}
