import { UsageError } from '../base/errors.ts';
import type { Run } from './command.ts';
import type { LSP_OPTIONS } from './options.ts';

/** The server reads its transport from the process's own arguments, which have been checked by now. */
export const runLsp: Run<typeof LSP_OPTIONS> = async ({ options }) => {
  const transports = [options.stdio, options.socket !== undefined, options['node-ipc']].filter(Boolean).length;
  if (transports !== 1) throw new UsageError('winnow lsp: give one of --stdio, --socket PORT and --node-ipc');
  if (options['node-ipc'] && process.send === undefined) {
    throw new UsageError('winnow lsp --node-ipc: no Node process started this one with an IPC channel; give --stdio');
  }
  const { startServer } = await import('../lsp/server.ts');
  startServer();
  return 0;
};
