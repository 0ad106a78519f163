import { mcpEntry } from '../base/bundle.ts';
import type { Logger } from '../base/logger.ts';
import type * as McpBundle from '../mcp.ts';
import { McpHost } from '../mcp/mcpHost.ts';
import { TOOLS_TOKENS } from '../../../shared/src/toolList.ts';
import type { PipelineConfig } from '../pipeline/config.ts';
import { createLedger } from '../services.ts';
import { workspaceRoots } from '../workspace/workspaceRoots.ts';
import type { Run } from './command.ts';
import type { MCP_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';

/** Standard output belongs to the protocol: everything else goes to standard error. */
export const runMcp: Run<typeof MCP_OPTIONS> = async ({ options, workspace, log, signal }) => {
  const once = warnOnce(log);
  let ledger: ReturnType<typeof createLedger>;
  const host = new McpHost({
    workspace: options.workspace === undefined ? undefined : workspace,
    currentFolder: workspace,
    configOf: (folders) => mcpConfig(folders, once),
    onConversation: (config) => {
      ledger = createLedger(config, once);
      ledger?.record({ kind: 'conversation', schemaTokens: TOOLS_TOKENS });
    },
    log: once,
  });
  const { serveMcp } = (await import(mcpEntry())) as typeof McpBundle;
  await serveMcp(host, { log: once, signal });
  await ledger?.flush();
  return 0;
};

/** The first folder's configuration; what any of them excludes is left out of all. */
function mcpConfig(folders: readonly string[], log: Logger): PipelineConfig {
  const configs = folders.map((folder) => pipelineConfig(folder, log));
  const exclude = [...new Set(configs.flatMap((config) => config.exclude))];
  return { ...configs[0]!, roots: workspaceRoots(folders), surface: 'mcp', exclude };
}

/** The configuration is read for every question, and would be complained of as often. */
function warnOnce(log: Logger): Logger {
  const said = new Set<string>();
  return {
    ...log,
    warn: (message) => {
      if (said.has(message)) return;
      said.add(message);
      log.warn(message);
    },
  };
}
