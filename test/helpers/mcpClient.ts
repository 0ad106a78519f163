import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js';
import { ListRootsRequestSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { REPOSITORY } from './repository.ts';

export const CLI = join(REPOSITORY, 'dist', 'cli.cjs');

export interface ToolAnswer {
  /** All of its parts, one after the other. */
  readonly text: string;
  readonly isError: boolean;
}

export interface RunningMcp {
  readonly client: Client;
  call(name: string, args?: Record<string, unknown>, options?: RequestOptions): Promise<ToolAnswer>;
  /** Everything the server has said so far, messages and log. */
  said(): string;
  /** Other folders are open in the client from now on. */
  useRoots(uris: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface StartMcpOptions {
  /** Where the server keeps its key and cache. */
  readonly home: string;
  /** What `--workspace` names. */
  readonly workspace?: string;
  /** Where it is started. */
  readonly currentFolder?: string;
  /** Another way to start it than the built command line under this Node. */
  readonly start?: { readonly command: string; readonly args: readonly string[] };
  readonly environment?: Readonly<Record<string, string>>;
  /** URIs of the folders that the client has open; without them it knows no roots. */
  readonly roots?: readonly string[];
}

/** Starts `winnow mcp` of the built command line under the SDK's own client, and shakes hands. */
export async function startMcp(given: StartMcpOptions): Promise<RunningMcp> {
  const { home, workspace, currentFolder, roots } = given;
  if (!existsSync(CLI)) throw new Error('dist/cli.cjs is not there: run npm run build');
  const environment = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const transport = new StdioClientTransport({
    command: given.start?.command ?? process.execPath,
    args: [...(given.start?.args ?? [CLI, 'mcp', ...(workspace === undefined ? [] : ['--workspace', workspace])])],
    env: { ...Object.fromEntries(environment), ...given.environment, WINNOW_HOME: home },
    stderr: 'pipe',
    ...(currentFolder === undefined ? {} : { cwd: currentFolder }),
  });
  const capabilities = roots === undefined ? {} : { roots: { listChanged: true } };
  const client = new Client({ name: 'winnow-test', version: '1.0.0' }, { capabilities });
  let open = roots ?? [];
  if (roots) client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: open.map((uri) => ({ uri })) }));
  let said = '';
  transport.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  await client.connect(transport);
  const hear = transport.onmessage;
  // The transport takes one listener, by this name.
  Object.assign(transport, {
    onmessage: (message: JSONRPCMessage) => {
      said += `${JSON.stringify(message)}\n`;
      hear?.(message);
    },
  });
  return {
    client,
    said: () => said,
    call: async (name, args = {}, options = {}) => {
      const { content, isError } = await client.callTool({ name, arguments: args }, undefined, options);
      const parts = content as readonly { readonly text: string }[];
      return { text: parts.map(({ text }) => text).join('\n'), isError: isError === true };
    },
    useRoots: async (uris) => {
      open = uris;
      await client.sendRootsListChanged();
    },
    stop: () => client.close(),
  };
}

export function folderUri(path: string): string {
  return pathToFileURL(path).href;
}
