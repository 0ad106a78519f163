import { createWorkspaceFiles } from '../workspace/rulesFile.ts';
import type { Run } from './command.ts';

export const runInit: Run<Record<never, never>> = async ({ workspace, json, terminal }) => {
  const files = createWorkspaceFiles(workspace);
  const lines = files.map(({ path, created }) => `${path}: ${created ? 'written' : 'there already, left as it is'}`);
  await terminal.print(json ? JSON.stringify({ files }) : lines.join('\n'));
  return 0;
};
