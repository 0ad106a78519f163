import { basename } from 'node:path';
import { SETTINGS } from '../../../shared/src/settings.ts';
import type { Logger } from '../base/logger.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { readWorkspaceConfig } from '../workspace/workspaceConfig.ts';

/** One folder's pipeline: shipped defaults, then `.winnow/config.json`. Who starts a command in a folder trusts it. */
export function pipelineConfig(folder: string, log: Logger): PipelineConfig {
  const own = readWorkspaceConfig(folder, (message) => log.warn(message));
  return {
    roots: [{ name: basename(folder), folder }],
    trusted: true,
    surface: 'cli',
    exclude: own.exclude ?? SETTINGS['winnow.exclude'].default,
    maxFileBytes: SETTINGS['winnow.maxFileBytes'].default,
    defaults: {
      model: own.model ?? SETTINGS['winnow.model'].default,
      budget: own.budget ?? SETTINGS['winnow.budget'].default,
      format: own.format ?? SETTINGS['winnow.format'].default,
      highestLevel: SETTINGS['winnow.highestLevel'].default,
      compaction: own.compaction ?? SETTINGS['winnow.compaction'].default,
    },
  };
}
