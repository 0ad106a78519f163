import { UsageError } from '../base/errors.ts';
import { createWorkspaceFiles } from '../workspace/rulesFile.ts';
import type { Run } from './command.ts';
import type { INIT_OPTIONS } from './options.ts';

export const runInit: Run<typeof INIT_OPTIONS> = async (context) => {
  const { options, workspace, json, terminal } = context;
  if (options.hooks !== undefined) return (await import('./hookInit.ts')).runInitHooks(context);
  const alone = (['scope', 'remove', 'yes'] as const).find((name) => options[name]);
  if (alone) throw new UsageError(`winnow init: --${alone} goes with --hooks; give --hooks claude too`);
  const files = createWorkspaceFiles(workspace);
  const lines = files.map(({ path, created }) => `${path}: ${created ? 'written' : 'there already, left as it is'}`);
  await terminal.print(json ? JSON.stringify({ files }) : lines.join('\n'));
  return 0;
};
